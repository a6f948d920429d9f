import { expect, it } from 'vitest'
import { addMonths, dateOf, dayOf, dayText, yearOf } from '../../../rules/time/calendar.ts'
import { fc } from '../../services/properties.ts'

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000
const months = (text: string, count: number): string => dayText(addMonths(day(text), count))

it('a month later is the same date, or the last of a shorter month', () => {
  expect(months('2026-01-15', 1)).toBe('2026-02-15')
  expect(months('2026-01-31', 1)).toBe('2026-02-28')
  expect(months('2028-01-31', 1)).toBe('2028-02-29')
  expect(months('2026-12-31', 2)).toBe('2027-02-28')
})

it('a year before a leap day is the last of February', () => {
  expect(months('2028-02-29', -12)).toBe('2027-02-28')
  expect(months('2027-02-28', 12)).toBe('2028-02-28')
  expect(months('2026-03-01', -12)).toBe('2025-03-01')
})

it('days and dates are each other', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 47_000 }), (any) => {
    expect(dayOf(dateOf(any))).toBe(any)
    expect(day(dayText(any))).toBe(any)
    expect(yearOf(any)).toBe(Number(dayText(any).slice(0, 4)))
  }))
})

it('adding months moves the month by exactly that many and never the date beyond the month', () => {
  fc.assert(fc.property(fc.integer({ min: 1000, max: 46_000 }), fc.integer({ min: -30, max: 30 }), (any, count) => {
    const before = dateOf(any)
    const after = dateOf(addMonths(any, count))
    expect(after.year * 12 + after.month).toBe(before.year * 12 + before.month + count)
    expect(after.day).toBeLessThanOrEqual(before.day)
  }))
})
