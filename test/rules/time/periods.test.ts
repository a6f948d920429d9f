import { describe, expect, it } from 'vitest'
import { dayText } from '../../../rules/time/calendar.ts'
import { cohortDaysOf, cohortOf, periodOf, type Assessment, type PeriodKind } from '../../../rules/time/periods.ts'
import { spanOf, type WindowRule } from '../../../rules/time/windows.ts'
import { zoneOf, type Zone } from '../../../rules/time/zone.ts'
import { fc } from '../../services/properties.ts'

const shanghai = zoneOf('Asia/Shanghai')
const losAngeles = zoneOf('America/Los_Angeles')
const december: Assessment = { periodFrom: 26, yearFromMonth: 12 }
const kinds: readonly PeriodKind[] = ['month', 'quarter', 'year', 'assessment-period', 'assessment-year']
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000

/** First and last day of the period in which a day lies. */
function daysOf(kind: PeriodKind, text: string, assessment: Assessment | undefined = december): readonly string[] {
  const period = periodOf(kind, day(text), assessment)
  return period === undefined ? [] : [dayText(period.first), dayText(period.next - 1)]
}

/** First and last instant of a window with its first and last cohort, as local texts. */
function said(rule: WindowRule, asOf: string, zone: Zone = shanghai): readonly string[] {
  const span = spanOf(rule, Date.parse(asOf), { zone, assessment: december })
  return span === undefined ? [] : [zone.format(span.from), zone.format(span.to), ...(span.cohorts === undefined ? [] : [dayText(span.cohorts.from), dayText(span.cohorts.to)])]
}

describe('periods of the calendar', () => {
  it('are months, quarters and years, each with its own end', () => {
    expect(daysOf('month', '2028-02-29')).toEqual(['2028-02-01', '2028-02-29'])
    expect(daysOf('month', '2027-02-28')).toEqual(['2027-02-01', '2027-02-28'])
    expect(daysOf('quarter', '2026-01-01')).toEqual(['2026-01-01', '2026-03-31'])
    expect(daysOf('quarter', '2026-06-30')).toEqual(['2026-04-01', '2026-06-30'])
    expect(daysOf('quarter', '2026-07-01')).toEqual(['2026-07-01', '2026-09-30'])
    expect(daysOf('quarter', '2026-12-31')).toEqual(['2026-10-01', '2026-12-31'])
    expect(daysOf('year', '2028-12-31')).toEqual(['2028-01-01', '2028-12-31'])
  })
})

describe("a city's own 考核周期 from the 26th to the 25th", () => {
  it('reaches over the end of the month, over New Year and over both kinds of February', () => {
    expect(daysOf('assessment-period', '2026-11-25')).toEqual(['2026-10-26', '2026-11-25'])
    expect(daysOf('assessment-period', '2026-11-26')).toEqual(['2026-11-26', '2026-12-25'])
    expect(daysOf('assessment-period', '2026-12-31')).toEqual(['2026-12-26', '2027-01-25'])
    expect(daysOf('assessment-period', '2027-01-01')).toEqual(['2026-12-26', '2027-01-25'])
    expect(daysOf('assessment-period', '2027-02-26')).toEqual(['2027-02-26', '2027-03-25'])
    expect(daysOf('assessment-period', '2028-02-29')).toEqual(['2028-02-26', '2028-03-25'])
  })

  it('makes a 考核年度 of twelve of them', () => {
    expect(daysOf('assessment-year', '2026-12-25')).toEqual(['2025-12-26', '2026-12-25'])
    expect(daysOf('assessment-year', '2026-12-26')).toEqual(['2026-12-26', '2027-12-25'])
    expect(daysOf('assessment-year', '2026-11-30', { periodFrom: 1, yearFromMonth: 12 })).toEqual(['2025-12-01', '2026-11-30'])
    expect(daysOf('assessment-year', '2028-02-28', { periodFrom: 28, yearFromMonth: 2 })).toEqual(['2028-02-28', '2029-02-27'])
  })

  it('is no period of a city that has not declared it', () => {
    expect(periodOf('assessment-period', day('2026-11-22'), undefined)).toBeUndefined()
    expect(periodOf('assessment-year', day('2026-11-22'), { periodFrom: 26 })).toBeUndefined()
    expect(spanOf({ kind: 'last-closed', period: 'assessment-year' }, 0, { zone: shanghai })).toBeUndefined()
  })
})

