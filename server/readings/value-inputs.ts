// Reads from the store what values are made of: exact sums, measurements, and how far the feeds have been read.
import { coverageKnownAt, readFeedStates } from '../../db/feeds/feed-states.ts'
import { revisionsOfKind } from '../../db/facts/revisions.ts'
import type { Db } from '../../db/open-store.ts'
import { firstDaysOf } from '../../db/rollups/courses.ts'
import { findSums } from '../../db/rollups/series-keys.ts'
import { totalsAt } from '../../db/rollups/totals.ts'
import { inSnapshot } from '../../db/transactions.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { fromStored } from '../../ingest/intake/stored-fact.ts'
import { isRegisterCalculation } from '../../rules/model/measure-schema.ts'
import type { MeasurementFact } from '../../rules/facts/fact.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import type { FeedCoverage } from '../../rules/values/freshness.ts'
import type { Measurements } from '../../rules/values/measured-quantity.ts'
import type { ValueInputs } from '../../rules/values/values-of-area.ts'
import type { CityContext } from './city-context.ts'

/** What a reading is limited to; everything when left out. */
export interface InputsWanted {
  readonly areas?: readonly string[] | undefined
  readonly calculations?: readonly string[] | undefined
}

/** Everything values are made of at `asOf`, as known at `knownAt`, read from the store as one. */
export function inputsAt(store: Db, context: CityContext, clocks: Clocks, wanted: InputsWanted = {}): Promise<ValueInputs> {
  const { model, city } = context
  return inSnapshot(store, async (db) => {
    const sums = await findSums(db, wanted)
    const all = wanted.areas === undefined && wanted.calculations === undefined
    const counts = new CityCounts(model, city)
    for (const [id, sum] of await totalsAt(db, clocks, city.zone, all ? undefined : [...sums.keys()])) {
      const series = sums.get(id)
      if (series === undefined) throw new Error(`Sum ${id} has counts but no name in the store.`)
      counts.addTo(series.area, series, sum)
    }
    return { model, city, counts, measurements: await readMeasurements(db, context, clocks.knownAt), feeds: await readCoverage(db, context, clocks.knownAt), asOf: clocks.asOf }
  })
}

/** The kind of fact that a feed brings, as identities and freshness name it. */
export function factKindOf(feed: Feed): string {
  const { fact } = feed.mapping
  switch (fact.kind) {
    case 'case':
      return fact.caseType
    case 'register-entry':
      return `register:${fact.register}`
    case 'measurement':
      return `measurement:${fact.indicator}`
  }
}

/** How far each feed in force has been read; as known at an instant when it is named. */
export async function readCoverage(db: Db, context: CityContext, knownAt?: Instant): Promise<readonly FeedCoverage[]> {
  const covered = knownAt === undefined ? new Map((await readFeedStates(db)).map((state) => [state.feed, state.coveredUntil])) : await coverageKnownAt(db, knownAt)
  const began = await listsBegan(db, context, knownAt)
  return context.feeds.map((feed) => {
    const factKind = factKindOf(feed)
    const beganAt = began.get(factKind)
    return { feed: feed.id, source: feed.source, factKind, coveredUntil: covered.get(feed.id) ?? null, ...(beganAt === undefined ? {} : { beganAt }) }
  })
}

/** By kind of fact, when each list began of which pieces are counted; null for one that counts nothing yet. */
async function listsBegan(db: Db, { model, city }: CityContext, knownAt: Instant | undefined): Promise<ReadonlyMap<string, Instant | null>> {
  const counting = model.calculations.flatMap((calculation) => (isRegisterCalculation(calculation) && (calculation.shape === 'count' || calculation.shape === 'group-count') ? [calculation] : []))
  const knownDay = knownAt === undefined ? undefined : city.zone.localDay(knownAt)
  const days = await firstDaysOf(db, { area: city.root, calculations: counting.map(({ id }) => id), knownDay })
  const began = new Map<string, Instant | null>()
  for (const { id, facts } of counting) {
    const day = days.get(id)
    const kind = `register:${facts.register}`
    const [known, own] = [began.get(kind) ?? null, day === undefined ? null : city.zone.startOfDay(day)]
    began.set(kind, known === null || own === null ? (known ?? own) : Math.min(known, own))
  }
  return began
}

/** The newest statement of every measurement that the city judges by; one that names no area speaks of the city; as known at an instant when it is named. */
export async function readMeasurements(db: Db, context: CityContext, knownAt?: Instant): Promise<Measurements> {
  const newest = new Map<number, MeasurementFact>()
  for (const indicator of context.model.indicators) {
    const source = context.city.judgedSource(indicator.code)
    if (source?.form !== 'measurements') continue
    for (const { identity, stored } of await revisionsOfKind(db, `measurement:${indicator.code}`, knownAt)) {
      const fact = fromStored(stored.fact, stored)
      const known = newest.get(identity)
      if (fact.kind === 'measurement' && (known === undefined || fact.version >= known.version)) newest.set(identity, { ...fact, area: fact.area ?? context.city.root })
    }
  }
  return [...newest.values()]
}
