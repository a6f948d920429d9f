// The declared windows: which part of the city's past a value speaks of at an instant.
import { addMonths, dayOf, yearOf } from './calendar.ts'
import type { Instant, LocalDay } from './instant.ts'
import type { Zone } from './zone.ts'

/** A window as the model declares it. */
export type WindowRule =
  | { readonly kind: 'rolling-months'; readonly months: number }
  | { readonly kind: 'rolling-days'; readonly days: number }
  | { readonly kind: 'year-to-date' }
  | { readonly kind: 'last-closed-year' }
  | { readonly kind: 'snapshot' }

/** From the first instant of the window to its last; both belong to it. `cohort` is the acceptance year of a yearly window. */
export interface WindowSpan {
  readonly from: Instant
  readonly to: Instant
  readonly cohort?: number
}

/**
 * The span of a window at `asOf`. A rolling year begins on the day after the same date last year, a rolling number of days
 * ends with the day of `asOf`, both at local midnight. The last closed year is known up to `asOf`, because its orders may still close or reopen.
 */
export function spanOf(rule: WindowRule, asOf: Instant, zone: Zone): WindowSpan {
  const today = zone.localDay(asOf)
  switch (rule.kind) {
    case 'rolling-months':
    case 'rolling-days':
      return { from: zone.startOfDay(firstDayOf(rule, today)), to: asOf }
    case 'year-to-date':
      return { from: startOfYear(yearOf(today), zone), to: asOf, cohort: yearOf(today) }
    case 'last-closed-year': {
      const year = yearOf(today) - 1
      return { from: startOfYear(year, zone), to: startOfYear(year + 1, zone) - 1, cohort: year }
    }
    case 'snapshot':
      return { from: asOf, to: asOf }
  }
}

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

const startOfYear = (year: number, zone: Zone): Instant => zone.startOfDay(dayOf({ year, month: 1, day: 1 }))
