// How busy a day and an hour are.
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import { heatingLoad, isStormDay, kindOfDay, type DayKind } from './calendar.ts'
import { DAY, HOUR, dateOf, dayFrom, startOf, wholeSecond } from './local-time.ts'
import { chooser, type Random } from './random.ts'

/** The first day that the city's systems know of. */
export const FIRST_DAY: LocalDay = dayFrom('2025-01-01')

/** The day at which the story of the past two years ends; what drifts stands still from here. */
export const STORY_END: LocalDay = dayFrom('2026-11-22')

/** How much of the story has passed at an instant: 0 at its beginning, 1 at its end and after. */
export function storyAt(instant: Instant): number {
  const passed = (instant - startOf(FIRST_DAY)) / ((STORY_END - FIRST_DAY) * DAY)
  return Math.min(1, Math.max(0, passed))
}

/** A stream's mean on an ordinary workday and what other days do to it. */
export interface LoadShape {
  readonly workday: number
  readonly kinds: Readonly<Record<DayKind, number>>
  /** Whether heating complaints reach this stream. */
  readonly heating: boolean
}

/** Mean number of records of a day. A storm triples it, and so does the start of the heating season. */
export function loadOf(shape: LoadShape, seed: number, day: LocalDay): number {
  const growth = 1 + 0.04 * storyAt(startOf(day))
  const summer = dateOf(day).month >= 6 && dateOf(day).month <= 9 ? 1.06 : 1
  const storm = isStormDay(seed, day) ? 3 : 1
  const heating = shape.heating ? 1 + heatingLoad(day) : 1
  return shape.workday * shape.kinds[kindOfDay(day)] * growth * summer * storm * heating
}

/** A moment of a day, by a weight for each hour from midnight on. */
export function momentOf(hours: readonly number[]): (random: Random, day: LocalDay) => Instant {
  const choose = chooser(hours.map((weight, hour) => [hour, weight]))
  return (random, day) => wholeSecond(startOf(day) + (choose(random) + random()) * HOUR)
}

/** `ms` after `instant`, at least a second later, in whole seconds. */
export const after = (instant: Instant, ms: number): Instant => instant + Math.max(1000, wholeSecond(ms))
