import { afterAll, describe, expect, it } from 'vitest'
import { samplesOfBytes, shown, temporaryFolder } from './read-bytes.ts'
import type { FileFormat } from '../../../ingest/formats/format-schema.ts'
import { fitsGlob } from '../../../ingest/formats/glob.ts'
import { formatProblems } from '../../../ingest/formats/format-problems.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const read = async (content: string | Uint8Array, format: FileFormat): Promise<readonly unknown[]> => (await samplesOfBytes(content, format, { folder: folder.path, name: 'data' })).map(shown)
const json = (content: string | Uint8Array, at?: string): Promise<readonly unknown[]> => read(content, { kind: 'json', ...(at === undefined ? {} : { at }) })

/** Place names with characters that GBK lacks, and their bytes. */
const RARE: readonly (readonly [string, readonly number[]])[] = [
  ['㵲阳河', [0x82, 0x31, 0xe3, 0x33, 0xd1, 0xf4, 0xba, 0xd3]],
  ['䢺', [0x82, 0x34, 0x88, 0x38]],
  ['䶮', [0xfe, 0x9f]],
  ['𬒈', [0x99, 0x31, 0xf7, 0x38]],
  ['𠮷村', [0x95, 0x34, 0xb2, 0x35, 0xb4, 0xe5]],
]

describe('GB18030', () => {
  it.each(RARE.map(([name]) => name))('keeps the place name %s in CSV, JSON and NDJSON', async (name) => {
    const bytes = encodeGb18030(name)
    expect(await read(Buffer.concat([Buffer.from('no,at\n1,'), bytes, Buffer.from('\n')]), { kind: 'csv', encoding: 'gb18030' })).toEqual([[2, { no: '1', at: name }]])
    const record = Buffer.concat([Buffer.from('{"at":"'), bytes, Buffer.from('"}')])
    expect(await read(record, { kind: 'ndjson', encoding: 'gb18030' })).toEqual([[1, { at: name }]])
    expect(await read(Buffer.concat([Buffer.from('['), record, Buffer.from(']')]), { kind: 'json', encoding: 'gb18030' })).toEqual([[0, { at: name }]])
  })

  it('is not read as UTF-8, nor UTF-8 as GB18030 where it cannot be', async () => {
    const gbk = Buffer.from([0xd6, 0xd0])
    await expect(json(Buffer.concat([Buffer.from('[{"a":"'), gbk, Buffer.from('"}]')]))).rejects.toMatchObject({ failure: 'contract', message: expect.stringContaining('not utf-8') })
    expect(await read(Buffer.concat([Buffer.from('{"a":"'), gbk, Buffer.from('"}\n{"a":"b"}\n')]), { kind: 'ndjson' })).toEqual([[1, 'unreadable-bytes'], [2, { a: 'b' }]])
    expect(await read(Buffer.from('{"a":"é"}\n{"a":"x"}\n'), { kind: 'ndjson', encoding: 'gb18030' })).toHaveLength(2)
  })
})

/** Node has no encoder for it. */
function encodeGb18030(text: string): Buffer {
  const known = RARE.find(([name]) => name === text)?.[1]
  const bytes = Buffer.from(known ?? [])
  expect(new TextDecoder('gb18030', { fatal: true }).decode(bytes), `the bytes of ${text}`).toBe(text)
  return bytes
}

