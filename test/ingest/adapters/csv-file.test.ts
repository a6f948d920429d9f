import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { FeedReadError, plainReadOptions } from '../../../ingest/adapters/adapter.ts'
import { csvFile } from '../../../ingest/adapters/csv-file/csv-file.ts'
import type { Sample, SampleBatch } from '../../../ingest/samples/sample.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { feedOf, feedText } from '../feed-of.ts'

const folder = mkdtempSync(join(tmpdir(), 'ctmm-csv-'))
afterAll(() => rmSync(folder, { recursive: true }))

const options = plainReadOptions(zoneOf('Asia/Shanghai'), () => Date.UTC(2026, 0, 1))

const MAPPING = 'fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: at}\nacceptedAt: {path: at}'

interface Options {
  readonly encoding?: string
  readonly delimiter?: string
  readonly columns?: string
  readonly batchSize?: number
}

async function batchesOf(data: Uint8Array | string, { encoding = 'utf-8', delimiter = ',', columns = '', batchSize }: Options = {}): Promise<readonly SampleBatch[]> {
  const file = join(folder, 'data.csv')
  writeFileSync(file, data)
  const feed = feedOf(feedText(MAPPING, { rest: `adapter: {kind: csv-file, path: data.csv, encoding: ${encoding}, delimiter: ${JSON.stringify(delimiter)}}\n${columns}` }))
  const batches: SampleBatch[] = []
  for await (const { samples } of csvFile.read?.({ ...feed, file: join(folder, 'x.feed.yaml') }, { ...options, batchSize }) ?? []) batches.push(samples)
  return batches
}

const samplesOf = async (data: Uint8Array | string, options?: Options): Promise<readonly Sample[]> => (await batchesOf(data, options)).flat()
const shown = (sample: Sample): unknown => ('record' in sample ? [sample.position, { ...sample.record }] : [sample.position, sample.rejection.code])

