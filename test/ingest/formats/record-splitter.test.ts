import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_RECORD, RecordSplitter, type RawRecord } from '../../../ingest/formats/csv/record-splitter.ts'

const decoder = new TextDecoder()

function split(bytes: Uint8Array, cuts: readonly number[] = [], encoding: 'utf-8' | 'gb18030' = 'utf-8', delimiter = ','): readonly string[] {
  const splitter = new RecordSplitter({ delimiter: delimiter.charCodeAt(0), encoding })
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  const shown = (records: readonly RawRecord[]): readonly string[] => records.map(({ line, bytes: record, state }) => `${line} ${state} ${decoder.decode(record)}`)
  const records = places.slice(1).flatMap((end, index) => shown(splitter.push(bytes.slice(places[index], end))))
  return [...records, ...shown(splitter.finish())]
}

const text = (value: string, cuts?: readonly number[]): readonly string[] => split(new TextEncoder().encode(value), cuts)

describe('records of a CSV file', () => {
  it('end at line ends of either kind; the last needs none, and empty lines are none', () => {
    expect(text('a,b\r\n1,2\n\n\r\n3,4')).toEqual(['1 plain a,b', '2 plain 1,2', '5 plain 3,4'])
    expect(text('')).toEqual([])
    expect(text('\n\n')).toEqual([])
  })

  it('run on where a line end is quoted, and keep count of lines', () => {
    expect(text('a,"b\nc"\r\n1,"x""\n""y",2\nz')).toEqual(['1 quoted a,"b\nc"', '3 quoted 1,"x""\n""y",2', '5 plain z'])
  })

  it.each([
    ['a quote inside a cell', 'a,5" pipe\nb,1', ['1 broken-quotes a,5" pipe', '2 plain b,1']],
    ['text after a closing quote', 'a,"x"y\nb,1', ['1 broken-quotes a,"x"y', '2 plain b,1']],
    ['a quote that never closes', 'a,"x\nb,1\nc,2', ['1 broken-quotes a,"x', '2 plain b,1', '3 plain c,2']],
    ['a quote that another one seems to close', 'a,"x\nb,"1"\nc,"2"\n', ['1 broken-quotes a,"x', '2 quoted b,"1"', '3 quoted c,"2"']],
  ])('cost one row where there is %s', (_, value, expected) => {
    expect(text(value)).toEqual(expected)
  })

  it('that are endless are refused without being kept', () => {
    const endless = 'x'.repeat(MAX_RECORD + 10)
    const records = text(`a,b\n${endless}\n1,2\n`, [10, 500_000])
    expect(records.map((record) => record.slice(0, 12))).toEqual(['1 plain a,b', '2 too-long x', '3 plain 1,2'])
    expect(text(`a,"${endless}`).map((record) => record.slice(0, 10))).toEqual(['1 too-long'])
    expect(text(`a,"x\n${'1,2\n'.repeat(300_000)}`)).toHaveLength(300_001)
  })

  it('do not take the second byte of a GB18030 character for a delimiter', () => {
    // 0x8C 0x7C is one character whose second byte is "|".
    const bytes = new Uint8Array([0x31, 0x7c, 0x8c, 0x7c, 0x22, 0x0a, 0x32, 0x0a])
    expect(split(bytes, [], 'gb18030', '|').map((record) => record.split(' ')[1])).toEqual(['broken-quotes', 'plain'])
    const sound = new Uint8Array([0x22, 0x31, 0x22, 0x7c, 0x8c, 0x7c, 0x0a, 0x32, 0x0a])
    expect(split(sound, [], 'gb18030', '|').map((record) => record.split(' ')[1])).toEqual(['quoted', 'plain'])
  })

  it('are the same however the bytes arrive', () => {
    const piece = fc.constantFrom('a', 'é', '中', ',', '"', '""', '\n', '\r\n', ' ', '1')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.array(fc.nat(200), { maxLength: 8 }), (pieces, cuts) => {
        const value = pieces.join('')
        expect(text(value, cuts)).toEqual(text(value))
      }),
      { numRuns: 500 },
    )
  })
})
