// The simulated city, put together: its files, its history, its live messages and its truth.
import { readFileSync } from 'node:fs'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import { burstOf } from './burst.ts'
import { casesOf, ledgerLoadBefore, type CasesOfDay } from './cases.ts'
import { historyOf } from './history.ts'
import { rowOf } from './lists/list.ts'
import { listPlans } from './lists/plans.ts'
import { reporterOf, type Report } from './lists/reports.ts'
import { caseDeliveries, caseMessages, ledgerDeliveries } from './live.ts'
import { FIRST_DAY } from './load.ts'
import { MINUTE, dayOf, startOf } from './local-time.ts'
import { CITY_TEXT } from './places.ts'
import { hashOf } from './random.ts'
import type { Delivery, FeedText, Simulation, SimulationOptions } from './simulation.ts'
import { LIST_STREAMS, STREAMS, type ListStream, type StreamId } from './streams.ts'
import { truthOf, type TruthValue } from './truth/truth.ts'

/** The first instant of which the city's systems know. */
export const BEGINNING: Instant = startOf(FIRST_DAY)

const feedText = (id: StreamId): FeedText => {
  const fileName = `${id}.feed.yaml`
  return { id, fileName, text: readFileSync(new URL(`feeds/${fileName}`, import.meta.url), 'utf8') }
}

/** A city that is the same for the same seed, whatever is asked first. */
export function simulate({ seed: seedText, now }: SimulationOptions): Simulation {
  const seed = hashOf(seedText)
  const plans = listPlans(seed)
  const reporters = new Map(LIST_STREAMS.map((stream) => [stream, reporterOf(plans[stream])]))
  const reports = (stream: ListStream, until: Instant): readonly Report[] => reporters.get(stream)?.(until) ?? []
  const messages = caseMessages(seed)

  const days: CasesOfDay[] = []
  const casesUntil = function* (until: LocalDay): Iterable<CasesOfDay> {
    for (let day = FIRST_DAY; day <= until; day++) yield (days[day - FIRST_DAY] ??= casesOf(seed, day))
  }
  let counted: { readonly key: string; readonly values: ReadonlyMap<string, readonly TruthValue[]> } | undefined

  function* listDeliveries(from: Instant, to: Instant): Iterable<Delivery> {
    for (const stream of LIST_STREAMS) {
      for (const { date, arrivesAt, entries } of reports(stream, to)) {
        if (arrivesAt <= from) continue
        const plan = plans[stream]
        const records = entries.map((entry) => rowOf(plan, entry, date))
        yield { feed: stream, at: arrivesAt, records, ...(plan.form === 'list' ? { listDate: date } : {}) }
      }
    }
  }

  function* messagesBetween(from: Instant, to: Instant): Iterable<Delivery> {
    for (let day = Math.max(FIRST_DAY, dayOf(from + 1)); day <= dayOf(to); day++) {
      const after = Math.max(from, startOf(day) - 1)
      const until = Math.min(to, startOf(day + 1) - 1)
      const arrived = [...listDeliveries(after, until), ...ledgerDeliveries(seed, after, until), ...caseDeliveries(messages, after, until)]
      yield* arrived.sort((a, b) => a.at - b.at)
    }
  }

  return {
    city: CITY_TEXT,
    feeds: STREAMS.map(feedText),
    history: (from, to) => historyOf({ seed, from: Math.max(from, BEGINNING), to, lists: LIST_STREAMS.map((stream) => ({ plan: plans[stream], reports: reports(stream, to) })) }),
    messagesBetween,
    coveredUntil(feed, at) {
      const stream = LIST_STREAMS.find((list) => list === feed)
      if (stream !== undefined) return reports(stream, at).at(-1)?.date
      return feed === 'district-ledgers' ? ledgerLoadBefore(at) : Math.floor(at / MINUTE) * MINUTE
    },
    truth(asOf, area, knownAt = Math.max(asOf, now)) {
      const key = `${asOf} ${knownAt}`
      if (counted?.key !== key) counted = { key, values: truthOf({ asOf, knownAt, cases: casesUntil, plans, reports }) }
      return counted.values.get(area) ?? []
    },
    burst: (count, at) => burstOf(seed, count, at),
  }
}
