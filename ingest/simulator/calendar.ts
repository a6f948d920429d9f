// The city's calendar and weather: working days, holidays, storms and the heating season, and what they do to a day's load.
import type { LocalDay } from '../../rules/time/instant.ts'
import { dateOf, dayFrom, weekdayOf } from './local-time.ts'
import { hashOf, randomOf } from './random.ts'

/** First to last day of the public holidays. An invented city's calendar, close to the published ones; other years know weekends only. */
const HOLIDAYS: readonly (readonly [first: string, last: string])[] = [
  ['2025-01-01', '2025-01-01'], ['2025-01-28', '2025-02-04'], ['2025-04-04', '2025-04-06'], ['2025-05-01', '2025-05-05'],
  ['2025-05-31', '2025-06-02'], ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'], ['2026-02-15', '2026-02-23'], ['2026-04-04', '2026-04-06'], ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'], ['2026-09-25', '2026-09-27'], ['2026-10-01', '2026-10-07'],
]

/** 调休: weekend days on which people work. */
const MAKE_UP_DAYS = [
  '2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11',
  '2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10',
]

const holidays = new Set(HOLIDAYS.flatMap(([first, last]) => {
  const start = dayFrom(first)
  return Array.from({ length: dayFrom(last) - start + 1 }, (_, index) => start + index)
}))
const makeUpDays = new Set(MAKE_UP_DAYS.map(dayFrom))

export type DayKind = 'workday' | 'weekend' | 'holiday'

export function kindOfDay(day: LocalDay): DayKind {
  if (holidays.has(day)) return 'holiday'
  const weekday = weekdayOf(day)
  return (weekday === 0 || weekday === 6) && !makeUpDays.has(day) ? 'weekend' : 'workday'
}

/** The last working day of the month in which `day` lies. */
export function lastWorkdayOfMonth(day: LocalDay): LocalDay {
  const { year, month } = dateOf(day)
  let last = Date.UTC(year, month, 0) / 86_400_000
  while (kindOfDay(last) !== 'workday') last--
  return last
}

/** Chance of a storm by month, January first. */
const STORMS = [0.003, 0.003, 0.006, 0.006, 0.01, 0.03, 0.06, 0.06, 0.035, 0.006, 0.003, 0.003]
const WEATHER = hashOf('weather')

export const isStormDay = (seed: number, day: LocalDay): boolean => randomOf(seed, WEATHER, day)() < (STORMS[dateOf(day).month - 1] ?? 0)

/** How many more heating appeals than usual: heating starts on 15 November (threefold load in all) and ends on 15 March. */
export function heatingLoad(day: LocalDay): number {
  const { year, month, date } = dateOf(day)
  if (month > 3 && (month < 11 || (month === 11 && date < 15))) return 0
  if (month === 3 && date > 15) return 0
  const start = dayFrom(`${month < 11 ? year - 1 : year}-11-15`)
  return 0.12 + 1.9 * Math.exp(-(day - start) / 5)
}
