// The days of the Spring Festival, which move between January and February from year to year (春节错月).
import { dayOf, yearOf } from './calendar.ts'
import type { LocalDay } from './instant.ts'

const FIRST_YEAR = 2000

/**
 * 正月初一 of the years from 2000 on, month and day as one number; 217 is 17 February. A table, because the Chinese calendar of the platform is a day off in
 * years whose new moon comes close to midnight in Beijing (2027 at 23:56, 2030 at 00:07).
 */
const NEW_YEARS = [
  205, 124, 212, 201, 122, 209, 129, 218, 207, 126,
  214, 203, 123, 210, 131, 219, 208, 128, 216, 205,
  125, 212, 201, 122, 210, 129, 217, 206, 126, 213,
  203, 123, 211, 131, 219, 208, 128, 215, 204, 124,
  212, 201, 122, 210, 130, 217, 206, 126, 214, 202,
  123,
]

/** From New Year's Eve (除夕) to the seventh day (初七): the days on which a city stands still. */
const BEFORE = 1
const AFTER = 6

/** 正月初一 of a year from 2000 to 2050; undefined beyond, because nobody has looked those up. */
export function springFestivalOf(year: number): LocalDay | undefined {
  const date = NEW_YEARS[year - FIRST_YEAR]
  return date === undefined ? undefined : dayOf({ year, month: Math.floor(date / 100), day: date % 100 })
}

/** How many of the eight days of a Spring Festival lie between two days, both included; undefined where one may lie there that is not known. */
export function festivalDaysWithin(from: LocalDay, to: LocalDay): number | undefined {
  let days = 0
  for (let year = yearOf(from); year <= yearOf(to); year++) {
    // 初一 lies between 21 January and 21 February in every year.
    if (to < dayOf({ year, month: 1, day: 20 }) || from > dayOf({ year, month: 2, day: 27 })) continue
    const newYear = springFestivalOf(year)
    if (newYear === undefined) return undefined
    days += Math.max(0, Math.min(to, newYear + AFTER) - Math.max(from, newYear - BEFORE) + 1)
  }
  return days
}
