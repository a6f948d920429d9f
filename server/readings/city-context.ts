// What every reading of a store is made with: the model, the city and its feeds as they are in force.
import { readFeedFiles } from '../../db/feeds/feed-files.ts'
import { readRemovedFeeds } from '../../db/feeds/removed-feeds.ts'
import { findCityFile } from '../../db/city/city-files.ts'
import { purposeOf } from '../../db/purpose.ts'
import type { Db } from '../../db/open-store.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import { edgeRulesOf, type EdgeRules } from '../../ingest/intake/edge-rules.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { loadCity } from '../../rules/city/read-city.ts'
import type { City } from '../../rules/city/city.ts'
import type { EdgePlan } from '../../rules/edges/plan.ts'
import type { Model } from '../../rules/model/model-schema.ts'

export interface CityContext {
  readonly model: Model
  readonly plan: EdgePlan
  readonly city: City
  /** What facts are counted by. */
  readonly rules: EdgeRules
  /** Those that were removed apart. */
  readonly feeds: readonly Feed[]
  /** Marked 演示数据 wherever it is shown. */
  readonly demonstration: boolean
}

/** The store has no city yet: nothing can be read or taken in. */
export class CityMissingError extends Error {
  override readonly name = 'CityMissingError'
  constructor() {
    super('This store has no city yet. Describe its areas in a city file and run `ctmm city apply FILE`.')
  }
}

/** Reads what is in force. Undefined while no city has been applied. */
export async function findContext(db: Db, model: Model): Promise<CityContext | undefined> {
  const file = await findCityFile(db)
  if (file === undefined) return undefined
  const city = loadCity(file.text, 'the applied city file')
  const feeds: Feed[] = []
  const removed = new Set((await readRemovedFeeds(db)).map(({ feed }) => feed))
  for (const applied of await readFeedFiles(db)) {
    if (removed.has(applied.feed)) continue
    const reading = checkFeed(applied.text, applied.file === '' ? `${applied.feed}.feed.yaml` : applied.file, { model, city })
    if (reading.ok) feeds.push(reading.feed)
  }
  const rules = edgeRulesOf(model, city)
  return { model, plan: rules.plan, city, rules, feeds, demonstration: (await purposeOf(db)) === 'demonstration' }
}

/** As `findContext`; throws CityMissingError while there is no city. */
export async function getContext(db: Db, model: Model): Promise<CityContext> {
  const context = await findContext(db, model)
  if (context === undefined) throw new CityMissingError()
  return context
}
