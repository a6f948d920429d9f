import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { splitQuoted } from '../../../ingest/formats/csv/split-cells.ts'
import { fc } from '../../services/properties.ts'

describe('the cells of a quoted record', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['"a","b"', ['a', 'b']], ['a,"b, ""c""\nd",', ['a', 'b, "c"\nd', '']], ['""', ['']], ['"",""', ['', '']], [',"x"', ['', 'x']], ['""""', ['"']],
    ['"a', undefined], ['"a"b', undefined], ['"a""', undefined], ['"a" ,b', undefined],
  ])('%j are %j', (text, cells) => {
    expect(splitQuoted(text, ',')).toEqual(cells)
  })

  it('are those that another reader finds', () => {
    const cell = fc.array(fc.constantFrom('a', '中', ',', '"', '\n', ' ', ';', '𠮷'), { maxLength: 6 }).map((pieces) => pieces.join(''))
    fc.assert(fc.property(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 8 }), fc.constantFrom(',', ';', '|'), (cells, delimiter) => {
      const text = cells.map(([value, quoted]) => (quoted || new RegExp(`["\\n${delimiter}]`).test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(delimiter)
      fc.pre(text !== '')
      expect(splitQuoted(text, delimiter)).toEqual(parse(text, { delimiter, relax_column_count: true })[0])
    }))
  })
})
