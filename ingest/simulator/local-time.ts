// The clock of the simulated city, counted by itself: 08:00 ahead of UTC without change since 1991.
import type { Instant, LocalDay } from '../../rules/time/instant.ts'

export const SECOND = 1000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000
const AHEAD = 8 * HOUR

export const dayOf = (instant: Instant): LocalDay => Math.floor((instant + AHEAD) / DAY)

/** Local midnight. */
export const startOf = (day: LocalDay): Instant => day * DAY - AHEAD

/** A local day from `2026-11-22`. */
export const dayFrom = (text: string): LocalDay => Date.parse(`${text}T00:00:00Z`) / DAY

/** A local moment from `2026-11-22 14:05`. */
export const localFrom = (text: string): Instant => Date.parse(`${text.replace(' ', 'T')}:00+08:00`)

export function dateOf(day: LocalDay): { readonly year: number; readonly month: number; readonly date: number } {
  const at = new Date(day * DAY)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() }
}

/** 0 is Sunday. */
export const weekdayOf = (day: LocalDay): number => (day + 4) % 7

const dayTexts = new Map<LocalDay, string>()

/** `2026-11-22` */
export function dayText(day: LocalDay): string {
  let text = dayTexts.get(day)
  if (text === undefined) dayTexts.set(day, (text = new Date(day * DAY).toISOString().slice(0, 10)))
  return text
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

/** `2026-11-22 14:05:00` in local time, as most source systems write it. */
export function localText(instant: Instant): string {
  const day = dayOf(instant)
  const seconds = Math.floor((instant - startOf(day)) / SECOND)
  return `${dayText(day)} ${TWO_DIGITS[Math.floor(seconds / 3600)]}:${TWO_DIGITS[Math.floor(seconds / 60) % 60]}:${TWO_DIGITS[seconds % 60]}`
}

/** The instant's whole second. */
export const wholeSecond = (instant: Instant): Instant => Math.floor(instant / SECOND) * SECOND
