// What a frame of the live stream counts of the pushed feeds.
import type { PushedFeed } from './messages.ts'

const INDICATORS: Readonly<Record<string, PushedFeed>> = { appeal_mean_response_hours: 'hotline-orders', event_online_disposal_rate: 'city-events' }

interface FrameValue {
  readonly indicator: string
  readonly population: string
  readonly judged: boolean
  readonly count?: number
  readonly denominator?: number
}

/** The cases counted by the data of a frame, for those feeds of which it tells. */
export function countedIn(data: string): Partial<Record<PushedFeed, number>> {
  const counted: Partial<Record<PushedFeed, number>> = {}
  const { values = [] }: { values?: readonly FrameValue[] } = JSON.parse(data)
  for (const { indicator, population, judged, count, denominator } of values) {
    const feed = INDICATORS[indicator]
    const cases = count ?? denominator
    if (feed !== undefined && cases !== undefined && judged && population === 'all') counted[feed] = cases
  }
  return counted
}

/** Splits a stream into frames and hands on the data of each that has any; feed it with what comes. */
export function frameReader(onData: (data: string) => void): (chunk: string) => void {
  let unread = ''
  return (chunk) => {
    unread += chunk
    for (let end = unread.indexOf('\n\n'); end >= 0; end = unread.indexOf('\n\n')) {
      const data = unread.slice(0, end).split('\n').find((line) => line.startsWith('data: '))
      unread = unread.slice(end + 2)
      if (data !== undefined) onData(data.slice('data: '.length))
    }
  }
}
