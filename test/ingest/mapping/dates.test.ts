import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileDate } from '../../../ingest/mapping/date-format.ts'
import { zoneOf } from '../../../rules/time/zone.ts'

const shanghai = zoneOf('Asia/Shanghai')
const losAngeles = zoneOf('America/Los_Angeles')
const read = (format: string, text: string, zone = shanghai): string => {
  const instant = compileDate({ format }, zone)(text)
  return typeof instant === 'number' ? new Date(instant).toISOString() : instant
}

describe('a date', () => {
  it.each([
    ['ISO', '2026-03-01T08:00:00+08:00', '2026-03-01T00:00:00.000Z'],
    ['ISO', '2026-03-01T08:00:00.1234567Z', '2026-03-01T08:00:00.123Z'],
    ['ISO', '2026-03-01 08:00', '2026-03-01T00:00:00.000Z'],
    ['ISO', '2026-03-01', '2026-02-28T16:00:00.000Z'],
    ['ISO', '2026-03-01T08:00:00+0530', '2026-03-01T02:30:00.000Z'],
    ['yyyy-MM-dd HH:mm:ss', '2026-03-01 08:00:00', '2026-03-01T00:00:00.000Z'],
    ['yyyy-MM-dd HH:mm:ss.SSS', '2026-03-01 08:00:00.007', '2026-03-01T00:00:00.007Z'],
    ['yyyyMMddHHmmss', '20260301080000', '2026-03-01T00:00:00.000Z'],
    ['yyyyMMdd', '20260301', '2026-02-28T16:00:00.000Z'],
    ['yyyy年M月d日', '2026年3月1日', '2026-02-28T16:00:00.000Z'],
    ['yyyy年M月d日 H时m分', '2026年12月31日 8时5分', '2026-12-31T00:05:00.000Z'],
    ['yyyy/M/d ah:mm', '2026/3/1 下午1:05', '2026-03-01T05:05:00.000Z'],
    ["yyyy-MM-dd'T'HH:mm", '2026-03-01T08:00', '2026-03-01T00:00:00.000Z'],
    ['yyyy-MM', '2026-03', '2026-02-28T16:00:00.000Z'],
    ['MM/dd/yyyy hh:mm:ss a', '03/01/2026 12:00:00 AM', '2026-02-28T16:00:00.000Z'],
    ['MM/dd/yyyy hh:mm:ss a', '03/01/2026 12:00:00 PM', '2026-03-01T04:00:00.000Z'],
    ['epoch-ms', '1772323200000', '2026-03-01T00:00:00.000Z'],
    ['epoch-s', '1772323200', '2026-03-01T00:00:00.000Z'],
  ])('of the form %s reads %s', (format, text, expected) => {
    expect(read(format, text)).toBe(expected)
  })

  it.each([
    ['ISO', '2026-02-29'], ['ISO', '2026-03-01T24:00:00'], ['ISO', '2016-12-31T23:59:60Z'], ['ISO', '2026-3-1'], ['ISO', '2026-03-01T08'], ['ISO', '2026-03-01T08:00:00+99:00'],
    ['yyyy-MM-dd', '2026-02-30'], ['yyyy-MM-dd', '2026-13-01'], ['yyyy-MM-dd', '2026-03-01 '], ['yyyy-MM-dd', '26-03-01'], ['yyyy-MM-dd', '2026-03-01T00:00'], ['yyyy-MM-dd', ''],
    ['MM/dd/yyyy hh:mm:ss a', '13/01/2026 01:00:00 AM'], ['MM/dd/yyyy hh:mm:ss a', '03/01/2026 00:00:00 AM'], ['MM/dd/yyyy hh:mm:ss a', '03/01/2026 01:00:00 XM'],
    ['yyyy-MM-dd HH:mm:ss', '2026-03-01 08:00:60'], ['yyyy-MM-dd HH:mm:ss', '2026-03-01 08:60:00'], ['yyyy-MM-dd HH:mm:ss', '２０２６-03-01 08:00:00'],
    ['epoch-ms', '1.7e12'], ['epoch-ms', '-5'], ['epoch-s', '0x5'], ['epoch-s', 'NaN'],
  ])('of the form %s does not read %j', (format, text) => {
    expect(read(format, text)).toBe('unreadable-date')
  })

  it.each([['ISO', '1969-12-31T00:00:00Z'], ['ISO', '2101-01-02'], ['yyyy-MM-dd', '9999-12-31'], ['yyyy-MM-dd', '1900-01-01'], ['epoch-s', '1772323200000'], ['epoch-ms', '1772323200']])(
    'of the form %s is out of range at %s',
    (format, text) => {
      expect(read(format, text)).toBe('date-out-of-range')
    },
  )

  it('that the change of clocks skips does not exist, and one that occurs twice is the earlier', () => {
    expect(read('yyyy-MM-dd HH:mm', '2026-03-08 02:30', losAngeles)).toBe('no-such-time')
    expect(read('ISO', '2026-03-08T02:30', losAngeles)).toBe('no-such-time')
    expect(read('yyyy-MM-dd HH:mm', '2026-11-01 01:30', losAngeles)).toBe('2026-11-01T08:30:00.000Z')
    expect(read('yyyy-MM-dd HH:mm', '1986-05-04 02:30')).toBe('no-such-time')
  })

  it('alone is the beginning of its day, or its end where the feed says so', () => {
    expect(compileDate({ format: 'yyyy-MM-dd', endOfDay: true }, shanghai)('2026-02-28')).toBe(Date.parse('2026-03-01T00:00:00+08:00'))
    expect(compileDate({ format: 'ISO', endOfDay: true }, losAngeles)('2026-03-08')).toBe(Date.parse('2026-03-09T00:00:00-07:00'))
  })

  it('may be of another zone than the city', () => {
    expect(compileDate({ format: 'ISO', zone: 'UTC' }, shanghai)('2026-03-01T00:00:00')).toBe(Date.parse('2026-03-01T00:00:00Z'))
  })

  it('reads every local time as the zone does', () => {
    const day = fc.date({ min: new Date('1970-01-02'), max: new Date('2100-12-30'), noInvalidDate: true })
    for (const zone of [shanghai, losAngeles, zoneOf('Europe/London'), zoneOf('Australia/Lord_Howe')]) {
      const parse = compileDate({ format: 'yyyy-MM-dd HH:mm:ss' }, zone)
      fc.assert(
        fc.property(day, (date) => {
          const text = date.toISOString().slice(0, 19).replace('T', ' ')
          const [year, month, rest, hour, minute, second] = text.split(/[- :]/).map(Number)
          const expected = zone.fromLocal({ year: year ?? 0, month: month ?? 0, day: rest ?? 0, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0, ms: 0 })
          expect(parse(text)).toBe(expected ?? 'no-such-time')
        }),
        { numRuns: 300 },
      )
    }
  })
})
