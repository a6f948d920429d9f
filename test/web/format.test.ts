// Numbers and times as people read them.
import { describe, expect, it } from 'vitest'
import { boundText, countWith, position, quantityText } from '../../web/format/numbers.ts'
import { addDays, daysBetween, endOfDay, formatAsOf, formatClock, formatMoment, formatShort, fromLocalInput, monthName, toLocalInput } from '../../web/format/time.ts'

const ZONE = 'Asia/Shanghai'

describe('numbers', () => {
  it('are grouped and carry their noun', () => {
    expect(countWith(983_210, { zh: '件', en: 'events' }, 'zh')).toBe('983,210 件')
    expect(countWith(2_700_000, { zh: '件', en: 'events' }, 'en')).toBe('2,700,000 events')
  })
  it('have bounds with sign and unit', () => {
    expect(boundText({ operator: 'ge', bound: '80', unit: 'percent' }, 'zh')).toBe('≥ 80%')
    expect(boundText({ operator: 'le', bound: '24', unit: 'hours' }, 'zh')).toBe('≤ 24 小时')
    expect(boundText({ operator: 'gt', bound: '2', unit: 'count' }, 'en')).toBe('> 2')
  })
  it('show the text of the server untouched', () => {
    expect(quantityText('79.996', 'percent', 'zh')).toBe('79.996%')
    expect(quantityText('3.42', 'hours', 'en')).toBe('3.42 h')
  })
  it('have no place without a denominator', () => {
    expect(position({ numerator: 0, denominator: 0 }, { quantity: 'share' })).toBeUndefined()
    expect(position({ sumMs: 7_200_000, count: 2 }, { quantity: 'mean' })).toBe(1)
    expect(position({ value: 0 }, { quantity: 'count' })).toBe(0)
  })
})

describe('times', () => {
  it('are read in the city\'s zone', () => {
    expect(formatMoment('2026-11-22T06:05:32Z', ZONE, true)).toBe('2026-11-22 14:05:32')
    expect(formatClock('2026-11-21T16:00:00Z', ZONE)).toBe('00:00')
  })
  it('are as short as they stay clear', () => {
    const now = '2026-11-22T14:05:00+08:00'
    expect(formatShort('2026-11-22T00:10:00+08:00', now, ZONE)).toBe('00:10')
    expect(formatShort('2026-11-18T09:00:00+08:00', now, ZONE)).toBe('11-18')
    expect(formatShort('2025-11-22T09:00:00+08:00', now, ZONE)).toBe('2025-11-22')
  })
  it('go into a date-time field and come back with the offset', () => {
    expect(toLocalInput('2026-11-22T06:05:32Z', ZONE)).toBe('2026-11-22T14:05')
    expect(fromLocalInput('2026-11-22T14:05', ZONE)).toBe('2026-11-22T14:05:00+08:00')
    expect(fromLocalInput('2026-07-01T12:00', 'America/Los_Angeles')).toBe('2026-07-01T12:00:00-07:00')
    expect(fromLocalInput('2026-01-01T12:00', 'America/Los_Angeles')).toBe('2026-01-01T12:00:00-08:00')
  })
  it('name the end of a day by 24:00', () => {
    expect(formatAsOf('2026-06-30T23:59:59.999+08:00', ZONE)).toBe('2026-06-30 24:00')
    expect(formatAsOf('2026-06-30T23:59:58+08:00', ZONE)).toBe('2026-06-30 23:59')
    expect(formatAsOf('2026-07-01T00:00:00+08:00', ZONE)).toBe('2026-07-01 00:00')
    expect(endOfDay('2026-06-30', ZONE)).toBe('2026-06-30T23:59:59.999+08:00')
    expect(endOfDay('no day', ZONE)).toBeUndefined()
    expect([addDays('2026-03-01', -1), addDays('2024-02-28', 1), addDays('2026-12-31', 1)]).toEqual(['2026-02-28', '2024-02-29', '2027-01-01'])
  })
  it('refuse what is not a time', () => {
    expect(fromLocalInput('', ZONE)).toBeUndefined()
    expect(fromLocalInput('yesterday', ZONE)).toBeUndefined()
  })
  it('count whole days and name months in both languages', () => {
    expect(daysBetween('2026-10-12T09:00:00+08:00', '2026-11-22T14:00:00+08:00')).toBe(41)
    expect(daysBetween('2026-11-22', '2026-11-20')).toBe(0)
    expect([monthName('2026-11-22', 'zh'), monthName('2026-11-22', 'en')]).toEqual(['11月', 'Nov'])
  })
})
