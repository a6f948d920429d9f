// The declared windows: which part of the city's past a value speaks of at an instant.
import { addMonths } from './calendar.ts'
import type { Instant, LocalDay } from './instant.ts'
import { periodOf, type Assessment, type Period, type PeriodKind } from './periods.ts'
import type { Zone } from './zone.ts'

/** What a window needs to know of its city; every City is one. */
export interface CityCalendar {
  readonly zone: Zone
  readonly assessment?: Assessment
}

/** A window as the model declares it: the moment itself, a length up to now, the running period so far, or the last one that is over. */
export type WindowRule =
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'rolling-months'; readonly months: number }
  | { readonly kind: 'rolling-days'; readonly days: number }
  | { readonly kind: 'to-date'; readonly period: PeriodKind }
  | { readonly kind: 'last-closed'; readonly period: PeriodKind }

/** First and last first-days of the cohorts that make up a window. */
export interface CohortRange {
  readonly from: LocalDay
  readonly to: LocalDay
}

/** From the first instant of the window to its last; both belong to it. A window of whole periods names its cohorts. */
export interface WindowSpan {
  readonly from: Instant
  readonly to: Instant
  readonly cohorts?: CohortRange
}

/**
 * The span of a window at `asOf`; undefined where the city has not declared such periods. A rolling year begins on the day after
 * the same date last year, a rolling number of days ends with the day of `asOf`, both at local midnight. A closed period is known
 * up to `asOf`, because its orders may still close or reopen.
 */
export function spanOf(rule: WindowRule, asOf: Instant, { zone, assessment }: CityCalendar): WindowSpan | undefined {
  const today = zone.localDay(asOf)
  switch (rule.kind) {
    case 'snapshot':
      return { from: asOf, to: asOf }
    case 'rolling-months':
    case 'rolling-days':
      return { from: zone.startOfDay(firstDayOf(rule, today)), to: asOf }
    case 'to-date': {
      const running = periodOf(rule.period, today, assessment)
      return running && { from: zone.startOfDay(running.first), to: asOf, cohorts: cohortsOf(running) }
    }
    case 'last-closed': {
      const running = periodOf(rule.period, today, assessment)
      const closed = running && periodOf(rule.period, running.first - 1, assessment)
      return closed && { from: zone.startOfDay(closed.first), to: zone.startOfDay(closed.next) - 1, cohorts: cohortsOf(closed) }
    }
  }
}

const cohortsOf = ({ first, next }: Period): CohortRange => ({ from: first, to: next - 1 })

export type RollingWindow = Extract<WindowRule, { kind: 'rolling-months' | 'rolling-days' }>

export const isRolling = (rule: WindowRule): rule is RollingWindow => rule.kind === 'rolling-months' || rule.kind === 'rolling-days'

/** The first local day of a rolling window that ends on `today`. */
function firstDayOf(rule: RollingWindow, today: LocalDay): LocalDay {
  return rule.kind === 'rolling-days' ? today - rule.days + 1 : addMonths(today, -rule.months) + 1
}

/** The instant at which something of `day` falls out of a rolling window: local midnight of the first day whose window begins later. */
export function leavesAt(rule: RollingWindow, day: LocalDay, zone: Zone): Instant {
  if (rule.kind === 'rolling-days') return zone.startOfDay(day + rule.days)
  let leaving = addMonths(day, rule.months)
  while (firstDayOf(rule, leaving) <= day) leaving++
  return zone.startOfDay(leaving)
}
