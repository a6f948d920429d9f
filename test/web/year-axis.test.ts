import { describe, expect, it } from 'vitest'
import { addMonths, AXIS_DAYS, axisOf, dayAt, dayOfKey, indexOf, markOf, monthsOf, placeOf, yearsBackOf } from '../../web/charts/year-axis.ts'

const TODAY = '2026-11-22'
const axis = axisOf(TODAY, 0)

describe('the year on the time axis', () => {
  it('ends today and begins 365 days before', () => {
    expect(axis).toEqual({ first: '2025-11-22', last: TODAY })
    expect([placeOf('2025-11-22', axis), placeOf(TODAY, axis), indexOf(TODAY, axis)]).toEqual([0, 1, AXIS_DAYS])
  })
  it('goes as far back as a day needs, and never into the future', () => {
    expect([yearsBackOf(TODAY, TODAY), yearsBackOf('2025-11-22', TODAY), yearsBackOf('2025-11-21', TODAY), yearsBackOf('2027-01-01', TODAY)]).toEqual([0, 0, 1, 0])
    for (const day of ['2025-11-21', '2024-11-23', '2024-02-29', '2019-01-01']) {
      const { first, last } = axisOf(TODAY, yearsBackOf(day, TODAY))
      expect(first <= day && day <= last, day).toBe(true)
    }
  })
  it.each([0, 1, 59, 200, 364, 365])('gives the day %i of it back from its place', (days) => {
    const day = dayAt(days / AXIS_DAYS, axis)
    expect(indexOf(day, axis)).toBe(days)
  })
  it('keeps a hand that leaves it at its ends', () => {
    expect([dayAt(-3, axis), dayAt(7, axis)]).toEqual([axis.first, axis.last])
  })
  it('names its twelve months, also through a leap year', () => {
    expect(monthsOf(axis)).toHaveLength(12)
    expect(monthsOf(axis)[0]).toBe('2025-12-01')
    expect(monthsOf(axisOf('2024-12-31', 0))).toContain('2024-02-01')
  })
  it('steps by months to the last day where a month has no such day', () => {
    expect([addMonths('2026-03-31', -1), addMonths('2024-01-31', 1), addMonths('2026-12-15', 1), addMonths('2026-01-15', -1)]).toEqual(['2026-02-28', '2024-02-29', '2027-01-15', '2025-12-15'])
  })
  it('is stepped through by keys, never beyond today', () => {
    const key = (name: string, day = '2026-06-30'): string | undefined => dayOfKey(name, day, axis, TODAY)
    expect(['ArrowLeft', 'ArrowRight', 'PageDown', 'PageUp', 'Home', 'End', 'a'].map((name) => key(name))).toEqual(['2026-06-29', '2026-07-01', '2026-05-30', '2026-07-30', '2025-11-22', TODAY, undefined])
    expect([key('ArrowRight', TODAY), key('PageUp', '2026-11-10')]).toEqual([TODAY, TODAY])
  })
  it('marks a day by what weighs most', () => {
    const day = { day: TODAY, titles: [] }
    expect([markOf({ ...day, fell: 1, rose: 2, scope: 1 }), markOf({ ...day, fell: 0, rose: 1, scope: 1 }), markOf({ ...day, fell: 0, rose: 0, scope: 1 })]).toEqual(['fell', 'rose', 'scope'])
  })
})
