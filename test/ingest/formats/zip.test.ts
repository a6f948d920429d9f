import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import type { ZipFormat } from '../../../ingest/formats/format-schema.ts'
import { samplesOfBytes, shown, temporaryFolder } from './read-bytes.ts'
import { workbookOf } from './workbook-of.ts'
import { zipOf, type EntryToPack } from './zip-of.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const CSV: ZipFormat = { kind: 'zip', of: { kind: 'csv', encoding: 'utf-8' } }
const read = async (bytes: Uint8Array, format: ZipFormat = CSV): Promise<readonly unknown[]> => (await samplesOfBytes(bytes, format, { folder: folder.path, name: 'a.zip' })).map(shown)
const csv = (name: string | Uint8Array, rest: Partial<EntryToPack> = {}): EntryToPack => ({ name, content: 'no\n1\n', ...rest })

describe('an archive', () => {
  it('gives the rows of its entries in the order of their names, each with its entry', async () => {
    expect(await read(zipOf([csv('b.csv'), { name: 'sub/', content: '' }, csv('sub/a.CSV', { method: 0, content: 'no\n7\n' }), csv('__MACOSX/._b.csv'), csv('.DS_Store')]))).toEqual([['b.csv:2', { no: '1' }], ['sub/a.CSV:2', { no: '7' }]])
  })

  it('of Chinese Windows has names in GBK', async () => {
    expect(await read(zipOf([csv(Buffer.from([0xd6, 0xd0, 0x2e, 0x63, 0x73, 0x76]), { flags: 0 })]))).toEqual([['中.csv:2', { no: '1' }]])
  })

  it('may hold workbooks', async () => {
    const book = workbookOf({ sheets: [{ rows: [['a'], ['1']] }] })
    expect(await read(zipOf([{ name: 'x.xlsx', content: book, method: 0 }]), { kind: 'zip', of: { kind: 'xlsx' } })).toEqual([['x.xlsx:2', { a: '1' }]])
  })

  it('may hold other things, which are left out where the feed says what it reads', async () => {
    await expect(read(zipOf([csv('a.csv'), { name: 'readme.txt', content: 'x' }]))).rejects.toThrow('holds what is not *.csv: readme.txt')
    expect(await read(zipOf([csv('a.csv'), { name: 'readme.txt', content: 'x' }]), { ...CSV, names: 'a*' })).toHaveLength(1)
    await expect(read(zipOf([csv('a.csv')]), { ...CSV, names: 'b*' })).rejects.toThrow('holds no b*')
    await expect(read(zipOf([]))).rejects.toThrow('holds no *.csv')
  })

  it('inside an archive is not opened', async () => {
    await expect(read(zipOf([{ name: 'inner.zip', content: zipOf([csv('a.csv')]) }]))).rejects.toThrow('Archives inside an archive are not opened')
    await expect(read(zipOf([{ name: 'a.csv', content: zipOf([csv('a.csv')]) }]))).rejects.toMatchObject({ name: 'FeedReadError' })
  })

  it('leaves nothing behind, however its reading ends', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('ctmm-zip-'))
    await read(zipOf([csv('a.csv')]))
    await expect(read(zipOf([csv('a.csv'), csv('b.csv', { content: '' })]))).rejects.toThrow('b.csv is empty')
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('ctmm-zip-') && !before.includes(name))).toEqual([])
  })

  it.each<[string, Uint8Array, string, string]>([
    ['nothing', Buffer.alloc(0), 'incomplete', 'cut off or damaged'],
    ['no archive', Buffer.from('a,b\n1,2\n'), 'incomplete', 'cut off or damaged'],
    ['cut off', zipOf([csv('a.csv')]).subarray(0, 60), 'incomplete', 'cut off or damaged'],
    ['encrypted', zipOf([csv('a.csv', { flags: 0x801 })]), 'refused', 'is encrypted'],
    ['packed in another way', zipOf([csv('a.csv', { method: 12 })]), 'refused', 'packed in a way that is not read'],
    ['with an entry twice', zipOf([csv('a.csv'), csv('A.csv')]), 'refused', 'is there twice'],
    ['with a link', zipOf([csv('a.csv', { mode: 0o120777 })]), 'refused', 'symbolic link'],
    ['with a folder that has content', zipOf([{ name: 'a/', content: 'x' }]), 'refused', 'has content'],
    ['with another name inside', zipOf([csv('a.csv', { ownName: 'b.csv' })]), 'refused', 'another name in its own header'],
    ['with a wrong checksum', zipOf([csv('a.csv', { claims: { crc: 1 } })]), 'contract', 'is damaged'],
    ['with more than it says', zipOf([csv('a.csv', { claims: { bytes: 2 } })]), 'contract', 'is damaged'],
    ['with less than it says', zipOf([csv('a.csv', { claims: { bytes: 200 } })]), 'contract', 'is damaged'],
    ['with entries that overlap', zipOf([csv('a.csv'), csv('b.csv', { claims: { offset: 0 } })]), 'refused', 'overlap'],
    ['of too many entries', zipOf(Array.from({ length: 1_001 }, (_, index) => csv(`${index}.csv`))), 'refused', 'more than 1000 entries'],
  ])('that is %s is not taken', async (_, bytes, failure, message) => {
    await expect(read(bytes)).rejects.toMatchObject({ name: 'FeedReadError', failure, message: expect.stringContaining(message) })
  })

  it('with a damaged last entry gives none of the first either', async () => {
    const samples: unknown[] = []
    await expect(read(zipOf([csv('a.csv'), csv('b.csv', { claims: { crc: 1 } })])).then((given) => samples.push(...given))).rejects.toThrow('is damaged')
    expect(samples).toEqual([])
  })
})

