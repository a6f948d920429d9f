import { describe, expect, it } from 'vitest'
import { dayText } from '../../../rules/time/calendar.ts'
import { parseHours, workingCalendarOf, YearsNotHeldError, type WorkingTime } from '../../../rules/time/working-calendar.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { fc } from '../../services/properties.ts'
import { day, holidays2025, holidays2026, naiveWorkingMs, workdays2025, workdays2026 } from './working-years.ts'

const HOUR = 3_600_000
const shanghai = zoneOf('Asia/Shanghai')
const hours = [{ from: 9 * 60, to: 12 * 60 }, { from: 13 * 60 + 30, to: 17 * 60 + 30 }]
const time: WorkingTime = {
  hours,
  years: [{ year: 2025, holidays: holidays2025, workdays: workdays2025 }, { year: 2026, holidays: holidays2026, workdays: workdays2026 }],
}
const calendar = workingCalendarOf(time, shanghai)
const at = (text: string): number => Date.parse(`${text}+08:00`)
const worked = (from: string, to: string): number => calendar.between(at(from), at(to)) / HOUR

describe('working time', () => {
  it('runs in working hours only: not at lunch, not at night, not on a weekend', () => {
    expect(worked('2026-11-18T09:00:00', '2026-11-18T12:00:00')).toBe(3)
    expect(worked('2026-11-18T11:30:00', '2026-11-18T13:45:00')).toBe(0.75)
    expect(calendar.between(at('2026-11-18T17:29:59.999'), at('2026-11-19T09:00:00.001'))).toBe(2)
    expect(worked('2026-11-20T17:00:00', '2026-11-23T09:30:00')).toBe(1)
  })

  it('stands still on public holidays and runs on make-up days (调休)', () => {
    expect(worked('2026-02-13T17:30:00', '2026-02-24T09:00:00')).toBe(7)
    expect(worked('2026-02-28T00:00:00', '2026-03-01T00:00:00')).toBe(7)
    expect(worked('2026-10-01T00:00:00', '2026-10-08T00:00:00')).toBe(0)
    expect(worked('2025-12-31T17:00:00', '2026-01-04T09:30:00')).toBe(1)
  })

  it('counts 248 working days in 2025 and as many in 2026', () => {
    expect(worked('2025-01-01T00:00:00', '2026-01-01T00:00:00') / 7).toBe(248)
    expect(worked('2026-01-01T00:00:00', '2027-01-01T00:00:00') / 7).toBe(248)
  })

  it('refuses what lies in a year that it does not hold, to the millisecond, and names the year', () => {
    expect(calendar.holds(at('2025-01-01T00:00:00'))).toBe(true)
    expect(calendar.holds(at('2024-12-31T23:59:59.999'))).toBe(false)
    expect(calendar.holds(at('2027-01-01T00:00:00'))).toBe(true)
    expect(calendar.holds(at('2027-01-01T00:00:00.001'))).toBe(false)
    expect(() => calendar.between(at('2026-12-31T10:00:00'), at('2027-01-01T09:00:00'))).toThrow(/holds 2025, 2026 and not 2027: add the public holidays/)
    expect(() => calendar.workedUntil(at('2024-12-31T10:00:00'))).toThrow(YearsNotHeldError)
    expect(() => calendar.isWorkday(day('2027-01-01'))).toThrow(/not 2027/)
  })

  it('is data as well: its JSON tells every day that it was made from', () => {
    expect(JSON.parse(JSON.stringify(calendar))).toEqual(JSON.parse(JSON.stringify(time)))
  })
})

describe('working time across a change of clock', () => {
  const years = [{ year: 2025, holidays: [], workdays: ['2025-03-09', '2025-11-02'].map(day) }]
  const losAngeles = zoneOf('America/Los_Angeles')
  const nights = workingCalendarOf({ hours: [{ from: 60, to: 180 }, { from: 1380, to: 1440 }], years }, losAngeles)
  const ofDay = (text: string): number => nights.between(losAngeles.startOfDay(day(text)), losAngeles.startOfDay(day(text) + 1)) / HOUR

  it('is the time that passed: an hour less in spring, an hour more in autumn', () => {
    expect(ofDay('2025-03-10')).toBe(3)
    expect(ofDay('2025-03-09')).toBe(2)
    expect(ofDay('2025-11-02')).toBe(4)
  })
})

describe('the working clock', () => {
  const instants = fc.oneof(
    fc.integer({ min: at('2025-01-01T00:00:00'), max: at('2027-01-01T00:00:00') }),
    fc.tuple(fc.integer({ min: day('2025-01-01'), max: day('2026-12-31') }), fc.constantFrom(9, 12, 13.5, 17.5, 24), fc.constantFrom(-1, 0, 1)).map(([any, hour, nudge]) => Math.min(shanghai.startOfDay(any) + hour * HOUR + nudge, at('2027-01-01T00:00:00'))),
  )

  it('agrees with working days counted one by one', () => {
    fc.assert(fc.property(instants, instants, (one, other) => {
      const [from, to] = one < other ? [one, other] : [other, one]
      expect(calendar.between(from, to)).toBe(naiveWorkingMs(from, to))
    }))
  })

  it('never goes back, and parts add up', () => {
    fc.assert(fc.property(instants, instants, instants, (a, b, c) => {
      expect(calendar.between(a, b) + calendar.between(b, c)).toBe(calendar.between(a, c))
      expect(calendar.between(Math.min(a, b), Math.max(a, b))).toBeGreaterThanOrEqual(0)
      expect(Math.abs(calendar.between(a, b))).toBeLessThanOrEqual(Math.abs(b - a))
    }))
  })

  it('knows its days', () => {
    for (const text of ['2026-02-14', '2026-11-20']) expect(calendar.isWorkday(day(text)), text).toBe(true)
    for (const text of ['2026-02-17', '2026-11-22', '2026-10-01']) expect(calendar.isWorkday(day(text)), text).toBe(false)
    expect(Array.from({ length: 7 }, (_, index) => dayText(day('2026-11-16') + index)).map((text) => calendar.isWorkday(day(text)))).toEqual([true, true, true, true, true, false, false])
  })
})

describe('hours of a day', () => {
  it('are written with two digits each and end after they begin', () => {
    expect(parseHours('09:00-12:00')).toEqual({ from: 540, to: 720 })
    expect(parseHours('18:00-24:00')).toEqual({ from: 1080, to: 1440 })
    for (const text of ['9:00-12:00', '12:00-09:00', '09:00-09:00', '09:00-24:01', '09:60-12:00', '']) expect(parseHours(text), text).toBeUndefined()
  })
})
