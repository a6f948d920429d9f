// A viewer: reads the live stream and says after each frame what it has seen counted. Run as a process of its own.
import { get } from 'node:http'
import { clock, type PushedFeed, type Seen } from './messages.ts'

const [url = ''] = process.argv.slice(2)
const INDICATORS: Readonly<Record<string, PushedFeed>> = { appeal_mean_response_hours: 'hotline-orders', event_online_disposal_rate: 'city-events' }
const counts: Record<PushedFeed, number> = { 'hotline-orders': 0, 'city-events': 0 }

interface FrameValue {
  readonly indicator: string
  readonly population: string
  readonly judged: boolean
  readonly count?: number
  readonly denominator?: number
}

get(`${url}/api/v1/live`, (response) => {
  let unread = ''
  response.setEncoding('utf8').on('data', (chunk: string) => {
    unread += chunk
    for (let end = unread.indexOf('\n\n'); end >= 0; end = unread.indexOf('\n\n')) {
      read(unread.slice(0, end))
      unread = unread.slice(end + 2)
    }
  })
})

function read(frame: string): void {
  const data = frame.split('\n').find((line) => line.startsWith('data: '))
  if (data === undefined) return
  const { values = [] }: { values?: readonly FrameValue[] } = JSON.parse(data.slice('data: '.length))
  for (const { indicator, population, judged, count, denominator } of values) {
    const feed = INDICATORS[indicator]
    if (feed !== undefined && judged && population === 'all') counts[feed] = count ?? denominator ?? counts[feed]
  }
  process.stdout.write(`${JSON.stringify({ at: clock(), counts } satisfies Seen)}\n`)
}
