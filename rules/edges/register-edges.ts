// A list entry and a calculation become edges: enter the list, meet, lapse, leave.
import { statesOfEntry, type EntryState, type RegisterStatement } from '../facts/register.ts'
import type { Instant } from '../time/instant.ts'
import { NO_COUNTS, type Edge, type Series } from './edge.ts'

const MS_PER_DAY = 86_400_000

/** How a calculation reads one register (口径). */
export interface RegisterCalculation {
  readonly id: string
  /** Entries with these statuses are not counted at all. */
  readonly excluded: readonly string[]
  /** Entries with these statuses are met; none for a list that only names the groups. */
  readonly metStatuses: readonly string[]
  /** An entry lapses this many times 24 hours after its last use. */
  readonly activeForDays?: number
  /** '' for the entries themselves, `scope` for the list that names the groups. */
  readonly segment: '' | 'scope'
  /** Whether distinct counts need the entry's group in the series. */
  readonly grouped: boolean
}

/** The edges of one list entry for one calculation, in order of time. */
export function edgesOfEntry(statements: readonly RegisterStatement[], calculation: RegisterCalculation, source: string): readonly Edge[] {
  const edges: Edge[] = []
  let before: Standing | undefined
  for (const { at, standing } of standingsOf(statesOfEntry(statements), calculation, source)) {
    if (before !== undefined && standing !== undefined && sameSeries(before.series, standing.series)) {
      const met = Number(standing.met) - Number(before.met)
      if (met !== 0) edges.push({ at, series: standing.series, counts: { ...NO_COUNTS, met } })
    } else {
      if (before !== undefined) edges.push({ at, series: before.series, counts: { ...NO_COUNTS, entered: -1, met: before.met ? -1 : 0 } })
      if (standing !== undefined) edges.push({ at, series: standing.series, counts: { ...NO_COUNTS, entered: 1, met: standing.met ? 1 : 0 } })
    }
    before = standing
  }
  return edges
}

interface Standing {
  readonly series: Series
  readonly met: boolean
}

function* standingsOf(states: readonly EntryState[], calculation: RegisterCalculation, source: string): Iterable<{ at: Instant; standing: Standing | undefined }> {
  for (const [index, { from, entry }] of states.entries()) {
    if (entry === null || calculation.excluded.includes(entry.status)) {
      yield { at: from, standing: undefined }
      continue
    }
    const series: Series = {
      calculation: calculation.id,
      window: '',
      segment: calculation.segment,
      cohort: 0,
      group: calculation.grouped ? entry.group : '',
      area: entry.area ?? '',
      bureau: entry.bureau ?? '',
      source,
    }
    const inStatus = entry.begun && calculation.metStatuses.includes(entry.status)
    const lapses = calculation.activeForDays === undefined ? Infinity : (entry.lastUsedAt ?? -Infinity) + calculation.activeForDays * MS_PER_DAY
    yield { at: from, standing: { series, met: inStatus && from < lapses } }
    if (inStatus && lapses > from && lapses < (states[index + 1]?.from ?? Infinity)) yield { at: lapses, standing: { series, met: false } }
  }
}

const sameSeries = (a: Series, b: Series): boolean => a.group === b.group && a.area === b.area && a.bureau === b.bureau
