// What a value is compared with: the same clock time yesterday, the same date a month before, the period before, the year before, or the beginning of the year.
import type { Text } from '../model/text-schema.ts'
import { addMonths, dateOf, dayOf, yearOf } from '../time/calendar.ts'
import type { Instant, LocalDay } from '../time/instant.ts'
import { MONTHS_OF } from '../time/periods.ts'
import type { WindowRule } from '../time/windows.ts'
import type { Zone } from '../time/zone.ts'

export type Basis = 'yesterday-same-time' | 'previous-period' | 'year-before' | 'year-start' | 'month-before'

export const BASIS_NAMES: Readonly<Record<Basis, Text>> = {
  'yesterday-same-time': { zh: '较昨日同时', en: 'against the same time yesterday' },
  'previous-period': { zh: '环比', en: 'against the period before' },
  'year-before': { zh: '同比', en: 'against the year before' },
  'year-start': { zh: '较年初', en: 'since the beginning of the year' },
  'month-before': { zh: '较上月同日', en: 'against the same date a month before' },
}

/** The bases that a change is explained against, whatever the window: why it moved may be asked where a comparison would mislead. */
export const EXPLAINED_BASES = ['yesterday-same-time', 'month-before', 'year-start', 'year-before'] as const satisfies readonly Basis[]

/**
 * The comparisons that a window has. A state at a moment has no period before it; a window of a year has the year before as the period before;
 * only what does not begin anew within the year can be set against the year's beginning. Levels are ordinals and have none of these.
 */
export function basesOf(rule: WindowRule): readonly Basis[] {
  switch (rule.kind) {
    case 'snapshot':
      return ['yesterday-same-time', 'year-before', 'year-start']
    case 'rolling-days':
      return ['yesterday-same-time', 'previous-period', 'year-before', 'year-start']
    case 'rolling-months':
      return ['yesterday-same-time', ...(rule.months === 12 ? [] : ['previous-period' as const]), 'year-before', 'year-start']
    case 'to-date':
    case 'last-closed':
      return ['yesterday-same-time', ...(MONTHS_OF[rule.period] === 12 ? [] : ['previous-period' as const]), 'year-before']
  }
}

/**
 * The instant at which the same window has to be read to be compared with `asOf`; undefined where the window has no such comparison.
 * It is the same local time on the same date of the earlier month or year, so that equal parts of running periods are compared (the 1st to the 22nd with
 * the 1st to the 22nd) and closed periods after an equal time for late changes. A date that the earlier month lacks is that month's end.
 */
export function comparisonInstant(basis: Basis, rule: WindowRule, asOf: Instant, zone: Zone): Instant | undefined {
  return basesOf(rule).includes(basis) ? earlierInstant(basis, rule, asOf, zone) : undefined
}

/** As `comparisonInstant`, whether or not the window has such a comparison. */
export function earlierInstant(basis: Basis, rule: WindowRule, asOf: Instant, zone: Zone): Instant {
  const today = zone.localDay(asOf)
  switch (basis) {
    case 'yesterday-same-time':
      return sameTimeOn(today - 1, asOf, zone)
    case 'previous-period':
      if (rule.kind === 'rolling-days') return sameTimeOn(today - rule.days, asOf, zone)
      return monthsBefore(rule.kind === 'rolling-months' ? rule.months : rule.kind === 'snapshot' ? 0 : MONTHS_OF[rule.period], asOf, zone)
    case 'month-before':
      return monthsBefore(1, asOf, zone)
    case 'year-before':
      return monthsBefore(12, asOf, zone)
    case 'year-start':
      return zone.startOfDay(dayOf({ year: yearOf(today), month: 1, day: 1 })) - 1
  }
}

function monthsBefore(months: number, asOf: Instant, zone: Zone): Instant {
  const today = zone.localDay(asOf)
  const day = addMonths(today, -months)
  return dateOf(day).day < dateOf(today).day ? zone.startOfDay(day + 1) - 1 : sameTimeOn(day, asOf, zone)
}

/** The clock time of `asOf` on another day; as long after that day's beginning where its clock skips the time. */
function sameTimeOn(day: LocalDay, asOf: Instant, zone: Zone): Instant {
  const clock = new Date(asOf + zone.offsetAt(asOf))
  const time = { hour: clock.getUTCHours(), minute: clock.getUTCMinutes(), second: clock.getUTCSeconds(), ms: clock.getUTCMilliseconds() }
  const sinceMidnight = asOf - zone.startOfDay(zone.localDay(asOf))
  return zone.fromLocal({ ...dateOf(day), ...time }) ?? Math.min(zone.startOfDay(day) + sinceMidnight, zone.startOfDay(day + 1) - 1)
}
