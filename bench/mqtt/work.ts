// The work: what a city's appeals and events say in some days, as messages of one sample or of many, on the topic of their feed.
import { zoneOf } from '../../rules/time/zone.ts'
import { APPEALS, EVENTS } from '../history/city.ts'
import { recordOf } from '../history/records.ts'
import { deliveriesOf } from '../history/statements.ts'

export const FEEDS = [APPEALS, EVENTS] as const
export type FeedId = (typeof FEEDS)[number]

/** The present of the work; fixed, so that every round does the same. */
export const PRESENT = Date.parse('2026-11-22T12:00:00+08:00')
/** As many days as a city takes that has 10,000,000 cases in three years, so that its time is as full as a city's. */
const DAYS_OF_CASES = 9 / 80_000

export interface BenchMessage {
  readonly feed: FeedId
  readonly payload: string
}

export interface MqttWork {
  readonly messages: readonly BenchMessage[]
  readonly samples: number
}

/** What `cases` cases say, in the order in which their systems say it; `size` samples a message, the last ones fewer. */
export function makeWork({ cases, size }: { readonly cases: number; readonly size: number }): MqttWork {
  const messages: BenchMessage[] = []
  let samples = 0
  const pass = { seed: 'bench', number: 1, cases, days: Math.max(1, Math.round(cases * DAYS_OF_CASES)), present: PRESENT, zone: zoneOf('Asia/Shanghai') }
  for (const { feed, facts } of deliveriesOf(pass, size)) {
    const records = facts.map(recordOf)
    samples += records.length
    messages.push({ feed, payload: JSON.stringify(size === 1 ? records[0] : { samples: records }) })
  }
  return { messages, samples }
}
