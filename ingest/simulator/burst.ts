// Load for tests: as many new cases as wanted at one instant, each of which changes a value at once.
import type { SampleRecord } from '../samples/sample.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Appeal } from './appeals/appeal.ts'
import { makeAppeal } from './appeals/generate.ts'
import { orderRecordAt } from './appeals/records.ts'
import type { CityEvent } from './events/event.ts'
import { makeEvent } from './events/generate.ts'
import { eventRecordAt } from './events/records.ts'
import { MINUTE, dayOf, startOf, wholeSecond } from './local-time.ts'
import type { Delivery } from './simulation.ts'

/** Numbers above those that a day reaches by itself; each millisecond of the day has twenty of its own. */
const FIRST_NUMBER = 1_000_000
const NUMBERS_PER_MS = 20

/** Half orders just dispatched, half events just filed. Keys stay distinct up to twenty of each a millisecond. */
export function burstOf(seed: number, count: number, at: Instant): readonly Delivery[] {
  const day = dayOf(at)
  const second = wholeSecond(at)
  const first = FIRST_NUMBER + Math.floor(at - startOf(day)) * NUMBERS_PER_MS
  const orders: SampleRecord[] = []
  const events: SampleRecord[] = []
  for (let number = first; orders.length + events.length < count; number++) {
    const order = orderRecordAt(dispatched(makeAppeal(seed, 'hotline-orders', day, number), second), second)
    const event = eventRecordAt(filed(makeEvent(seed, day, number), second), second)
    if (order !== undefined) orders.push(order)
    if (event !== undefined && orders.length + events.length < count) events.push(event)
  }
  return [{ feed: 'hotline-orders', at, records: orders }, { feed: 'city-events', at, records: events }]
}

function dispatched({ key, stream, day, index, channel, type, topic, area, firstBureau, bureau, complex }: Appeal, at: Instant): Appeal {
  return { key, stream, day, index, channel, type, topic, area, firstBureau, bureau, complex, directAnswer: false, acceptedAt: at - MINUTE, dispatchedAt: at }
}

function filed({ day, index, kind, foundBy, area, district, bureau, online }: CityEvent, at: Instant): CityEvent {
  return {
    key: `${day}00${index}`, stream: 'city-events', day, index, kind, foundBy, area, district, bureau, online,
    foundAt: at - 5 * MINUTE, filedAt: at, dueAt: at + 3 * 24 * 60 * MINUTE,
  }
}
