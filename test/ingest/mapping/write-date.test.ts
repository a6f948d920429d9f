// Times as sources want them are read back as what they were.
import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../../rules/time/zone.ts'
import { compileDate } from '../../../ingest/mapping/date-format.ts'
import { compileDateText } from '../../../ingest/mapping/write-date.ts'
import { fc } from '../../services/properties.ts'

describe('a time that is written', () => {
  it.each<readonly [string, number]>([
    ['ISO', 1], ['epoch-ms', 1], ['epoch-s', 1_000], ['yyyy-MM-dd HH:mm:ss.SSS', 1], ['yyyy-MM-dd HH:mm:ss', 1_000], ['yyyyMMddHHmmss', 1_000], ['M/d/yyyy h:mm:ss a', 1_000], ["yyyy年MM月dd日 HH:mm", 60_000], ["yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", 1],
  ])('as %s is read as the same time again, cut off where the form ends', (format, unit) => {
    for (const name of ['Asia/Shanghai', 'UTC', 'America/Los_Angeles']) {
      const zone = zoneOf(name)
      const [write, read] = [compileDateText({ format }, zone), compileDate({ format }, zone)]
      fc.assert(fc.property(fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2099, 0, 1) }), (instant) => {
        const back = read(write(instant))
        const cut = Math.floor(instant / unit) * unit
        // A clock that goes back says the same time twice; where there is no offset the earlier one is read.
        expect(name === 'UTC' ? [cut] : [cut, cut - 3_600_000]).toContain(back)
      }), { numRuns: 60 })
    }
  })

  it('in another zone than the city says so', () => {
    expect(compileDateText({ format: 'yyyy-MM-dd HH:mm', zone: 'UTC' }, zoneOf('Asia/Shanghai'))(Date.UTC(2026, 0, 1))).toBe('2026-01-01 00:00')
    expect(compileDateText({ format: 'yyyy-MM-dd' }, zoneOf('Asia/Shanghai'))(Date.UTC(2026, 0, 1, 17))).toBe('2026-01-02')
  })
})