const HOSTILE = [
  '../a.csv', '../../etc/passwd.csv', 'a/../../b.csv', 'a/../b.csv', '/a.csv', '//server/a.csv', 'C:/a.csv', 'c:a.csv', '\\a.csv', '..\\a.csv', 'a\\..\\..\\b.csv', '\\\\server\\share\\a.csv',
  './a.csv', 'a/./b.csv', 'a//b.csv', '', '.', '..', '/', 'a.csv\u0000.txt', '\u0000', 'a\nb.csv', 'a\rb.csv', 'a\tb.csv', 'a\u001b[2Jb.csv', 'a\u007f.csv', 'a\u0085.csv',
  'a\u202evsc.exe.csv', '\u200ea.csv', 'a\u2066b.csv', '%2e%2e/a.csv', '..%2fa.csv', '%2E%2E%5Ca.csv', 'a%00.csv', 'a:b.csv', 'a.csv:stream', 'con.csv', 'CON.csv', 'nul', 'aux.csv', 'prn.csv',
  'com1.csv', 'LPT9.csv', 'a./b.csv', 'a /b.csv', ' a.csv', 'a. ', 'a.csv.', 'a.csv ', 'x/con/a.csv', `${'a'.repeat(256)}.csv`, `${'长'.repeat(300)}.csv`, '../', '../../', 'a/../..',
  '/dev/null', '/proc/self/environ', 'file:///etc/passwd', '~/../a.csv', '..', 'a/..', '..//a.csv', '...//../a.csv',
] as const

describe('sixty hostile names in an archive', () => {
  it('are sixty', () => expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(60))

  it.each(HOSTILE.map((name) => [JSON.stringify(name).slice(0, 60), name] as const))('%s is not taken, and its neighbours with it', async (_, name) => {
    await expect(read(zipOf([csv('sound.csv'), csv(name)]))).rejects.toMatchObject({ name: 'FeedReadError', failure: 'refused', message: expect.stringContaining('is not safe') })
  })

  it('and names that are merely odd are fine', async () => {
    for (const name of ['a b.csv', '事件（1）.csv', 'a..b.csv', '-rf.csv', '$(x).csv', 'é.csv', '𬒈.csv']) expect(await read(zipOf([csv(name)]))).toHaveLength(1)
  })
})
