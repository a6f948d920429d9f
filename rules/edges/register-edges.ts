// A list entry and a calculation become edges: enter the list, meet, lapse, leave.
import { statesOfEntry, usesOf, type EntryState, type RegisterStatement } from '../facts/register.ts'
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
  /** An entry is met only from a use until this many times 24 hours after it; a use says nothing about the time before it. */
  readonly activeForDays?: number
  /** '' for the entries themselves, `scope` for the list that names the groups. */
  readonly segment: '' | 'scope'
  /** Whether distinct counts need the entry's group in the series; an entry of the list that names the groups is its own, by key, unless it says otherwise. */
  readonly grouped: boolean
}

/** The edges of one list entry for one calculation, in order of time. */
export function edgesOfEntry(statements: readonly RegisterStatement[], calculation: RegisterCalculation, source: string): readonly Edge[] {
  const edges: Edge[] = []
  const key = statements[0]?.fact.key ?? ''
  const activity = activityOf(usesOf(statements), calculation.activeForDays)
  let before: Standing | undefined
  for (const { at, standing } of standingsOf(statesOfEntry(statements), { calculation, source, key, activity })) {
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

interface Reading {
  readonly calculation: RegisterCalculation
  readonly source: string
  readonly key: string
  readonly activity: Activity
}

function* standingsOf(states: readonly EntryState[], { calculation, source, key, activity }: Reading): Iterable<{ at: Instant; standing: Standing | undefined }> {
  for (const [index, { from, entry }] of states.entries()) {
    if (entry === null || (entry.begun && calculation.excluded.includes(entry.status))) {
      yield { at: from, standing: undefined }
      continue
    }
    const named = entry.group === '' && calculation.segment === 'scope' ? key : entry.group
    const series: Series = {
      calculation: calculation.id,
      window: '',
      segment: calculation.segment,
      cohort: 0,
      group: calculation.grouped ? named : '',
      area: entry.area ?? '',
      bureau: entry.bureau ?? '',
      source,
    }
    const inStatus = entry.begun && calculation.metStatuses.includes(entry.status)
    yield { at: from, standing: { series, met: inStatus && activity.holdsAt(from) } }
    const until = states[index + 1]?.from ?? Infinity
    if (inStatus) for (const at of activity.turns) if (at > from && at < until) yield { at, standing: { series, met: activity.holdsAt(at) } }
  }
}

/** When an entry is in use: `turns` are the instants at which that can change, in order of time. */
interface Activity {
  readonly turns: readonly Instant[]
  holdsAt(instant: Instant): boolean
}

function activityOf(uses: readonly Instant[], activeForDays: number | undefined): Activity {
  if (activeForDays === undefined) return { turns: [], holdsAt: () => true }
  const lastsMs = activeForDays * MS_PER_DAY
  return {
    turns: uses.flatMap((use) => [use, use + lastsMs]).sort((a, b) => a - b),
    holdsAt: (instant) => uses.some((use) => use <= instant && instant < use + lastsMs),
  }
}

const sameSeries = (a: Series, b: Series): boolean => a.group === b.group && a.area === b.area && a.bureau === b.bureau
