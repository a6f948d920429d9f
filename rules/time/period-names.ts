// What people call a period: a month, a quarter, a year, or the city's own 考核周期 by the month in which it ends.
import { dateOf } from './calendar.ts'
import type { Period, PeriodKind } from './periods.ts'
import type { WindowRule, WindowSpan } from './windows.ts'

export interface PeriodName {
  readonly zh: string
  readonly en: string
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** 2026年1月考核周期 is the one from 26 December 2025 to 25 January 2026. */
export function nameOfPeriod(kind: PeriodKind, { next }: Period): PeriodName {
  const { year, month } = dateOf(next - 1)
  const monthName = { zh: `${year}年${month}月`, en: `${MONTHS[month - 1] ?? month} ${year}` }
  switch (kind) {
    case 'month':
      return monthName
    case 'quarter':
      return { zh: `${year}年第${month / 3}季度`, en: `Q${month / 3} ${year}` }
    case 'year':
      return { zh: `${year}年`, en: String(year) }
    case 'assessment-period':
      return { zh: `${monthName.zh}考核周期`, en: `assessment period of ${monthName.en}` }
    case 'assessment-year':
      return { zh: `${year}考核年度`, en: `assessment year ${year}` }
  }
}

/** The name of the period that a window covers or runs in; undefined for windows of no period. */
export function nameOfWindow(rule: WindowRule, { cohorts }: WindowSpan): PeriodName | undefined {
  return 'period' in rule && cohorts !== undefined ? nameOfPeriod(rule.period, { first: cohorts.from, next: cohorts.to + 1 }) : undefined
}
