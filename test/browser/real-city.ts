// A real `ctmm` server with an embedded store of its own, for journeys from an empty city to a value on the overview.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const UP_WITHIN_MS = 120_000

export interface RealCity {
  readonly url: string
  close(): Promise<void>
}

/** Starts with no city on a free port of loopback; everything it wrote is removed when it is closed. */
export async function startRealCity(): Promise<RealCity> {
  const directory = await mkdtemp(join(tmpdir(), 'ctmm-wiring-'))
  const server = spawn(process.execPath, [join(root, 'bin/ctmm.mjs'), 'start'], {
    env: { ...process.env, CTMM_DATA: join(directory, 'data'), PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => void server.once('exit', () => resolve()))
  const close = async (): Promise<void> => {
    server.kill('SIGTERM')
    await ended
    await rm(directory, { recursive: true, force: true })
  }
  try {
    return { url: await addressOf(server.stdout, ended), close }
  } catch (error) {
    await close()
    throw error
  }
}

function addressOf(output: NodeJS.ReadableStream, ended: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`The server did not say its address within ${UP_WITHIN_MS / 1000} s: ${text}`)), UP_WITHIN_MS)
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    })
    void ended.then(() => reject(new Error(`The server ended: ${text}`)))
  })
}
