// One start or stop at a time: two at once would make the same root twice.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { inCache } from './cache.ts'
import { Missing } from './missing.ts'
import { identify, runs, type ProcessIdentity } from './process-identity.ts'

/** Holds the cache until the function it gives is called. Throws Missing while another process holds it. */
export function holdCache(): () => void {
  const path = inCache('run', 'hold.json')
  const mine = JSON.stringify(identify(process.pid) ?? { pid: process.pid, began: '' })
  try {
    writeFileSync(path, mine, { flag: 'wx' })
  } catch {
    const other = holder(path)
    if (other !== undefined && runs(other)) throw new Missing(`Process ${other.pid} is starting or stopping the servers: wait for it and try again.`)
    writeFileSync(path, mine)
  }
  return () => rmSync(path, { force: true })
}

function holder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
