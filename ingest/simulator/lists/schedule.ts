// When lists are drawn up and when they arrive.
import type { Instant, LocalDay } from '../../../rules/time/instant.ts'
import { HOUR, dateOf, dayOf, localFrom, startOf, weekdayOf } from '../local-time.ts'

export interface Schedule {
  readonly rhythm: 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'half-yearly'
  /** 0 is Sunday; for weekly lists. */
  readonly weekday?: number
  /** Local hour of the list's date. */
  readonly hour: number
  /** From the list's date until it arrives. */
  readonly delayMs: number
  /** Nothing arrives after this instant. */
  readonly silentAfter?: Instant
}

/** What every keeper hands over once, at the beginning: the state of the list so far. */
export const FIRST_DATE: Instant = localFrom('2025-01-01 08:00')

function isListDay(day: LocalDay, { rhythm, weekday }: Schedule): boolean {
  switch (rhythm) {
    case 'daily':
      return true
    case 'weekly':
      return weekdayOf(day) === weekday
    case 'monthly':
    case 'quarterly':
    case 'half-yearly': {
      const last = dateOf(day + 1).date === 1
      const every = rhythm === 'monthly' ? 1 : rhythm === 'quarterly' ? 3 : 6
      return last && (dateOf(day).month + (rhythm === 'half-yearly' ? 3 : 0)) % every === 0
    }
  }
}

/** The dates of a list whose reports have arrived by `until`, in order. */
export function datesUntil(schedule: Schedule, until: Instant): readonly Instant[] {
  const last = Math.min(until, schedule.silentAfter ?? until) - schedule.delayMs
  const dates: Instant[] = FIRST_DATE <= last ? [FIRST_DATE] : []
  for (let day = dayOf(FIRST_DATE); day <= dayOf(last); day++) {
    const date = startOf(day) + schedule.hour * HOUR
    if (date > FIRST_DATE && date <= last && isListDay(day, schedule)) dates.push(date)
  }
  return dates
}

