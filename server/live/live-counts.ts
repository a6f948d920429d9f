// The counts of the whole city, kept true in memory: summed once from the store, then moved on by what was committed or came due.
import type { Db } from '../../db/open-store.ts'
import { readSeries } from '../../db/rollups/series-keys.ts'
import { advanceFrom, firstLook, type Look } from '../../db/rollups/totals.ts'
import type { Series } from '../../rules/edges/edge.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { CityCounts } from '../../rules/values/city-counts.ts'
import type { CityContext } from '../readings/city-context.ts'
import { countsOf } from '../readings/value-inputs.ts'

export class LiveCounts {
  readonly counts: CityCounts
  private readonly series: Map<number, Series>
  private look: Look
  private newestSeries = 0

  private constructor(counts: CityCounts, series: ReadonlyMap<number, Series>, look: Look) {
    this.counts = counts
    this.series = new Map()
    this.look = look
    for (const [id, entry] of series) this.remember(id, entry)
  }

  static async open(db: Db, context: CityContext, asOf: Instant): Promise<LiveCounts> {
    const { look, totals } = await firstLook(db, asOf, context.city.zone)
    const series = await readSeries(db)
    return new LiveCounts(countsOf(context, series, totals), series, look)
  }

  /** Moves on to `asOf`, which never goes back. Returns whether anything changed. */
  async advance(db: Db, asOf: Instant): Promise<boolean> {
    const { look, changes } = await advanceFrom(db, this.look, Math.max(asOf, this.look.asOf))
    if (changes.some(({ series }) => !this.series.has(series))) {
      for (const [id, series] of await readSeries(db, this.newestSeries)) this.remember(id, series)
    }
    for (const { series, counts } of changes) {
      const known = this.series.get(series)
      if (known === undefined) throw new Error(`Series ${series} has edges but no name in the store.`)
      this.counts.add(known, counts)
    }
    this.look = look
    return changes.length > 0
  }

  private remember(id: number, series: Series): void {
    this.series.set(id, series)
    this.newestSeries = Math.max(this.newestSeries, id)
  }
}
