import { expect, it } from 'vitest'
import { nameOfWindow } from '../../../rules/time/period-names.ts'
import { spanOf, type WindowRule } from '../../../rules/time/windows.ts'
import { zoneOf } from '../../../rules/time/zone.ts'

const city = { zone: zoneOf('Asia/Shanghai'), assessment: { periodFrom: 26, yearFromMonth: 12 } }

function named(rule: WindowRule, asOf: string): string | undefined {
  const span = spanOf(rule, Date.parse(`${asOf}T12:00:00+08:00`), city)
  const name = span === undefined ? undefined : nameOfWindow(rule, span)
  return name === undefined ? undefined : `${name.zh} / ${name.en}`
}

it('periods of the calendar have their own names', () => {
  expect(named({ kind: 'to-date', period: 'month' }, '2026-03-22')).toBe('2026年3月 / March 2026')
  expect(named({ kind: 'last-closed', period: 'quarter' }, '2026-01-01')).toBe('2025年第4季度 / Q4 2025')
  expect(named({ kind: 'last-closed', period: 'year' }, '2026-11-22')).toBe('2025年 / 2025')
})

it("a city's own periods are named after the month and the year in which they end", () => {
  expect(named({ kind: 'to-date', period: 'assessment-period' }, '2026-12-31')).toBe('2027年1月考核周期 / assessment period of January 2027')
  expect(named({ kind: 'last-closed', period: 'assessment-period' }, '2026-12-31')).toBe('2026年12月考核周期 / assessment period of December 2026')
  expect(named({ kind: 'to-date', period: 'assessment-year' }, '2026-12-26')).toBe('2027考核年度 / assessment year 2027')
})

it('windows of no period have none', () => {
  expect(named({ kind: 'snapshot' }, '2026-12-26')).toBeUndefined()
  expect(named({ kind: 'rolling-days', days: 30 }, '2026-12-26')).toBeUndefined()
})
