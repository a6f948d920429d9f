import { describe, expect, it } from 'vitest'
import { behindBy } from '../../../rules/time/cadence.ts'
import { parseDay } from '../../../rules/time/calendar.ts'
import { parseHours, workingCalendarOf } from '../../../rules/time/working-calendar.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { fc } from '../../services/properties.ts'

const zone = zoneOf('Asia/Shanghai')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string): number => Date.parse(`${text}+08:00`)
const day = (text: string): number => parseDay(text) ?? 0
/** National Day week of 2026 with its make-up Saturday. */
const calendar = workingCalendarOf({
  hours: [parseHours('09:00-17:00') ?? { from: 0, to: 1 }],
  years: [{ year: 2026, holidays: Array.from({ length: 7 }, (_, index) => day('2026-10-01') + index), workdays: [day('2026-10-10')] }],
}, zone)
const days = (from: string, to: string): number => behindBy('working-days', { from: at(from), to: at(to), zone, calendar }).ms / DAY

describe('how far a feed is behind', () => {
  it('counts all time unless it is told to count working days', () => {
    expect(behindBy('natural', { from: at('2026-09-30T18:00:00'), to: at('2026-10-08T18:00:00'), zone, calendar })).toEqual({ ms: 8 * DAY })
  })
  it('counts working days from midnight to midnight: neither holidays nor weekends, but make-up days', () => {
    expect(days('2026-09-30T18:00:00', '2026-10-08T18:00:00')).toBe(1)
    expect(days('2026-10-08T00:00:00', '2026-10-12T00:00:00')).toBe(3)
    expect(days('2026-10-03T10:00:00', '2026-10-05T10:00:00')).toBe(0)
  })
  it('counts all time in a year that the calendar does not hold, and says which', () => {
    expect(behindBy('working-days', { from: at('2026-12-31T12:00:00'), to: at('2027-01-02T12:00:00'), zone, calendar })).toEqual({ ms: 2 * DAY, yearNotHeld: 2027 })
    expect(behindBy('working-days', { from: at('2026-01-02T00:00:00'), to: at('2026-01-03T00:00:00'), zone, calendar: undefined })).toEqual({ ms: DAY, yearNotHeld: 2026 })
  })
  it('is nothing where it is ahead', () => {
    expect(behindBy('working-days', { from: at('2026-10-08T10:00:00'), to: at('2026-10-08T09:00:00'), zone, calendar })).toEqual({ ms: 0 })
  })
  it('adds up from any instant to any other, and never exceeds all time', () => {
    const instant = fc.integer({ min: at('2026-01-01T00:00:00'), max: at('2026-12-31T00:00:00') })
    fc.assert(fc.property(instant, instant, instant, (a, b, c) => {
      const [from = 0, middle = 0, to = 0] = [a, b, c].sort((x, y) => x - y)
      const ms = (x: number, y: number): number => behindBy('working-days', { from: x, to: y, zone, calendar }).ms
      expect(ms(from, middle) + ms(middle, to)).toBe(ms(from, to))
      expect(ms(from, to)).toBeLessThanOrEqual(to - from)
    }))
  })
})
