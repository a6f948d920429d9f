// Days, months and years of sums as numbers: a day as days since 1970, a month as year * 12 + month - 1, a year as itself.
import { sql, type RawBuilder } from 'kysely'
import { dateOf, dayOf } from '../../rules/time/calendar.ts'
import type { LocalDay } from '../../rules/time/instant.ts'

export type Month = number
export type Year = number

export function monthOf(day: LocalDay): Month {
  const { year, month } = dateOf(day)
  return year * 12 + month - 1
}

export const firstDayOf = (month: Month): LocalDay => dayOf({ year: Math.floor(month / 12), month: (month % 12) + 1, day: 1 })

/** The month of a column of days. */
export function monthOfColumn(column: string): RawBuilder<number> {
  const date = sql`(date '1970-01-01' + ${sql.ref(column)})`
  return sql`(extract(year from ${date}) * 12 + extract(month from ${date}) - 1)::integer`
}