describe('a running period', () => {
  it('runs from its local midnight until now and begins anew at 16:00:00.000Z in Shanghai', () => {
    expect(said({ kind: 'to-date', period: 'year' }, '2025-12-31T15:59:59.999Z')).toEqual(['2025-01-01T00:00:00+08:00', '2025-12-31T23:59:59.999+08:00', '2025-01-01', '2025-12-31'])
    expect(said({ kind: 'to-date', period: 'year' }, '2025-12-31T16:00:00.000Z')).toEqual(['2026-01-01T00:00:00+08:00', '2026-01-01T00:00:00+08:00', '2026-01-01', '2026-12-31'])
    expect(said({ kind: 'to-date', period: 'assessment-period' }, '2026-12-25T15:59:59.999Z')[0]).toBe('2026-11-26T00:00:00+08:00')
    expect(said({ kind: 'to-date', period: 'assessment-period' }, '2026-12-25T16:00:00.000Z')).toEqual(['2026-12-26T00:00:00+08:00', '2026-12-26T00:00:00+08:00', '2026-12-26', '2027-01-25'])
    expect(said({ kind: 'to-date', period: 'month' }, '2028-02-29T15:59:59.999Z')[0]).toBe('2028-02-01T00:00:00+08:00')
    expect(said({ kind: 'to-date', period: 'month' }, '2028-02-29T16:00:00.000Z')[0]).toBe('2028-03-01T00:00:00+08:00')
    expect(said({ kind: 'to-date', period: 'quarter' }, '2026-09-30T15:59:59.999Z')[0]).toBe('2026-07-01T00:00:00+08:00')
    expect(said({ kind: 'to-date', period: 'quarter' }, '2026-09-30T16:00:00.000Z')[0]).toBe('2026-10-01T00:00:00+08:00')
  })
})

describe('the last closed period', () => {
  it('ends a millisecond before the running one begins', () => {
    expect(said({ kind: 'last-closed', period: 'year' }, '2025-12-31T15:59:59.999Z')).toEqual(['2024-01-01T00:00:00+08:00', '2024-12-31T23:59:59.999+08:00', '2024-01-01', '2024-12-31'])
    expect(said({ kind: 'last-closed', period: 'year' }, '2025-12-31T16:00:00.000Z')).toEqual(['2025-01-01T00:00:00+08:00', '2025-12-31T23:59:59.999+08:00', '2025-01-01', '2025-12-31'])
    expect(said({ kind: 'last-closed', period: 'month' }, '2028-03-01T00:00:00+08:00')).toEqual(['2028-02-01T00:00:00+08:00', '2028-02-29T23:59:59.999+08:00', '2028-02-01', '2028-02-29'])
    expect(said({ kind: 'last-closed', period: 'quarter' }, '2026-01-01T00:00:00+08:00')).toEqual(['2025-10-01T00:00:00+08:00', '2025-12-31T23:59:59.999+08:00', '2025-10-01', '2025-12-31'])
    expect(said({ kind: 'last-closed', period: 'assessment-period' }, '2027-01-03T12:00:00+08:00')).toEqual(['2026-11-26T00:00:00+08:00', '2026-12-25T23:59:59.999+08:00', '2026-11-26', '2026-12-25'])
    expect(said({ kind: 'last-closed', period: 'assessment-period' }, '2027-03-26T00:00:00+08:00').slice(0, 2)).toEqual(['2027-02-26T00:00:00+08:00', '2027-03-25T23:59:59.999+08:00'])
    expect(said({ kind: 'last-closed', period: 'assessment-year' }, '2026-12-26T00:00:00+08:00')).toEqual(['2025-12-26T00:00:00+08:00', '2026-12-25T23:59:59.999+08:00', '2025-12-26', '2026-12-25'])
  })

  it('begins and ends by the clock that was in force: summer time in China from 1986 to 1991, in Los Angeles today', () => {
    expect(said({ kind: 'last-closed', period: 'month' }, '1986-10-15T00:00:00Z').slice(0, 2)).toEqual(['1986-09-01T00:00:00+09:00', '1986-09-30T23:59:59.999+08:00'])
    expect(said({ kind: 'last-closed', period: 'quarter' }, '1991-07-01T00:00:00Z').slice(0, 2)).toEqual(['1991-04-01T00:00:00+08:00', '1991-06-30T23:59:59.999+09:00'])
    expect(said({ kind: 'last-closed', period: 'assessment-period' }, '1988-09-30T00:00:00Z').slice(0, 2)).toEqual(['1988-08-26T00:00:00+09:00', '1988-09-25T23:59:59.999+08:00'])
    expect(said({ kind: 'last-closed', period: 'month' }, '2025-04-02T00:00:00Z', losAngeles).slice(0, 2)).toEqual(['2025-03-01T00:00:00-08:00', '2025-03-31T23:59:59.999-07:00'])
  })
})

