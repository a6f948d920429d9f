// Many viewers at once: each reads a live stream of its own and says after each frame what it has seen counted. Run as a process of its own.
import { Agent, get } from 'node:http'
import { countedIn, frameReader } from '../live-latency/counted.ts'
import { clock, type PushedFeed } from '../live-latency/messages.ts'
import type { SeenByOne } from './seen-by-one.ts'

const [url = '', viewers = '1'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
/** Frames go to all viewers alike: what the last few said is not parsed again for each, so that this process is no slower than two hundred desks would be. */
const known = new Map<string, Partial<Record<PushedFeed, number>>>()
const KEPT = 16

function counted(data: string): Partial<Record<PushedFeed, number>> {
  const found = known.get(data)
  if (found !== undefined) return found
  const counts = countedIn(data)
  known.set(data, counts)
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break
    known.delete(oldest)
  }
  return counts
}

let unsaid: string[] = []
setInterval(() => {
  if (unsaid.length > 0) process.stdout.write(unsaid.join(''))
  unsaid = []
}, 100)

for (let viewer = 0; viewer < Number(viewers); viewer++) {
  let counts: Record<PushedFeed, number> = { 'hotline-orders': 0, 'city-events': 0 }
  const read = frameReader((data) => {
    counts = { ...counts, ...counted(data) }
    unsaid.push(`${JSON.stringify({ viewer, at: clock(), counts } satisfies SeenByOne)}\n`)
  })
  get(`${url}/api/v1/live`, { agent }, (response) => {
    if (response.statusCode !== 200) throw new Error(`Viewer ${viewer} was answered ${response.statusCode}.`)
    response.setEncoding('utf8').on('data', read).on('end', () => {
      throw new Error(`The stream of viewer ${viewer} ended.`)
    })
  })
}
