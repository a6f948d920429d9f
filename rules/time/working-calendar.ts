// Working time: a clock that runs only in the working hours of working days, and only in the years whose holidays the city has listed.
import { dateOf, dayOf, weekdayOf } from './calendar.ts'
import type { Instant, LocalDay } from './instant.ts'
import type { Zone } from './zone.ts'

/** Part of a working day in minutes after local midnight; `to` is 1440 at most. */
export interface WorkingHours {
  readonly from: number
  readonly to: number
}

/** What a year has beside its Mondays to Fridays: public holidays, and make-up working days (调休) on Saturdays and Sundays. */
export interface WorkingYear {
  readonly year: number
  readonly holidays: readonly LocalDay[]
  readonly workdays: readonly LocalDay[]
}

/** Hours in order and apart from each other, years one after another without a gap. */
export interface WorkingTime {
  readonly hours: readonly WorkingHours[]
  readonly years: readonly WorkingYear[]
}

/**
 * The working clock of a city. Its reading never goes back and stands still outside of working hours, so that readings can be summed
 * and subtracted as instants are.
 */
export interface WorkingCalendar extends WorkingTime {
  /** Whether an instant lies in the years held; the very end of the last one does. */
  holds(instant: Instant): boolean
  /** Working milliseconds from the beginning of the first year held. Throws YearsNotHeldError. */
  workedUntil(instant: Instant): number
  /** Working milliseconds between two instants, negative where the second comes first. Throws YearsNotHeldError. */
  between(from: Instant, to: Instant): number
  isWorkday(day: LocalDay): boolean
}

/** Nobody can tell which days of a year are worked before its holidays are listed. */
export class YearsNotHeldError extends RangeError {
  override readonly name = 'YearsNotHeldError'
  readonly year: number

  constructor(year: number, { years }: WorkingTime) {
    super(`The working calendar holds ${years.map((held) => held.year).join(', ')} and not ${year}: add the public holidays and make-up working days of ${year} to the city file.`)
    this.year = year
  }
}

/** Expects hours and years that a city file has proven. */
export function workingCalendarOf({ hours, years }: WorkingTime, zone: Zone): WorkingCalendar {
  const first = dayOf({ year: years[0]?.year ?? 1970, month: 1, day: 1 })
  const end = first + years.reduce((days, { year }) => days + dayOf({ year: year + 1, month: 1, day: 1 }) - dayOf({ year, month: 1, day: 1 }), 0)
  const holidays = new Set(years.flatMap((year) => year.holidays))
  const workdays = new Set(years.flatMap((year) => year.workdays))
  const isWorkday = (day: LocalDay): boolean => {
    if (day < first || day >= end) throw new YearsNotHeldError(dateOf(day).year, { hours, years })
    const weekday = weekdayOf(day)
    return workdays.has(day) || (weekday !== 0 && weekday !== 6 && !holidays.has(day))
  }

  const opens = zone.startOfDay(first)
  const closes = zone.startOfDay(end)
  const days = Array.from({ length: end - first }, (_, index) => (isWorkday(first + index) ? partsOf(first + index, hours, zone) : []))
  const workedBefore = new Float64Array(days.length)
  days.forEach((parts, index) => {
    if (index + 1 < days.length) workedBefore[index + 1] = (workedBefore[index] ?? 0) + lengthOf(parts)
  })
  const whole = (workedBefore.at(-1) ?? 0) + lengthOf(days.at(-1) ?? [])

  const holds = (instant: Instant): boolean => instant >= opens && instant <= closes
  const workedUntil = (instant: Instant): number => {
    if (!holds(instant)) throw new YearsNotHeldError(dateOf(zone.localDay(instant)).year, { hours, years })
    if (instant === closes) return whole
    const index = zone.localDay(instant) - first
    let worked = workedBefore[index] ?? 0
    for (const { from, to } of days[index] ?? []) if (instant > from) worked += Math.min(instant, to) - from
    return worked
  }
  return { hours, years, isWorkday, holds, workedUntil, between: (from, to) => workedUntil(to) - workedUntil(from) }
}

interface Part {
  readonly from: Instant
  readonly to: Instant
}

const lengthOf = (parts: readonly Part[]): number => parts.reduce((sum, { from, to }) => sum + to - from, 0)

const partsOf = (day: LocalDay, hours: readonly WorkingHours[], zone: Zone): readonly Part[] =>
  hours.map(({ from, to }) => ({ from: instantOf(day, from, zone), to: instantOf(day, to, zone) })).filter(({ from, to }) => from < to)

/** The instant at which the clock of a day reads so many minutes, or the first later minute where a change of clock skips them. */
function instantOf(day: LocalDay, minutes: number, zone: Zone): Instant {
  const next = zone.startOfDay(day + 1)
  const date = dateOf(day)
  for (let minute = minutes; minute < 1440; minute++) {
    const found = zone.fromLocal({ ...date, hour: Math.floor(minute / 60), minute: minute % 60, second: 0, ms: 0 })
    if (found !== undefined) return Math.min(Math.max(found, zone.startOfDay(day)), next)
  }
  return next
}

/** `09:00-12:00` as minutes of a day; `24:00` may end it. Undefined when the text says no such hours. */
export function parseHours(text: string): WorkingHours | undefined {
  const parts = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/.exec(text)?.slice(1).map(Number)
  if (parts === undefined) return undefined
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute]
  return fromMinute < 60 && toMinute < 60 && from < to && to <= 1440 ? { from, to } : undefined
}
