// A viewer: reads the live stream and says after each frame what it has seen counted. Run as a process of its own.
import { get } from 'node:http'
import { countedIn, frameReader } from './counted.ts'
import { clock, type PushedFeed, type Seen } from './messages.ts'

const [url = ''] = process.argv.slice(2)
let counts: Record<PushedFeed, number> = { 'hotline-orders': 0, 'city-events': 0 }

const read = frameReader((data) => {
  counts = { ...counts, ...countedIn(data) }
  process.stdout.write(`${JSON.stringify({ at: clock(), counts } satisfies Seen)}\n`)
})
get(`${url}/api/v1/live`, (response) => void response.setEncoding('utf8').on('data', read))
