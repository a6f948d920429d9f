// The simulated city through the whole path: what the store answers is what the simulator counted when it made the city up.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { moveFeed } from '../../db/feeds/feed-states.ts'
import { casesOf } from '../../ingest/simulator/cases.ts'
import { listPlans } from '../../ingest/simulator/lists/plans.ts'
import { reporterOf } from '../../ingest/simulator/lists/reports.ts'
import { dayOf, localFrom } from '../../ingest/simulator/local-time.ts'
import { hashOf } from '../../ingest/simulator/random.ts'
import type { Delivery } from '../../ingest/simulator/simulation.ts'
import { simulate } from '../../ingest/simulator/simulator.ts'
import { CASE_STREAMS, LIST_STREAMS, STREAMS, type StreamId } from '../../ingest/simulator/streams.ts'
import { truthOf, type TruthValue } from '../../ingest/simulator/truth/truth.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { Quantity } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { valuesOfArea } from '../../rules/values/values-of-area.ts'
import { inputsAt } from '../../server/readings/value-inputs.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { newStoreDirectory } from './store-template.ts'

const HOUR = 3_600_000
const SEED = 'truth'
/** A few weeks around a new year; with CTMM_LONG=1 the whole story of the city. */
const LONG = process.env['CTMM_LONG'] === '1'
const begin = localFrom(LONG ? '2025-01-01 00:00' : '2025-12-14 00:00')
const historyEnd = localFrom(LONG ? '2026-11-21 09:40' : '2026-01-10 09:40')
const liveEnd = historyEnd + 30 * HOUR
const monthEnd = localFrom(LONG ? '2026-11-01 00:00' : '2026-01-01 00:00') - 1
const yearEnd = localFrom('2026-01-01 00:00') - 1

const seed = hashOf(SEED)
const plans = listPlans(seed)
const reporters = new Map(LIST_STREAMS.map((stream) => [stream, reporterOf(plans[stream])]))

const isCaseStream = (feed: StreamId): boolean => CASE_STREAMS.some((stream) => stream === feed)

/** Keys of the cases of the days that are handed over: what comes late about older ones is left out. */
const ofTheseDays = new Set<unknown>()
for (let day = dayOf(begin); day <= dayOf(liveEnd); day++) for (const one of Object.values(casesOf(seed, day)).flat()) ofTheseDays.add(one.key)
const isWanted = ({ feed, records }: Pick<Delivery, 'feed' | 'records'>): Pick<Delivery, 'feed' | 'records'> =>
  isCaseStream(feed) ? { feed, records: records.filter((record) => ofTheseDays.has(record['order_no'] ?? record['rec_id'] ?? record['台账编号'])) } : { feed, records }

/** The simulator's own count of the days that were handed over. */
function truthAt(asOf: Instant, knownAt: Instant): ReadonlyMap<string, readonly TruthValue[]> {
  return truthOf({
    asOf, knownAt, plans,
    reports: (stream, until) => reporters.get(stream)?.(until) ?? [],
    *cases(until) {
      for (let day = dayOf(begin); day <= until; day++) yield casesOf(seed, day)
    },
  })
}

