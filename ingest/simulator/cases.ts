// The cases of the city by day, appeals and events alike.
import type { SampleRecord } from '../samples/sample.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Appeal } from './appeals/appeal.ts'
import { appealCount, appealsOf } from './appeals/generate.ts'
import { orderRecordAt } from './appeals/records.ts'
import type { CityEvent } from './events/event.ts'
import { eventCount, eventsOf } from './events/generate.ts'
import { eventRecordAt } from './events/records.ts'
import { DAY, HOUR, dayOf, startOf } from './local-time.ts'

export interface CasesOfDay {
  readonly appeals: readonly Appeal[]
  readonly events: readonly CityEvent[]
}

/** What is accepted and filed on a day, with its whole life. */
export const casesOf = (seed: number, day: LocalDay): CasesOfDay => ({
  appeals: [...appealsOf(seed, 'hotline-orders', day), ...appealsOf(seed, 'hotline-grid', day)],
  events: eventsOf(seed, day),
})

/** How many cases a day has, without making them. */
export const caseCount = (seed: number, day: LocalDay): number =>
  appealCount(seed, 'hotline-orders', day) + appealCount(seed, 'hotline-grid', day) + eventCount(seed, day)

/** The record of a case of the feeds that send whole records, as it stands at an instant; undefined before it exists. */
export const caseRecordAt = (one: Appeal | CityEvent, instant: Instant): SampleRecord | undefined =>
  'filedAt' in one ? eventRecordAt(one, instant) : orderRecordAt(one, instant)

/** The districts load their ledgers every morning at eight: the last load at or before an instant. */
export function ledgerLoadBefore(instant: Instant): Instant {
  const today = startOf(dayOf(instant)) + 8 * HOUR
  return today <= instant ? today : today - DAY
}
