// Geometry of the time axis: the days of one year as places between 0 and 1, its months, and steps along it. Days are local days such as 2026-11-22.
import type { ChangeDay } from '../api/desk-types.ts'
import { addDays } from '../format/time.ts'

/** Days between the ends of the axis. */
export const AXIS_DAYS = 365

export interface Axis {
  readonly first: string
  readonly last: string
}

const DAY_MS = 86_400_000
const number = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS

/** The year that ends today, or that many years before. */
export const axisOf = (today: string, yearsBack: number): Axis => {
  const last = addDays(today, -AXIS_DAYS * yearsBack)
  return { first: addDays(last, -AXIS_DAYS), last }
}

/** How many years back the axis has to go to show a day; 0 for this year and for days to come. */
export const yearsBackOf = (day: string, today: string): number => Math.max(0, Math.ceil((number(today) - number(day) - AXIS_DAYS) / AXIS_DAYS))

/** Days from the axis' first one. */
export const indexOf = (day: string, { first }: Axis): number => number(day) - number(first)

/** 0 at the first day, 1 at the last; outside for others. */
export const placeOf = (day: string, axis: Axis): number => indexOf(day, axis) / AXIS_DAYS

/** The day at a place, kept within the axis. */
export const dayAt = (place: number, { first }: Axis): string => addDays(first, Math.round(Math.min(1, Math.max(0, place)) * AXIS_DAYS))

/** The first days of the months on the axis. */
export function monthsOf({ first, last }: Axis): readonly string[] {
  const months: string[] = []
  for (let day = nextMonth(first); day <= last; day = nextMonth(day)) months.push(day)
  return months
}

const nextMonth = (day: string): string => {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
}

/** The same day some months on; the last one of a month that has no such day. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10)
}

/** Where a key of a slider leads; undefined for keys that lead nowhere. Home is the first day of the axis, End the present. */
export function dayOfKey(key: string, day: string, { first }: Axis, today: string): string | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return addDays(day, -1)
    case 'ArrowRight':
    case 'ArrowUp':
      return earlier(addDays(day, 1), today)
    case 'PageDown':
      return addMonths(day, -1)
    case 'PageUp':
      return earlier(addMonths(day, 1), today)
    case 'Home':
      return first
    case 'End':
      return today
    default:
      return undefined
  }
}

const earlier = (a: string, b: string): string => (a < b ? a : b)

/** What weighs most of what changed on a day. */
export const markOf = ({ fell, rose }: ChangeDay): 'fell' | 'rose' | 'scope' => (fell > 0 ? 'fell' : rose > 0 ? 'rose' : 'scope')
