// What a new city file may not do to a store that holds facts: they were counted under the areas, the zone and the feeds in force.
import { readFeedFiles } from '../db/feeds/feed-files.ts'
import type { Db } from '../db/open-store.ts'
import { readSeries } from '../db/rollups/series-keys.ts'
import { checkFeed } from '../ingest/feed-file/check-feed.ts'
import type { City } from '../rules/city/city.ts'
import { readYaml, type Problem } from '../rules/city/yaml-file.ts'
import type { CityContext } from './readings/city-context.ts'

export interface CityChange {
  readonly before: CityContext
  readonly after: City
  readonly text: string
  readonly fileName: string
}

/** Everything that speaks against the change; empty when it may be made. */
export async function problemsOfChange(db: Db, { before, after, text, fileName }: CityChange): Promise<readonly Problem[]> {
  const { source } = readYaml(text, fileName)
  const problems: Problem[] = []
  const series = [...(await readSeries(db)).values()]
  if (series.length > 0) {
    const { zone, root } = before.city
    if (after.zone.name !== zone.name) problems.push(source.problemAt('/zone', `The store's days are those of ${zone.name}: keep this zone, or start a new store.`))
    if (after.root !== root) problems.push(source.problemAt('/root', `The store's facts belong to ${root}: keep this root, or start a new store.`))
    for (const area of new Set(series.map((one) => one.area))) {
      if (after.area(area) === undefined) problems.push(source.problemAt('/areas', `Facts of the store name the area ${area}: keep it, and end it with validTo and a successor.`))
    }
  }
  for (const applied of await readFeedFiles(db)) {
    if (!before.feeds.some(({ id }) => id === applied.feed)) continue
    const reading = checkFeed(applied.text, `${applied.feed}.feed.yaml`, { model: before.model, city: after })
    if (!reading.ok) problems.push(...reading.problems)
  }
  return problems
}