describe('a JSON file', () => {
  it.each<[string, string, string | undefined]>([
    ['a list', '[{"a": 1}, {"a": "x"}]', undefined],
    ['an envelope', '\ufeff{"total": 2, "samples": [{"a": 1}, {"a": "x"}]}', undefined],
    ['a list inside', '{"code": 0, "data": {"rows": [{"a": 1}, {"a": "x"}], "page": [1]}}', '/data/rows'],
    ['a list under a key with a slash', '{"a/b": [{"a": 1}, {"a": "x"}]}', '/a~1b'],
  ])('may be %s', async (_, content, at) => {
    expect(await json(content, at)).toEqual([[0, { a: '1' }], [1, { a: 'x' }]])
  })

  it('keeps numbers as they are written, and refuses records that are none, one by one', async () => {
    expect(await json('[{"no": 20260301000000000001, "x": 1.50}, 7, {"a": {"__proto__": 1}}, {"b": null}]')).toEqual([
      [0, { no: '20260301000000000001', x: '1.50' }], [1, 'not-a-record'], [2, 'forbidden-key'], [3, { b: null }],
    ])
  })

  it('of any length comes in runs', async () => {
    expect(await json(`[${'{"a":1},'.repeat(4_999)}{"a":1}]`)).toHaveLength(5_000)
  })

  it.each<[string, string, string | undefined, string, string]>([
    ['cut off in a list', '[{"a": 1}, {"a"', undefined, 'incomplete', 'ends in the middle of its JSON (line 1)'],
    ['cut off in a text', '[{"a": "x', undefined, 'incomplete', 'cut off'],
    ['cut off in a word', '[{"a": tr', undefined, 'incomplete', 'cut off'],
    ['cut off at once', '', undefined, 'incomplete', 'cut off'],
    ['not JSON', '[{"a": 1},\n\n{a: 2}]', undefined, 'contract', 'is not JSON (line 3)'],
    ['two texts', '[] []', undefined, 'contract', 'is not JSON'],
    ['one record', '{"a": 1}', undefined, 'contract', 'neither one list of records nor {"samples": [...]}'],
    ['a word', '"a"', undefined, 'contract', 'neither one list'],
    ['without the list', '{"data": {}}', '/data/rows', 'contract', 'has no list at /data/rows'],
    ['with the list twice', '{"rows": [], "rows": []}', '/rows', 'contract', 'or more than one'],
    ['UTF-16', '\u00ff\u00fe', undefined, 'contract', 'not utf-8'],
  ])('that is %s is refused before any record is handed over', async (_, content, at, failure, message) => {
    await expect(json(content === '\u00ff\u00fe' ? Buffer.from([0xfe, 0x01]) : content, at)).rejects.toMatchObject({ failure, message: expect.stringContaining(message) })
  })
})

describe('an NDJSON file', () => {
  it('gives a record for every line, at its line', async () => {
    expect(await read('{"a":1}\r\n\n  \n{"a":2}', { kind: 'ndjson' })).toEqual([[1, { a: '1' }], [4, { a: '2' }]])
    expect(await read('', { kind: 'ndjson' })).toEqual([])
  })

  it.each([['half a record', '{"a":', 'not-json'], ['two records', '{"a":1}{"a":2}', 'not-json'], ['a list', '[1]', 'not-a-record'], ['an endless line', `{"a":"${'x'.repeat(1_100_000)}"}`, 'too-long']])('with %s in a line refuses that line and no other', async (_, line, code) => {
    expect(await read(`{"a":0}\n${line}\n{"a":3}\n`, { kind: 'ndjson' })).toEqual([[1, { a: '0' }], [2, code], [3, { a: '3' }]])
  })
})

describe('a CSV table', () => {
  it('may have titles above and rows below that are none', async () => {
    const content = '某区台账,,\n"截止\n日期",2026-06-30,\n编号,区,数\n1,东,2\n合计,,2\n填表人：张,,\n'
    expect(await read(content, { kind: 'csv', encoding: 'utf-8', headerRow: 4, leaveOut: ['合计', '填表人'] })).toEqual([[5, { 编号: '1', 区: '东', 数: '2' }]])
  })
})

describe('a name', () => {
  it.each<[string, string, boolean]>([
    ['a.csv', '*.csv', true], ['A.CSV', '*.csv', true], ['a.csv.gz', '*.csv', false], ['', '*', true], ['ab', 'a?', true], ['a', 'a?', false],
    ['事件-2026.csv', '事件-*.csv', true], ['a+b(1).csv', 'a+b(1).csv', true], ['aaab', '*a*b', true], ['aaac', '*a*b', false], ['x.csv', '[x].csv', false], ['a.b', 'a.b', true], ['axb', 'a.b', false],
  ])('%s and the glob %s: %s', (name, glob, fits) => {
    expect(fitsGlob(name, glob)).toBe(fits)
  })

  it('is compared at all, whatever the glob is', () => {
    expect(fitsGlob('a'.repeat(5_000), `${'*a'.repeat(50)}b`)).toBe(false)
  })
})

describe('a declared format', () => {
  it.each<[FileFormat, string]>([
    [{ kind: 'xlsx', cells: { a: 'B2' } }, 'must stand above the header'],
    [{ kind: 'xlsx', headerRow: 3, cells: { a: 'ZZZ1' } }, 'is none of a sheet'],
    [{ kind: 'json', at: '/__proto__/a' }, 'is not allowed'],
    [{ kind: 'zip', of: { kind: 'xlsx', cells: { a: 'B2' } } }, 'must stand above the header'],
  ])('%j says what is wrong', (format, message) => {
    expect(formatProblems(format).join()).toContain(message)
  })
})