const assessments: fc.Arbitrary<Assessment | undefined> = fc.oneof(
  fc.constantFrom(undefined, december, { periodFrom: 1, yearFromMonth: 1 }, { periodFrom: 28, yearFromMonth: 2 }),
  fc.record({ periodFrom: fc.integer({ min: 1, max: 28 }), yearFromMonth: fc.integer({ min: 1, max: 12 }) }),
)
const days = fc.oneof(fc.constantFrom(...['1986-05-04', '1991-09-15', '2024-02-29', '2028-02-29', '2025-12-31', '2026-01-01'].map(day)), fc.integer({ min: day('1972-01-01'), max: day('2099-12-31') }))
const nearby = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -400, max: 400 }))

describe('periods of every kind', () => {
  it('follow one another without a gap, and each day lies in its own', () => {
    fc.assert(fc.property(fc.constantFrom(...kinds), days, assessments, (kind, any, assessment) => {
      const period = periodOf(kind, any, assessment)
      if (period === undefined) return
      expect(period.first).toBeLessThanOrEqual(any)
      expect(period.next).toBeGreaterThan(any)
      expect(periodOf(kind, period.next, assessment)?.first).toBe(period.next)
      expect(periodOf(kind, period.first - 1, assessment)?.next).toBe(period.first)
    }))
  })

  it('are sums of whole cohorts: a day lies in a window exactly when its cohort lies in its range', () => {
    const rules = fc.tuple(fc.constantFrom('to-date', 'last-closed'), fc.constantFrom(...kinds)).map(([kind, period]): WindowRule => ({ kind, period }))
    fc.assert(fc.property(rules, days, nearby, assessments, fc.constantFrom(shanghai, losAngeles), (rule, today, apart, assessment, zone) => {
      const span = spanOf(rule, zone.startOfDay(today + 1) - 1, { zone, ...(assessment === undefined ? {} : { assessment }) })
      if (span?.cohorts === undefined) return
      const cohort = cohortOf(today + apart, cohortDaysOf(assessment))
      const start = zone.startOfDay(today + apart)
      const until = rule.kind === 'to-date' ? zone.startOfDay(span.cohorts.to + 1) - 1 : span.to
      expect(cohort >= span.cohorts.from && cohort <= span.cohorts.to).toBe(start >= span.from && start <= until)
    }))
  })
})

describe('a cohort', () => {
  it('is the smallest span between boundaries: halves of months where a city has periods of its own', () => {
    const texts = (assessment: Assessment | undefined): readonly string[] =>
      ['2026-02-25', '2026-02-26', '2026-02-28', '2026-03-01', '2026-12-31'].map((text) => dayText(cohortOf(day(text), cohortDaysOf(assessment))))
    expect(texts(undefined)).toEqual(['2026-02-01', '2026-02-01', '2026-02-01', '2026-03-01', '2026-12-01'])
    expect(texts(december)).toEqual(['2026-02-01', '2026-02-26', '2026-02-26', '2026-03-01', '2026-12-26'])
    expect(texts({ periodFrom: 1 })).toEqual(texts(undefined))
  })
})
