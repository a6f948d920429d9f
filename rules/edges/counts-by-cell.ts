// Sums by cell: what has to be known about an area to give any value of it. Fed with sums from the store and with single edges alike.
import { addCounts, isZero, NO_COUNTS, type Counts, type Series } from './edge.ts'

/** All series of one calculation in one area, summed over bureaus, sources and the leaf areas below. */
export class AreaCounts {
  /** By window, segment and cohort. */
  private readonly plain = new Map<string, Counts>()
  /** By group: the counts of its entries, and whether the list of groups names it. */
  private readonly groups = new Map<string, { readonly entries: Counts; readonly listed: number }>()

  add(series: Series, counts: Counts): void {
    if (series.group !== '') {
      const known = this.groups.get(series.group) ?? { entries: NO_COUNTS, listed: 0 }
      const next = series.segment === 'scope' ? { ...known, listed: known.listed + counts.entered } : { ...known, entries: addCounts(known.entries, counts) }
      if (next.listed === 0 && isZero(next.entries)) this.groups.delete(series.group)
      else this.groups.set(series.group, next)
    }
    const key = `${series.window}|${series.segment}|${series.cohort}`
    this.plain.set(key, addCounts(this.plain.get(key) ?? NO_COUNTS, counts))
  }

  /** The sum over segments and cohorts; `without` leaves a segment out, `cohort` keeps one year only. */
  sum(window: string, options: { readonly without?: string | undefined; readonly cohort?: number | undefined } = {}): Counts {
    let sum = NO_COUNTS
    for (const [key, counts] of this.plain) {
      const [ofWindow, segment, cohort] = key.split('|')
      if (ofWindow !== window || segment === 'scope' || segment === (options.without ?? '-')) continue
      if (options.cohort !== undefined && Number(cohort) !== options.cohort) continue
      sum = addCounts(sum, counts)
    }
    return sum
  }

  /** Every group that has entries or is listed. */
  everyGroup(): Iterable<{ readonly entries: Counts; readonly listed: number }> {
    return this.groups.values()
  }
}
