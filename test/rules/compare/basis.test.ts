import { describe, expect, it } from 'vitest'
import { BASIS_NAMES, basesOf, comparisonInstant, type Basis } from '../../../rules/compare/basis.ts'
import type { PeriodKind } from '../../../rules/time/periods.ts'
import { spanOf, type WindowRule } from '../../../rules/time/windows.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { fc, runs } from '../../services/properties.ts'

const zone = zoneOf('Asia/Shanghai')
const losAngeles = zoneOf('America/Los_Angeles')
const city = { zone, assessment: { periodFrom: 26, yearFromMonth: 12 } }
const month: WindowRule = { kind: 'to-date', period: 'month' }
const snapshot: WindowRule = { kind: 'snapshot' }
const rollingYear: WindowRule = { kind: 'rolling-months', months: 12 }
const at = (text: string): number => Date.parse(`${text}+08:00`)

function instant(basis: Basis, rule: WindowRule, asOf: string): string | undefined {
  const found = comparisonInstant(basis, rule, at(asOf), zone)
  return found === undefined ? undefined : zone.format(found).replace('+08:00', '')
}

describe('the instant to compare with', () => {
  it('is the same clock time yesterday', () => {
    expect(instant('yesterday-same-time', rollingYear, '2026-03-01T14:05:00')).toBe('2026-02-28T14:05:00')
    expect(instant('yesterday-same-time', snapshot, '2026-01-01T00:00:00')).toBe('2025-12-31T00:00:00')
  })

  it('is the same clock time where yesterday had 23 hours, and as long after midnight where its clock skipped that time', () => {
    const found = (asOf: string): string => losAngeles.format(comparisonInstant('yesterday-same-time', snapshot, Date.parse(asOf), losAngeles) ?? 0)
    expect(found('2025-03-10T14:00:00-07:00')).toBe('2025-03-09T14:00:00-07:00')
    expect(found('2025-03-10T02:30:00-07:00')).toBe('2025-03-09T03:30:00-07:00')
  })

  it('is an equal part of the month before, or all of it where it is shorter', () => {
    expect(instant('previous-period', month, '2026-11-22T14:05:00')).toBe('2026-10-22T14:05:00')
    expect(instant('previous-period', month, '2026-03-28T14:05:00')).toBe('2026-02-28T14:05:00')
    expect(instant('previous-period', month, '2026-03-29T14:05:00')).toBe('2026-02-28T23:59:59.999')
    expect(instant('previous-period', month, '2026-03-31T00:00:00')).toBe('2026-02-28T23:59:59.999')
    expect(instant('previous-period', month, '2028-03-30T10:00:00')).toBe('2028-02-29T23:59:59.999')
    expect(instant('previous-period', month, '2026-02-28T23:59:59.999')).toBe('2026-01-28T23:59:59.999')
  })

  it('is an equal part of the quarter and of the assessment period before', () => {
    expect(instant('previous-period', { kind: 'to-date', period: 'quarter' }, '2026-05-31T09:00:00')).toBe('2026-02-28T23:59:59.999')
    expect(instant('previous-period', { kind: 'to-date', period: 'assessment-period' }, '2027-01-03T09:00:00')).toBe('2026-12-03T09:00:00')
    expect(instant('previous-period', { kind: 'to-date', period: 'assessment-period' }, '2026-12-31T09:00:00')).toBe('2026-11-30T23:59:59.999')
  })

  it('is as long after the end of the closed period before as now is after the last one', () => {
    expect(instant('previous-period', { kind: 'last-closed', period: 'month' }, '2026-11-22T14:05:00')).toBe('2026-10-22T14:05:00')
    expect(instant('year-before', { kind: 'last-closed', period: 'year' }, '2026-11-22T14:05:00')).toBe('2025-11-22T14:05:00')
  })

  it('is as many days before as rolling days are long', () => {
    expect(instant('previous-period', { kind: 'rolling-days', days: 30 }, '2026-03-01T14:05:00')).toBe('2026-01-30T14:05:00')
  })

  it('is the same date of the year before; for a leap day the end of February', () => {
    expect(instant('year-before', rollingYear, '2026-11-22T14:05:00')).toBe('2025-11-22T14:05:00')
    expect(instant('year-before', rollingYear, '2028-02-29T14:05:00')).toBe('2027-02-28T23:59:59.999')
    expect(instant('year-before', rollingYear, '2029-02-28T14:05:00')).toBe('2028-02-28T14:05:00')
  })

  it('is the last moment of the year before, for what does not begin anew within the year', () => {
    expect(instant('year-start', snapshot, '2026-11-22T14:05:00')).toBe('2025-12-31T23:59:59.999')
    expect(instant('year-start', rollingYear, '2026-01-01T00:00:00')).toBe('2025-12-31T23:59:59.999')
    expect(instant('year-start', month, '2026-11-22T14:05:00')).toBeUndefined()
  })

  it('is none where a window has no such comparison: a moment follows no period, and the year before a year is 同比', () => {
    expect(instant('previous-period', snapshot, '2026-11-22T14:05:00')).toBeUndefined()
    expect(instant('previous-period', rollingYear, '2026-11-22T14:05:00')).toBeUndefined()
    expect(instant('previous-period', { kind: 'to-date', period: 'assessment-year' }, '2026-11-22T14:05:00')).toBeUndefined()
  })
})

