import { describe, expect, it } from 'vitest'
import { dayText } from '../../../rules/time/calendar.ts'
import { leavesAt, spanOf, type RollingWindow, type WindowRule } from '../../../rules/time/windows.ts'
import { zoneOf, type Zone } from '../../../rules/time/zone.ts'
import { fc, runs } from '../../services/properties.ts'

const shanghai = zoneOf('Asia/Shanghai')
const losAngeles = zoneOf('America/Los_Angeles')
const beirut = zoneOf('Asia/Beirut')
const year: RollingWindow = { kind: 'rolling-months', months: 12 }
const month: RollingWindow = { kind: 'rolling-days', days: 30 }

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000
const noon = (text: string): number => Date.parse(`${text}T12:00:00+08:00`)
/** A window that every city has. */
function span(rule: WindowRule, asOf: number, zone: Zone) {
  const found = spanOf(rule, asOf, { zone })
  if (found === undefined) throw new RangeError(rule.kind)
  return found
}
const firstDay = (rule: WindowRule, text: string): string => dayText(shanghai.localDay(span(rule, noon(text), shanghai).from))
const leavingDay = (rule: RollingWindow, text: string): string => dayText(shanghai.localDay(leavesAt(rule, day(text), shanghai)))

describe('twelve rolling months', () => {
  it('begin on the day after the same date last year, at midnight', () => {
    expect(firstDay(year, '2026-11-22')).toBe('2025-11-23')
    const { from, to } = span(year, noon('2026-11-22'), shanghai)
    expect(shanghai.format(from)).toBe('2025-11-23T00:00:00+08:00')
    expect(to).toBe(noon('2026-11-22'))
  })

  it('turn over at local midnight', () => {
    const midnight = Date.parse('2026-11-22T00:00:00+08:00')
    expect(shanghai.format(span(year, midnight - 1, shanghai).from)).toBe('2025-11-22T00:00:00+08:00')
    expect(shanghai.format(span(year, midnight, shanghai).from)).toBe('2025-11-23T00:00:00+08:00')
  })

  it('begin on 1 March on both of the last days of a leap February', () => {
    expect(firstDay(year, '2028-02-28')).toBe('2027-03-01')
    expect(firstDay(year, '2028-02-29')).toBe('2027-03-01')
    expect(firstDay(year, '2028-03-01')).toBe('2027-03-02')
  })

  it('hold the leap day for the whole of 28 February of the next year', () => {
    expect(firstDay(year, '2029-02-28')).toBe('2028-02-29')
    expect(firstDay(year, '2029-03-01')).toBe('2028-03-02')
    expect(leavingDay(year, '2028-02-28')).toBe('2029-02-28')
    expect(leavingDay(year, '2028-02-29')).toBe('2029-03-01')
    expect(leavingDay(year, '2028-03-01')).toBe('2029-03-01')
  })

  it('forget 28 February on 28 February, whether or not a leap day follows', () => {
    expect(leavingDay(year, '2027-02-28')).toBe('2028-02-28')
    expect(leavingDay(year, '2026-02-28')).toBe('2027-02-28')
  })
})

describe('thirty rolling days', () => {
  it('are today and the 29 days before', () => {
    expect(firstDay(month, '2026-03-01')).toBe('2026-01-31')
    expect(leavingDay(month, '2026-01-31')).toBe('2026-03-02')
  })

  it('are calendar days where the clock changes', () => {
    const before = Date.parse('2025-03-20T12:00:00-07:00')
    expect(losAngeles.format(span(month, before, losAngeles).from)).toBe('2025-02-19T00:00:00-08:00')
  })
})

describe('a snapshot', () => {
  it('is the moment itself', () => {
    expect(span({ kind: 'snapshot' }, 5, shanghai)).toEqual({ from: 5, to: 5 })
  })
})

const rules: fc.Arbitrary<RollingWindow> = fc.oneof(
  fc.integer({ min: 1, max: 36 }).map((months): RollingWindow => ({ kind: 'rolling-months', months })),
  fc.integer({ min: 1, max: 400 }).map((days): RollingWindow => ({ kind: 'rolling-days', days })),
)

describe('leaving a rolling window', () => {
  it('happens at exactly the first instant at which the window begins after that day', () => {
    fc.assert(fc.property(rules, fc.integer({ min: day('1984-01-01'), max: day('2040-01-01') }), fc.constantFrom(shanghai, losAngeles, beirut), (rule, any, zone) => {
      const leaving = leavesAt(rule, any, zone)
      const afterThatDay = zone.startOfDay(any + 1)
      expect(span(rule, leaving, zone).from).toBeGreaterThanOrEqual(afterThatDay)
      expect(span(rule, leaving - 1, zone).from).toBeLessThan(afterThatDay)
    }), { numRuns: runs(500) })
  })

  it('is never undone: a window that has begun later never begins earlier again', () => {
    fc.assert(fc.property(rules, fc.integer({ min: day('1984-01-01'), max: day('2040-01-01') }), (rule, any) => {
      const today = shanghai.startOfDay(any)
      expect(span(rule, today, shanghai).from).toBeGreaterThanOrEqual(span(rule, today - 1, shanghai).from)
    }))
  })

  it('every day of four years', () => {
    for (let any = day('2026-01-01'); any < day('2030-01-01'); any++) {
      const leaving = leavesAt(year, any, shanghai)
      expect(shanghai.localDay(span(year, leaving, shanghai).from)).toBeGreaterThan(any)
      expect(shanghai.localDay(span(year, leaving - 1, shanghai).from)).toBeLessThanOrEqual(any)
    }
  })
})
