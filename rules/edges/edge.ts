// The exact shape of change: signed counts at the instants where a state begins or ends. A value at any instant is a sum of these.
import type { Instant, LocalDay } from '../time/instant.ts'

/** Counts that add up. `open` is what is entered and not yet answered or closed; starts and durations are milliseconds of the calculation's clock. */
export interface Counts {
  readonly entered: number
  readonly met: number
  readonly open: number
  /** Sum of the start instants of what is open, so that time elapsed so far needs no event: open * now - openStartMs. */
  readonly openStartMs: bigint
  /** Sum of the durations that have ended. */
  readonly elapsedMs: bigint
}

export const NO_COUNTS: Counts = { entered: 0, met: 0, open: 0, openStartMs: 0n, elapsedMs: 0n }

export const addCounts = (a: Counts, b: Counts): Counts => ({
  entered: a.entered + b.entered,
  met: a.met + b.met,
  open: a.open + b.open,
  openStartMs: a.openStartMs + b.openStartMs,
  elapsedMs: a.elapsedMs + b.elapsedMs,
})

export const negate = (a: Counts): Counts => ({
  entered: -a.entered,
  met: -a.met,
  open: -a.open,
  openStartMs: -a.openStartMs,
  elapsedMs: -a.elapsedMs,
})

export const isZero = (a: Counts): boolean =>
  a.entered === 0 && a.met === 0 && a.open === 0 && a.openStartMs === 0n && a.elapsedMs === 0n

/** A change of counts at an instant. */
export interface Step {
  readonly at: Instant
  readonly counts: Counts
}

/**
 * Which sum an edge belongs to. `window` is '' for the series that never forgets, else the rolling window whose
 * series holds what has left it; a rolling value is the first minus the second.
 */
export interface Series {
  readonly calculation: string
  readonly window: string
  /**
   * '' or the part of the population that some populations leave out (`complex`); `scope` for the list that names the groups;
   * `unheld` for cases that the calculation's clock cannot measure.
   */
  readonly segment: string
  /**
   * For cases that entered, in the series that never forgets: the first day of the smallest span between calendar boundaries in which they
   * did, so that every month, quarter, year and assessment period is a sum of cohorts. 0 elsewhere.
   */
  readonly cohort: LocalDay
  /** What distinct counts count, else ''. */
  readonly group: string
  readonly area: string
  readonly bureau: string
  readonly source: string
}

export interface Edge extends Step {
  readonly series: Series
}

/** The steps seen from a window that forgets at `leaving`: everything up to then leaves at once, everything after leaves as it comes. */
export function stepsOfLeaving(steps: readonly Step[], leaving: Instant): readonly Step[] {
  const left = stepsUntil(steps, leaving)
  const after = steps.filter((step) => step.at > leaving)
  return isZero(left) ? after : [{ at: leaving, counts: left }, ...after]
}

/** The sum of all steps up to and including an instant. */
export function stepsUntil(steps: readonly Step[], until: Instant): Counts {
  let sum = NO_COUNTS
  for (const step of steps) if (step.at <= until) sum = addCounts(sum, step.counts)
  return sum
}

/** The steps as they are when everything ends at `end`: later ones never happen, and what stands then is taken back. */
export function stepsEndingAt(steps: readonly Step[], end: Instant): readonly Step[] {
  const kept = steps.filter((step) => step.at < end)
  const standing = kept.reduce((sum, step) => addCounts(sum, step.counts), NO_COUNTS)
  return isZero(standing) ? kept : [...kept, { at: end, counts: negate(standing) }]
}
