// The periods that a city counts by: months, quarters and years of the calendar, its own 考核周期 and 考核年度, and the cohorts that all of them are sums of.
import { dateOf, dayOf } from './calendar.ts'
import type { LocalDay } from './instant.ts'

export type PeriodKind = 'month' | 'quarter' | 'year' | 'assessment-period' | 'assessment-year'

/** How a city divides its years for assessment. */
export interface Assessment {
  /** 考核周期: the day of the month on which each begins, 1-28; from the 26th to the 25th, say. */
  readonly periodFrom: number
  /** 考核年度: the month, 1-12, in which each begins on that day; absent where the city has none. */
  readonly yearFromMonth?: number
}

/** A period by its first day and the first day of the one that follows it. */
export interface Period {
  readonly first: LocalDay
  readonly next: LocalDay
}

/** Length in months. */
export const MONTHS_OF: Readonly<Record<PeriodKind, number>> = { month: 1, quarter: 3, year: 12, 'assessment-period': 1, 'assessment-year': 12 }

/** The period in which a day lies; undefined where the city has not declared periods of this kind. */
export function periodOf(kind: PeriodKind, day: LocalDay, assessment: Assessment | undefined): Period | undefined {
  switch (kind) {
    case 'month':
    case 'quarter':
    case 'year':
      return periodFrom(day, { months: MONTHS_OF[kind], day: 1, month: 1 })
    case 'assessment-period':
      return assessment === undefined ? undefined : periodFrom(day, { months: 1, day: assessment.periodFrom, month: 1 })
    case 'assessment-year':
      return assessment?.yearFromMonth === undefined ? undefined : periodFrom(day, { months: 12, day: assessment.periodFrom, month: assessment.yearFromMonth })
  }
}

/** Periods of so many months that begin on a day of the month, one of them in `month`. */
function periodFrom(day: LocalDay, rule: { readonly months: number; readonly day: number; readonly month: number }): Period {
  const date = dateOf(day)
  const month = date.year * 12 + date.month - 1 - (date.day < rule.day ? 1 : 0)
  const begun = (((month - (rule.month - 1)) % rule.months) + rule.months) % rule.months
  const firstOf = (index: number): LocalDay => dayOf({ year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1, day: rule.day })
  return { first: firstOf(month - begun), next: firstOf(month - begun + rule.months) }
}

/**
 * The days of the month on which a cohort begins. Every period of every kind begins on one of them, because a 考核年度 begins with a
 * 考核周期; so each is a sum of whole cohorts.
 */
export function cohortDaysOf(assessment: Assessment | undefined): readonly number[] {
  return assessment === undefined || assessment.periodFrom === 1 ? [1] : [1, assessment.periodFrom]
}

/** The first day of the cohort to which something of `day` belongs. */
export function cohortOf(day: LocalDay, cohortDays: readonly number[]): LocalDay {
  const dayOfMonth = dateOf(day).day
  let begins = 1
  for (const from of cohortDays) if (from <= dayOfMonth && from > begins) begins = from
  return day - dayOfMonth + begins
}