describe(`the city from ${new Date(begin + 8 * HOUR).toISOString().slice(0, 10)} on`, () => {
  const simulation = simulate({ seed: SEED, now: historyEnd })
  const feeds = new Map<StreamId, Feed>()
  let directory: Awaited<ReturnType<typeof newStoreDirectory>>
  let workbench: Workbench
  let now = historyEnd
  const total = { received: 0, stored: 0, duplicate: 0, rejected: 0 }

  async function deliver({ feed: stream, records }: Pick<Delivery, 'feed' | 'records'>): Promise<void> {
    const feed = feeds.get(stream)
    if (feed === undefined || records.length === 0) return
    const counts = await workbench.deliver(feed, records.map((record, position) => ({ position, record })))
    for (const name of ['received', 'stored', 'duplicate', 'rejected'] as const) total[name] += counts[name]
  }

  async function cover(at: Instant): Promise<void> {
    for (const stream of STREAMS) await moveFeed(workbench.store.db, stream, { coveredUntil: simulation.coveredUntil(stream, at) })
  }

  /** Every declared value of the store beside the simulator's count, in the areas named; only those that differ. */
  async function differences(asOf: Instant, areas: readonly string[]): Promise<readonly string[]> {
    const inputs = await inputsAt(workbench.store.db, workbench.context, { asOf })
    const truth = truthAt(asOf, now)
    return areas.flatMap((area) => {
      const counted = new Map((truth.get(area) ?? []).map((value) => [`${value.indicator} ${value.population} ${value.window}`, value]))
      return valuesOfArea(inputs, area).flatMap((value) => {
        const name = `${value.indicator} ${value.population} ${value.window.id}`
        const [ours, theirs] = [textOf(value.quantity), textOfTruth(counted.get(name), value.quantity)]
        return ours === theirs ? [] : [`${area} ${name}: ${ours}, the simulator counts ${theirs}`]
      })
    })
  }

  /** The city, its districts, two streets and the zones. */
  function areas(): readonly string[] {
    const { city } = workbench.context
    const streets = city.areas.filter(({ kind }) => kind === 'street')
    return [...city.areas.filter(({ kind }) => kind !== 'street'), ...streets.slice(0, 1), ...streets.slice(-1)].map(({ code }) => code)
  }

  beforeAll(async () => {
    directory = await newStoreDirectory()
    workbench = await Workbench.open({ location: { kind: 'embedded', directory: directory.store }, purpose: 'demonstration', model: draft, now: () => now })
    await workbench.applyCity(simulation.city, 'city.yaml')
    for (const { id, fileName, text } of simulation.feeds) feeds.set(id, await workbench.applyFeed(text, fileName))
    for (const batch of simulation.history(begin, historyEnd)) await deliver(batch)
    await cover(historyEnd)
  }, LONG ? 900_000 : 120_000)

  afterAll(async () => {
    await workbench.close()
    directory.remove()
  })

  it('comes in whole', () => {
    expect(total).toMatchObject({ rejected: 0, received: total.stored + total.duplicate })
    expect(total.stored).toBeGreaterThan(10_000)
    expect(areas().length).toBeGreaterThan(8)
  })

  it.each([
    ['now', historyEnd],
    ['an hour ago', historyEnd - HOUR],
    ['at midnight', localFrom(LONG ? '2026-11-21 00:00' : '2026-01-10 00:00')],
    ['at the end of last month', monthEnd],
    ['at the end of the year', yearEnd],
    ['in the first instant of the year', yearEnd + 1],
  ])('has the values that the simulator counts: %s', async (_name, asOf) => {
    expect(await differences(asOf, areas())).toEqual([])
  })

  describe('as it goes on, with repeated, late and overtaken messages', () => {
    beforeAll(async () => {
      now = liveEnd
      const before = { ...total }
      for (const delivery of inSlices(simulation.messagesBetween(historyEnd, liveEnd))) await deliver(isWanted(delivery))
      await cover(liveEnd)
      expect(total.rejected).toBe(0)
      expect(total.duplicate).toBeGreaterThan(before.duplicate)
    }, 120_000)

    it.each([
      // No message is later than a day and a quarter of an hour.
      ['a day ago', liveEnd - 24.5 * HOUR],
      ['when the history ended', historyEnd],
      ['at the end of the year', yearEnd],
    ])('has the values that the simulator counts: %s', async (_name, asOf) => {
      expect(await differences(asOf, areas())).toEqual([])
    })

    it('has them to the last message once the sources hand over everything again, and a second time stores nothing', async () => {
      const everything = [...simulation.history(liveEnd - 48 * HOUR, liveEnd)].filter(({ feed }) => isCaseStream(feed)).map(isWanted)
      for (const batch of everything) await deliver(batch)
      expect(await differences(liveEnd, areas())).toEqual([])
      const { stored } = total
      for (const batch of everything) await deliver(batch)
      expect(total.stored).toBe(stored)
    })
  })
})

/** Messages of a feed that come within ten minutes travel together, the last first; lists travel alone. */
function* inSlices(deliveries: Iterable<Delivery>): Iterable<Pick<Delivery, 'feed' | 'records'>> {
  let waiting = new Map<StreamId, Delivery['records'][number][]>()
  let slice = 0
  const flush = function* (): Iterable<Pick<Delivery, 'feed' | 'records'>> {
    for (const [feed, records] of waiting) yield { feed, records: records.reverse() }
    waiting = new Map()
  }
  for (const { feed, at, records, listDate } of deliveries) {
    if (Math.floor(at / 600_000) !== slice || listDate !== undefined) yield* flush()
    slice = Math.floor(at / 600_000)
    if (listDate !== undefined) yield { feed, records }
    else waiting.set(feed, [...(waiting.get(feed) ?? []), ...records])
  }
  yield* flush()
}

function textOf(quantity: Quantity | undefined): string {
  switch (quantity?.kind) {
    case undefined:
      return 'nothing'
    case 'share':
      return `${quantity.numerator}/${quantity.denominator}`
    case 'mean':
      return `${quantity.sumMs} ms/${quantity.count}`
    case 'count':
      return `${quantity.value}`
  }
}

function textOfTruth(counted: TruthValue | undefined, like: Quantity | undefined): string {
  const { numerator = 0, denominator = 0, sumMs = 0, count = 0, value = 0 } = counted ?? {}
  switch (like?.kind) {
    case undefined:
      return counted === undefined ? 'nothing' : JSON.stringify(counted)
    case 'share':
      return `${numerator}/${denominator}`
    case 'mean':
      return `${sumMs} ms/${count}`
    case 'count':
      return `${value}`
  }
}
