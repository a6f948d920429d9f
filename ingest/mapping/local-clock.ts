// Wall-clock readings to instants at the speed of a table: a day whose clock does not change costs one look-up.
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'

const MS_PER_DAY = 86_400_000
/** Days from 1970-01-01 to 2100-12-31. */
const DAYS = 47_847
const UNSEEN = -1
const IRREGULAR = -2

export interface LocalClock {
  /** Undefined where the zone skips that time. The day must exist; see isDay. */
  at(year: number, month: number, day: number, msOfDay: number): Instant | undefined
  /** The first instant of a day, `later` days on. */
  startOf(year: number, month: number, day: number, later: 0 | 1): Instant
}

const clocks = new WeakMap<Zone, LocalClock>()

export function clockOf(zone: Zone): LocalClock {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = buildClock(zone)
  clocks.set(zone, clock)
  return clock
}

function buildClock(zone: Zone): LocalClock {
  // Milliseconds that local midnight of each day is before UTC midnight plus one day, or a mark.
  const leads = new Int32Array(DAYS).fill(UNSEEN)
  const look = (day: number): number => {
    const start = zone.startOfDay(day)
    const isRegular = zone.startOfDay(day + 1) - start === MS_PER_DAY && zone.offsetAt(start) === zone.offsetAt(start + MS_PER_DAY - 1)
    return isRegular ? start - day * MS_PER_DAY + MS_PER_DAY : IRREGULAR
  }
  return {
    at(year, month, day, msOfDay) {
      const index = daysFromCivil(year, month, day)
      if (index < 0 || index >= DAYS) return slowly(zone, year, month, day, msOfDay)
      let lead = leads[index] ?? IRREGULAR
      if (lead === UNSEEN) leads[index] = lead = look(index)
      return lead === IRREGULAR ? slowly(zone, year, month, day, msOfDay) : (index - 1) * MS_PER_DAY + lead + msOfDay
    },
    startOf: (year, month, day, later) => zone.startOfDay(daysFromCivil(year, month, day) + later),
  }
}

function slowly(zone: Zone, year: number, month: number, day: number, msOfDay: number): Instant | undefined {
  const second = Math.floor(msOfDay / 1000)
  return zone.fromLocal({ year, month, day, hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60, ms: msOfDay % 1000 })
}

/** Days since 1970-01-01 in the Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** Whether the calendar has this day. */
export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false
  if (day <= 28) return true
  if (month === 2) return day === 29 && (year % 4 === 0) && (year % 100 !== 0 || year % 400 === 0)
  return day < 31 || month === 1 || month === 3 || month === 5 || month === 7 || month === 8 || month === 10 || month === 12
}