describe('a CSV file', () => {
  it('gives a record for every row, at its line', async () => {
    expect((await samplesOf('no,at\n1,x\n\n"2","a, ""b""\nc"\n3,\n')).map(shown)).toEqual([
      [2, { no: '1', at: 'x' }],
      [4, { no: '2', at: 'a, "b"\nc' }],
      [6, { no: '3', at: '' }],
    ])
  })

  it('may begin with a byte order mark and end without line end', async () => {
    expect((await samplesOf('\ufeffno,at\r\n1,中')).map(shown)).toEqual([[2, { no: '1', at: '中' }]])
  })

  it('may be GB18030, with rare characters and quoted cells', async () => {
    // "no,at" / 1,"中" / 2,𠮷 (four bytes)
    const bytes = Buffer.concat([Buffer.from('no,at\n1,"'), Buffer.from([0xd6, 0xd0]), Buffer.from('"\n2,'), Buffer.from([0x95, 0x35, 0xb7, 0x36]), Buffer.from('\n')])
    const samples = await samplesOf(bytes, { encoding: 'gb18030' })
    expect(samples.map(shown)).toEqual([[2, { no: '1', at: '中' }], [3, { no: '2', at: new TextDecoder('gb18030').decode(new Uint8Array([0x95, 0x35, 0xb7, 0x36])) }]])
  })

  it('keeps 20-digit ids, leading zeros and spaces as they are', async () => {
    expect((await samplesOf('no,at\n00020260301000000001, x \n')).map(shown)).toEqual([[2, { no: '00020260301000000001', at: ' x ' }]])
  })

  it('gives records without prototype', async () => {
    const [sample] = await samplesOf('no,at\n1,2\n')
    expect(sample !== undefined && 'record' in sample && Object.getPrototypeOf(sample.record)).toBeNull()
  })

  it.each([
    ['half a UTF-8 character', [0x32, 0x2c, 0xe4, 0xb8], 'utf-8', 'unreadable-bytes'],
    ['half a GB18030 character', [0x32, 0x2c, 0xd6], 'gb18030', 'unreadable-bytes'],
    ['a GB18030 character in a UTF-8 file', [0x32, 0x2c, 0xd6, 0xd0], 'utf-8', 'unreadable-bytes'],
    ['a NUL', [0x32, 0x2c, 0x00], 'utf-8', 'control-character'],
    ['too few cells', [0x32], 'utf-8', 'ragged-row'],
    ['too many cells', [0x32, 0x2c, 0x2c], 'utf-8', 'ragged-row'],
    ['an unclosed quote', [0x32, 0x2c, 0x22], 'utf-8', 'broken-quotes'],
  ])('with %s in a row refuses that row and no other', async (_, row, encoding, code) => {
    const samples = await samplesOf(Buffer.concat([Buffer.from('no,at\n1,x\n'), Buffer.from(row), Buffer.from('\n3,"y"\n')]), { encoding })
    expect(samples.map(shown)).toEqual([[2, { no: '1', at: 'x' }], [3, code], [4, { no: '3', at: 'y' }]])
    const refused = samples.find((sample) => 'raw' in sample)
    expect(refused !== undefined && 'raw' in refused && refused.raw.startsWith('2')).toBe(true)
    expect(refused !== undefined && 'raw' in refused && refused.raw.includes('\u0000')).toBe(false)
  })

  it('that is cut off in its last row keeps all the others', async () => {
    expect((await samplesOf('no,at\n1,x\n2')).map(shown)).toEqual([[2, { no: '1', at: 'x' }], [3, 'ragged-row']])
    expect((await samplesOf('no,at\n1,x\n2,"y')).map(shown)).toEqual([[2, { no: '1', at: 'x' }], [3, 'broken-quotes']])
  })

  it('passes over rows of empty cells', async () => {
    expect(await samplesOf('no,at\n,\n1,x\n,\n')).toHaveLength(1)
  })

  it('comes in batches', async () => {
    const rows = Array.from({ length: 7 }, (_, index) => `${index},x\n`).join('')
    expect((await batchesOf(`no,at\n${rows}`, { batchSize: 3 })).map((batch) => batch.length)).toEqual([3, 3, 1])
  })

  it.each([
    ['a column that is not declared', 'no,at,extra\n1,2,3', 'columns: [no, at]\n', 'the column "extra" is not declared'],
    ['a column that was renamed', 'no,when\n1,2', '', 'the column "at" is missing'],
    ['a declared column that is gone', 'no,at\n1,2', 'columns: [no, at, area]\n', 'the column "area" is missing'],
    ['a doubled column', 'no,at,no\n1,2,3', '', 'the column "no" stands twice'],
    ['a column without name', 'no,at,\n1,2,3', '', 'column 3 has no name'],
    ['a forbidden column', 'no,at,__proto__\n1,2,3', '', 'the column name "__proto__" is not allowed'],
    ['no content', '', '', 'is empty'],
    ['UTF-16', Buffer.from('\ufeffno,at\n', 'utf16le'), '', 'data.csv is UTF-16, but utf-8 is declared: save it as UTF-8 or GB18030.'],
  ])('with %s is not read at all', async (_, data, columns, message) => {
    await expect(samplesOf(data, { columns })).rejects.toThrow(FeedReadError)
    await expect(samplesOf(data, { columns })).rejects.toThrow(message)
  })

  it('may leave out columns that are ignored', async () => {
    expect(await samplesOf('at,no\n1,2', { columns: 'columns: [no, at]\nignore: [note]\n' })).toHaveLength(1)
    expect(await samplesOf('at,no,note\n1,2,3', { columns: 'columns: [no, at]\nignore: [note]\n' })).toHaveLength(1)
  })

  it('that is UTF-8 by its mark is not read as GB18030', async () => {
    await expect(samplesOf('\ufeffno,at\n', { encoding: 'gb18030' })).rejects.toThrow('write encoding: utf-8 in the feed file')
  })

  it('that is not there says so', async () => {
    const feed = feedOf(feedText(MAPPING, { rest: 'adapter: {kind: csv-file, path: nowhere.csv, encoding: utf-8}\n' }))
    const read = async (): Promise<void> => {
      for await (const part of csvFile.read?.(feed, { ...options, file: join(folder, 'nowhere.csv') }) ?? []) expect(part).toBeDefined()
    }
    await expect(read()).rejects.toThrow(/nowhere\.csv cannot be read: .*Check its path/)
  })

  it('whose bytes are damaged at random never crashes the reader and never loses a whole row in silence', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => `${index + 100},"值 ${index}"`)
    const sound = Buffer.from(`no,at\n${rows.join('\n')}\n`)
    const damage = fc.array(fc.tuple(fc.nat(sound.length - 7), fc.nat(255)), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(damage, fc.constantFrom('utf-8', 'gb18030'), async (changes, encoding) => {
        const bytes = Buffer.from(sound)
        for (const [at, byte] of changes) bytes[at + 6] = byte
        const samples = await samplesOf(bytes, { encoding })
        expect(samples.length).toBeGreaterThanOrEqual(rows.length - 2 * changes.length)
      }),
      { numRuns: 200 },
    )
  })
})
