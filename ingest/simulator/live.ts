// The present: every change of a case becomes a message that arrives soon, late, twice or overtaken; ledgers and lists arrive on their dates.
import type { SampleRecord } from '../samples/sample.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import { LONGEST_LIFE_DAYS, stepsOf as stepsOfAppeal, type Appeal } from './appeals/appeal.ts'
import { gridMessagesOf } from './appeals/records.ts'
import { caseRecordAt, casesOf, ledgerLoadBefore } from './cases.ts'
import { stepsOf as stepsOfEvent, type CityEvent } from './events/event.ts'
import { eventRecordAt } from './events/records.ts'
import { FIRST_DAY } from './load.ts'
import { DAY, HOUR, MINUTE, SECOND, dayOf, startOf } from './local-time.ts'
import { between, hashOf, logNormal, randomOf, type Random } from './random.ts'
import type { Delivery } from './simulation.ts'

const SENDING = { 'hotline-orders': hashOf('sending-orders'), 'hotline-grid': hashOf('sending-grid'), 'city-events': hashOf('sending-events') }
type Sender = keyof typeof SENDING

/** No message takes longer. */
const LATEST = DAY + 15 * MINUTE

interface Message {
  readonly feed: Sender
  readonly at: Instant
  readonly record: () => SampleRecord | undefined
}

/** Messages of whole days, made when first asked for; the two days asked for last are kept. */
export function caseMessages(seed: number): (day: LocalDay) => readonly Message[] {
  const kept = new Map<LocalDay, readonly Message[]>()
  return (day) => {
    const known = kept.get(day)
    if (known !== undefined) return known
    const messages = messagesOf(seed, day)
    for (const old of [...kept.keys()].slice(0, -1)) kept.delete(old)
    kept.set(day, messages)
    return messages
  }
}

/** Everything that arrives on a day, in order of arrival. */
function messagesOf(seed: number, day: LocalDay): readonly Message[] {
  const start = startOf(day)
  const messages: Message[] = []
  const send = (feed: Sender, one: Appeal | CityEvent, number: number, step: Instant, record: Message['record']): void => {
    if (step > start + DAY || step + LATEST < start) return
    const random = randomOf(seed, SENDING[feed], one.day, one.index * 32 + number)
    for (const at of arrivals(random, step)) if (at >= start && at < start + DAY) messages.push({ feed, at, record })
  }
  for (let born = Math.max(FIRST_DAY, day - LONGEST_LIFE_DAYS - 2); born <= day; born++) {
    const { appeals, events } = casesOf(seed, born)
    for (const appeal of appeals) {
      if (appeal.stream === 'hotline-orders') stepsOfAppeal(appeal).forEach((step, number) => send('hotline-orders', appeal, number, step, () => caseRecordAt(appeal, step)))
      gridMessagesOf(appeal).forEach(({ at, record }, number) => send('hotline-grid', appeal, number + 16, at, () => record))
    }
    for (const event of events) {
      if (event.stream === 'city-events') stepsOfEvent(event).forEach((step, number) => send('city-events', event, number, step, () => caseRecordAt(event, step)))
    }
  }
  return messages.sort((a, b) => a.at - b.at)
}

/** Most messages take seconds, some minutes, a few up to a day; one in a hundred comes twice. */
function arrivals(random: Random, step: Instant): readonly Instant[] {
  const luck = random()
  const delay = luck < 0.004 ? between(random, 2 * HOUR, DAY) : luck < 0.035 ? Math.min(DAY, logNormal(random, 12 * MINUTE, 0.9)) : between(random, 2, 40) * SECOND
  const first = step + Math.round(delay)
  return random() < 0.01 ? [first, first + Math.round(between(random, 1, 600)) * SECOND] : [first]
}

/** The case messages that arrive after `from` and up to `to`. */
export function* caseDeliveries(messages: (day: LocalDay) => readonly Message[], from: Instant, to: Instant): Iterable<Delivery> {
  for (let day = Math.max(FIRST_DAY, dayOf(from)); day <= dayOf(to); day++) {
    for (const { feed, at, record } of messages(day)) {
      if (at <= from || at > to) continue
      const sent = record()
      if (sent !== undefined) yield { feed, at, records: [sent] }
    }
  }
}

/** The morning loads of the districts' ledgers after `from` and up to `to`: the rows that changed since the load before. */
export function* ledgerDeliveries(seed: number, from: Instant, to: Instant): Iterable<Delivery> {
  for (let load = ledgerLoadBefore(from) + DAY; load <= to; load += DAY) {
    const records: SampleRecord[] = []
    for (let born = Math.max(FIRST_DAY, dayOf(load) - LONGEST_LIFE_DAYS); born <= dayOf(load); born++) {
      for (const event of casesOf(seed, born).events) {
        if (event.stream !== 'district-ledgers' || !stepsOfEvent(event).some((step) => step > load - DAY && step <= load)) continue
        const record = eventRecordAt(event, load)
        if (record !== undefined) records.push(record)
      }
    }
    if (records.length > 0) yield { feed: 'district-ledgers', at: load, records }
  }
}