const period = fc.constantFrom<PeriodKind>('month', 'quarter', 'year', 'assessment-period', 'assessment-year')
const periodRules = fc.tuple(fc.constantFrom('to-date', 'last-closed'), period).map(([kind, of]): WindowRule => ({ kind, period: of }))
const anyRule: fc.Arbitrary<WindowRule> = fc.oneof(
  periodRules, fc.constant(snapshot), fc.integer({ min: 1, max: 36 }).map((months): WindowRule => ({ kind: 'rolling-months', months })), fc.integer({ min: 1, max: 400 }).map((days): WindowRule => ({ kind: 'rolling-days', days })),
)
const midnights = fc.integer({ min: Date.UTC(2004, 0, 1) / 86_400_000, max: Date.UTC(2040, 0, 1) / 86_400_000 }).map((day) => zone.startOfDay(day))
const instants = fc.oneof(fc.tuple(midnights, fc.constantFrom(-1, 0, 1)).map(([midnight, nudge]) => midnight + nudge), fc.integer({ min: at('2004-01-01T00:00:00'), max: at('2040-01-01T00:00:00') }))

describe('comparisons', () => {
  it('lie in the past and never move back while time goes on', () => {
    fc.assert(fc.property(anyRule, instants, fc.integer({ min: 0, max: 40 * 86_400_000 }), (rule, asOf, later) => {
      for (const basis of basesOf(rule)) {
        const [first, second] = [asOf, asOf + later].map((now) => comparisonInstant(basis, rule, now, zone) ?? Infinity)
        expect(first).toBeLessThan(asOf)
        expect(first).toBeLessThanOrEqual(second ?? 0)
      }
    }), { numRuns: runs(400) })
  })

  it('set a period against the whole one before it, or against an equal part of it', () => {
    fc.assert(fc.property(periodRules, instants, (rule, asOf) => {
      for (const basis of ['previous-period', 'year-before'] as const) {
        const earlier = comparisonInstant(basis, rule, asOf, zone)
        if (earlier === undefined) continue
        const [now, then] = [spanOf(rule, asOf, city), spanOf(rule, earlier, city)]
        if (now?.cohorts === undefined || then?.cohorts === undefined) throw new RangeError('period')
        expect(then.to).toBeLessThan(now.from)
        if (basis === 'previous-period') expect(then.cohorts.to).toBe(now.cohorts.from - 1)
        if (rule.kind === 'last-closed') expect(then.to).toBe(zone.startOfDay(then.cohorts.to + 1) - 1)
      }
    }), { numRuns: runs(400) })
  })

  it('have names of their own in both languages', () => {
    expect(Object.values(BASIS_NAMES).map(({ zh }) => zh)).toEqual(['较昨日同时', '环比', '同比', '较年初', '较上月同日'])
  })
})
