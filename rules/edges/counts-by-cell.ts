// Sums by cell: what has to be known about an area to give any value of it. Fed with sums from the store and with single edges alike.
import type { LocalDay } from '../time/instant.ts'
import type { CohortRange } from '../time/windows.ts'
import { addCounts, isZero, NO_COUNTS, type Counts, type Series } from './edge.ts'

/** What a sum is asked of: all segments but `without`, all cohorts or those of a range. */
export interface SumQuestion {
  readonly without?: string | undefined
  readonly cohorts?: CohortRange | undefined
}

/** All series of one calculation in one area, summed over bureaus, sources and the leaf areas below. */
export class AreaCounts {
  /** By window, then by segment. */
  private readonly segments = new Map<string, Map<string, SegmentCounts>>()
  /** By group: the counts of its entries, and whether the list of groups names it. */
  private readonly groups = new Map<string, { readonly entries: Counts; readonly listed: number }>()

  add({ window, segment, cohort, group }: Series, counts: Counts): void {
    if (group !== '') {
      const known = this.groups.get(group) ?? { entries: NO_COUNTS, listed: 0 }
      const next = segment === 'scope' ? { ...known, listed: known.listed + counts.entered } : { ...known, entries: addCounts(known.entries, counts) }
      if (next.listed === 0 && isZero(next.entries)) this.groups.delete(group)
      else this.groups.set(group, next)
    }
    let ofWindow = this.segments.get(window)
    if (ofWindow === undefined) this.segments.set(window, (ofWindow = new Map()))
    let ofSegment = ofWindow.get(segment)
    if (ofSegment === undefined) ofWindow.set(segment, (ofSegment = new SegmentCounts()))
    ofSegment.add(cohort, counts)
  }

  /** The sum over segments and cohorts; the list that names the groups is no part of it. */
  sum(window: string, { without, cohorts }: SumQuestion = {}): Counts {
    let sum: Counts | undefined
    for (const [segment, counts] of this.segments.get(window) ?? []) {
      if (segment === 'scope' || segment === without) continue
      const part = counts.sum(cohorts)
      sum = sum === undefined ? part : addCounts(sum, part)
    }
    return sum ?? NO_COUNTS
  }

  /** The counts of one segment alone. */
  sumOfSegment(window: string, segment: string, cohorts?: CohortRange): Counts {
    return this.segments.get(window)?.get(segment)?.sum(cohorts) ?? NO_COUNTS
  }

  /** Every group that has entries or is listed. */
  everyGroup(): Iterable<{ readonly entries: Counts; readonly listed: number }> {
    return this.groups.values()
  }
}

/** The cohorts of one segment in order of time, with their sum kept: most windows ask for all of them or for a few. */
class SegmentCounts {
  private total: Counts = NO_COUNTS
  private readonly days: LocalDay[] = []
  private readonly counts: Counts[] = []

  add(cohort: LocalDay, counts: Counts): void {
    this.total = addCounts(this.total, counts)
    const at = this.placeOf(cohort)
    if (this.days[at] === cohort) {
      this.counts[at] = addCounts(this.counts[at] ?? NO_COUNTS, counts)
      return
    }
    this.days.splice(at, 0, cohort)
    this.counts.splice(at, 0, counts)
  }

  sum(cohorts?: CohortRange): Counts {
    if (cohorts === undefined) return this.total
    let sum: Counts | undefined
    for (let at = this.placeOf(cohorts.from); at < this.days.length && (this.days[at] ?? 0) <= cohorts.to; at++) {
      const part = this.counts[at] ?? NO_COUNTS
      sum = sum === undefined ? part : addCounts(sum, part)
    }
    return sum ?? NO_COUNTS
  }

  /** Where a cohort stands, or would stand. */
  private placeOf(cohort: LocalDay): number {
    let low = 0
    let high = this.days.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.days[middle] ?? 0) < cohort) low = middle + 1
      else high = middle
    }
    return low
  }
}
