// Arithmetic on local days: months and years as people count them, without any zone.
import type { LocalDay } from './instant.ts'

const MS_PER_DAY = 86_400_000

export interface CalendarDate {
  readonly year: number
  /** 1-12 */
  readonly month: number
  readonly day: number
}

export function dateOf(day: LocalDay): CalendarDate {
  const date = new Date(day * MS_PER_DAY)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

export const dayOf = (date: CalendarDate): LocalDay => Date.UTC(date.year, date.month - 1, date.day) / MS_PER_DAY

/** The same date `months` later (or earlier); the last day of the month where that date does not exist. */
export function addMonths(day: LocalDay, months: number): LocalDay {
  const { year, month, day: dayOfMonth } = dateOf(day)
  const index = year * 12 + (month - 1) + months
  const targetYear = Math.floor(index / 12)
  const targetMonth = index - targetYear * 12 + 1
  const lastDay = new Date(Date.UTC(targetYear, targetMonth, 0)).getUTCDate()
  return dayOf({ year: targetYear, month: targetMonth, day: Math.min(dayOfMonth, lastDay) })
}

export const yearOf = (day: LocalDay): number => dateOf(day).year

/** 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (day: LocalDay): number => (((day + 4) % 7) + 7) % 7

/** `2026-11-22` */
export const dayText = (day: LocalDay): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10)

/** Days since 1970-01-01 of a text such as 2021-04-09; undefined when the calendar has no such day. */
export function parseDay(text: string): LocalDay | undefined {
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : ms / MS_PER_DAY
}
