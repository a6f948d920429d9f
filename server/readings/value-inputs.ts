// Reads from the store what values are made of: exact sums, measurements, and how far the feeds have been read.
import { readFeedStates } from '../../db/feeds/feed-states.ts'
import { revisionsOfKind } from '../../db/facts/revisions.ts'
import type { Db } from '../../db/open-store.ts'
import { readSeries } from '../../db/rollups/series-keys.ts'
import { totalsAt } from '../../db/rollups/totals.ts'
import { inSnapshot } from '../../db/transactions.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { fromStored } from '../../ingest/intake/stored-fact.ts'
import type { MeasurementFact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import type { FeedCoverage } from '../../rules/values/freshness.ts'
import type { Measurements } from '../../rules/values/measured-quantity.ts'
import type { ValueInputs } from '../../rules/values/values-of-area.ts'
import type { CityContext } from './city-context.ts'

/** Everything values are made of at `asOf`, read from the store as one; only what these calculations need when they are named. */
export function inputsAt(store: Db, context: CityContext, asOf: Instant, calculations?: readonly string[]): Promise<ValueInputs> {
  return inSnapshot(store, async (db) => {
    const series = await readSeries(db)
    const needed = calculations === undefined ? undefined : [...series].filter(([, { calculation }]) => calculations.includes(calculation)).map(([id]) => id)
    const counts = new CityCounts(context.model, context.city)
    for (const [id, sum] of await totalsAt(db, asOf, context.city.zone, needed)) {
      const known = series.get(id)
      if (known === undefined) throw new Error(`Series ${id} has sums but no name in the store.`)
      counts.add(known, sum)
    }
    return { model: context.model, city: context.city, counts, measurements: await readMeasurements(db, context), feeds: await readCoverage(db, context), asOf }
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

/** How far each feed in force has been read. */
export async function readCoverage(db: Db, context: CityContext): Promise<readonly FeedCoverage[]> {
  const states = new Map((await readFeedStates(db)).map((state) => [state.feed, state]))
  return context.feeds.map((feed) => ({
    feed: feed.id,
    source: feed.source,
    factKind: factKindOf(feed),
    coveredUntil: states.get(feed.id)?.coveredUntil ?? null,
  }))
}

/** The newest statement of every measurement that the city judges by; one that names no area speaks of the city. */
export async function readMeasurements(db: Db, context: CityContext): Promise<Measurements> {
  const newest = new Map<number, MeasurementFact>()
  for (const indicator of context.model.indicators) {
    const source = context.city.judgedSource(indicator.code)
    if (source?.form !== 'measurements') continue
    for (const { identity, stored } of await revisionsOfKind(db, `measurement:${indicator.code}`)) {
      const fact = fromStored(stored.fact, stored)
      const known = newest.get(identity)
      if (fact.kind === 'measurement' && (known === undefined || fact.version >= known.version)) newest.set(identity, { ...fact, area: fact.area ?? context.city.root })
    }
  }
  return [...newest.values()]
}
