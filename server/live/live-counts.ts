// The counts of the whole city, kept true in memory: summed once from the store, then moved on by what was committed or came due.
import type { Db } from '../../db/open-store.ts'
import { findSums, seriesOf } from '../../db/rollups/series-keys.ts'
import { advanceFrom, firstLook, type Look } from '../../db/rollups/looks.ts'
import type { Series } from '../../rules/edges/edge.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import type { CityContext } from '../readings/city-context.ts'

export class LiveCounts {
  readonly counts: CityCounts
  private readonly series = new Map<number, Series>()
  private look: Look

  private constructor(counts: CityCounts, look: Look) {
    this.counts = counts
    this.look = look
  }

  static async open(db: Db, context: CityContext, asOf: Instant): Promise<LiveCounts> {
    const { look, totals } = await firstLook(db, asOf, context.city.zone)
    const live = new LiveCounts(new CityCounts(context.model, context.city), look)
    const sums = await findSums(db)
    for (const [id, counts] of totals) {
      const sum = sums.get(id)
      if (sum === undefined) throw new Error(`Sum ${id} has counts but no name in the store.`)
      live.counts.addTo(sum.area, sum, counts)
    }
    return live
  }

  /** Moves on to `asOf`, which never goes back. Returns whether anything changed. Throws LookLostError when they have to be opened anew. */
  async advance(db: Db, asOf: Instant): Promise<boolean> {
    const { look, changes } = await advanceFrom(db, this.look, Math.max(asOf, this.look.asOf))
    await this.add(db, changes)
    this.look = look
    return changes.length > 0
  }

  /** All or nothing: the names of unknown series are read before the first count is added. */
  private async add(db: Db, changes: readonly { readonly series: number; readonly counts: Parameters<CityCounts['add']>[1] }[]): Promise<void> {
    const unknown = [...new Set(changes.map(({ series }) => series))].filter((id) => !this.series.has(id))
    for (const [id, series] of await seriesOf(db, unknown)) this.series.set(id, series)
    const named = changes.map(({ series, counts }) => {
      const known = this.series.get(series)
      if (known === undefined) throw new Error(`Series ${series} has edges but no name in the store.`)
      return { known, counts }
    })
    for (const { known, counts } of named) this.counts.add(known, counts)
  }
}
