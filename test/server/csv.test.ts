import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { csvText } from '../../server/csv.ts'
import { fc, runs } from '../services/properties.ts'

describe('comma-separated text', () => {
  it('begins with a BOM, ends lines as spreadsheets do and quotes what needs it', () => {
    expect(csvText([['时点', '数值'], ['a,b', 1], ['say "x"', undefined], ['two\r\nlines', -2]])).toBe('\uFEFF时点,数值\r\n"a,b",1\r\n"say ""x""",\r\n"two\r\nlines",-2\r\n')
  })

  it.each(['=1+1', '+SUM(A1)', '-2+3', '@cmd', '\t=1', ' =HYPERLINK("x")', '\r=1'])('never hands on %j as a formula', (cell) => {
    expect(parse(csvText([[cell]]), { bom: true })).toEqual([[`'${cell}`]])
  })

  it('leaves numbers numbers', () => {
    expect(csvText([['-12.50', '-3', 0, '+5']])).toBe("\uFEFF-12.50,-3,0,'+5\r\n")
  })

  it('is read back as it was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '中', ' ', '1'), minLength: 1, maxLength: 6 })
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      expect(parse(csvText(rows), { bom: true, record_delimiter: '\r\n' })).toEqual(rows)
    }), { numRuns: runs(200) })
  })
})
