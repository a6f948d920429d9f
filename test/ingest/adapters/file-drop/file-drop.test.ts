import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { workbookOf } from '../../formats/workbook-of.ts'
import { zipOf } from '../../formats/zip-of.ts'
import { Dropped } from './dropped.ts'

let drop: Dropped
beforeEach(() => {
  drop = new Dropped()
})
afterEach(() => drop.remove())

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const ONE = 'no,at\n1,2026-06-01\n'

describe('a dropped file', () => {
  it('is read, and moved to done/ with its hash after it was kept', async () => {
    drop.put('a.csv', ONE)
    drop.onDeliver = () => expect(drop.names()).toEqual(['a.csv'])
    expect(await drop.run()).toBeUndefined()
    expect(drop.positions).toEqual(['a.csv:2'])
    expect(drop.names()).toEqual(['done'])
    const name = `20260630-081500_${sha256(ONE).slice(0, 12)}_a.csv`
    expect(drop.names('done')).toEqual([name, `${name}.json`])
    expect(JSON.parse(drop.text(`done/${name}.json`))).toEqual({ file: 'a.csv', sha256: sha256(ONE), bytes: 19, takenAt: '2026-06-30T08:15:00+08:00' })
  })

  it('stays where it is when it was not kept, and is read again', async () => {
    drop.put('a.csv')
    drop.onDeliver = () => {
      throw new Error('the store is away')
    }
    await expect(drop.run()).rejects.toThrow('the store is away')
    expect(drop.names()).toEqual(['a.csv'])
    drop.onDeliver = () => undefined
    expect(await drop.run()).toBeUndefined()
    expect(drop.names()).toEqual(['done'])
  })

  it('of many rows comes in parts, the last of which moves it', async () => {
    drop.put('a.csv', `no,at\n${'1,2026-06-01\n'.repeat(5)}`)
    drop.onDeliver = () => expect(drop.names()).toEqual(['a.csv'])
    expect(await drop.run(drop.feed(), { batchSize: 2 })).toBeUndefined()
    expect(drop.delivered.map(({ samples }) => samples.length)).toEqual([2, 2, 1, 0])
    expect(drop.names()).toEqual(['done'])
  })

  it('may come with others; they are taken by name, or by time', async () => {
    for (const [name, second] of [['b.csv', 1], ['a.csv', 2], ['c.txt', 0]] as const) {
      drop.put(name)
      utimesSync(join(drop.folder, name), second, second)
    }
    expect(await drop.run(drop.feed("names: '*.csv', format: {kind: csv, encoding: utf-8}, order: time"))).toBeUndefined()
    expect(drop.positions).toEqual(['b.csv:2', 'a.csv:2'])
    drop.put('b.csv')
    drop.put('a.csv')
    expect(await drop.run()).toBeUndefined()
    expect(drop.positions.slice(2)).toEqual(['a.csv:2', 'b.csv:2'])
    expect(drop.names()).toEqual(['c.txt', 'done'])
  })

  it('of the same name and content is kept beside the one before', async () => {
    drop.put('a.csv')
    await drop.run()
    drop.put('a.csv')
    await drop.run()
    expect(drop.names('done').filter((name) => name.endsWith('.csv'))).toHaveLength(2)
  })

  it('may be a workbook, JSON, NDJSON or an archive', async () => {
    drop.put('a.xlsx', workbookOf({ sheets: [{ rows: [['no', 'at'], ['1', '2026-06-01']] }] }))
    drop.put('a.json', '[{"no":"1","at":"2026-06-01"}]')
    drop.put('a.ndjson', '{"no":"1","at":"2026-06-01"}')
    drop.put('a.zip', zipOf([{ name: 'x.csv', content: ONE }]))
    for (const [kind, format] of [['xlsx', '{kind: xlsx}'], ['json', '{kind: json}'], ['ndjson', '{kind: ndjson}'], ['zip', '{kind: zip, of: {kind: csv, encoding: utf-8}}']]) {
      expect(await drop.run(drop.feed(`names: '*.${kind}', format: ${format}`))).toBeUndefined()
    }
    expect(drop.positions).toEqual(['a.xlsx:2', 'a.json:0', 'a.ndjson:1', 'a.zip:x.csv:2'])
    expect(drop.names()).toEqual(['done'])
  })

  it('in an empty folder says nothing of how far the feed was read, and takes no time', async () => {
    expect(await drop.run()).toBeUndefined()
    expect(drop.delivered).toEqual([])
    expect(drop.pauses).toBe(0)
    expect(await drop.run(drop.feed(undefined, { list: true }))).toBeUndefined()
    expect(drop.delivered).toEqual([])
  })
})

describe('a file that is not complete', () => {
  const isIncomplete = (file: string): unknown => expect.objectContaining({ failure: 'incomplete', text: { zh: expect.stringContaining(file), en: expect.stringContaining(file) } })

  it('because it still grows, is left alone while others are taken', async () => {
    drop.put('a.csv')
    drop.put('b.csv')
    drop.meanwhile = () => appendFileSync(join(drop.folder, 'a.csv'), '2,2026-06-02\n')
    expect(await drop.run()).toEqual(isIncomplete('a.csv is still growing'.slice(0, 5)))
    expect(drop.positions).toEqual(['b.csv:2'])
    drop.meanwhile = () => undefined
    expect(await drop.run()).toBeUndefined()
    expect(drop.positions).toEqual(['b.csv:2', 'a.csv:2', 'a.csv:3'])
  })

  it('because its date changes with the same size, or another takes its place, is left alone', async () => {
    drop.put('a.csv')
    drop.meanwhile = () => utimesSync(join(drop.folder, 'a.csv'), 5, 5)
    expect(await drop.run()).toEqual(isIncomplete('a.csv'))
    drop.meanwhile = () => {
      drop.put('other', ONE)
      utimesSync(join(drop.folder, 'other'), 5, 5)
      renameSync(join(drop.folder, 'other'), join(drop.folder, 'a.csv'))
    }
    expect(await drop.run()).toEqual(isIncomplete('a.csv'))
    expect(drop.delivered).toEqual([])
  })

  it('because it changes while it is read, is not moved away', async () => {
    drop.put('a.csv', `no,at\n${'1,2026-06-01\n'.repeat(5)}`)
    drop.onDeliver = () => appendFileSync(join(drop.folder, 'a.csv'), '2,2026-06-02\n')
    expect(await drop.run(drop.feed(), { batchSize: 2 })).toEqual(isIncomplete('a.csv'))
    expect(drop.names()).toEqual(['a.csv'])
  })

  it.each<[string, string, string | Uint8Array, string]>([
    ['an empty file', 'a.csv', '', '{kind: csv, encoding: utf-8}'],
    ['a workbook cut off', 'a.xlsx', workbookOf({ sheets: [{ rows: [['no']] }] }).subarray(0, 700), '{kind: xlsx}'],
    ['an archive cut off', 'a.zip', zipOf([{ name: 'a.csv', content: ONE }]).subarray(0, 50), '{kind: zip, of: {kind: csv, encoding: utf-8}}'],
    ['JSON cut off', 'a.json', '[{"no":"1"', '{kind: json}'],
  ])('such as %s stays where it is', async (_, name, content, format) => {
    drop.put(name, content)
    expect(await drop.run(drop.feed(`names: 'a*', format: ${format}`))).toEqual(isIncomplete(name))
    expect(drop.names()).toEqual([name])
    expect(drop.delivered).toEqual([])
  })

  it('waits for its marker, which goes with it', async () => {
    const feed = drop.feed("names: '*.csv', format: {kind: csv, encoding: utf-8}, marker: .ok")
    drop.put('a.csv')
    expect(await drop.run(feed)).toEqual(isIncomplete('a.csv.ok'))
    drop.put('a.csv.ok', '')
    expect(await drop.run(feed)).toBeUndefined()
    expect(drop.pauses).toBe(0)
    expect(drop.names()).toEqual(['done'])
    expect(drop.names('done').filter((name) => name.endsWith('.ok'))).toHaveLength(1)
    drop.put('a.csv')
    expect(await drop.run(feed)).toEqual(isIncomplete('a.csv.ok'))
  })
})

describe('a manifest', () => {
  const feed = (list = false) => drop.feed("names: '*.csv', format: {kind: csv, encoding: utf-8}, manifest: '*.manifest.json'", { list })
  const manifest = (...files: readonly object[]): void => drop.put('x.manifest.json', JSON.stringify({ files }))

  it('names what there must be; when all is so, everything is taken and it goes with the last file', async () => {
    drop.put('a.csv')
    drop.put('b.csv', 'no,at\n1,2026-06-01\n2,2026-06-01\n')
    manifest({ file: 'a.csv', rows: 1, bytes: 19, sha256: sha256(ONE).toUpperCase() }, { file: 'b.csv', rows: 2 })
    let seen: readonly string[] = []
    drop.onDeliver = () => (seen = drop.names())
    expect(await drop.run(feed())).toBeUndefined()
    expect(seen).toContain('x.manifest.json')
    expect(drop.positions).toEqual(['a.csv:2', 'b.csv:2', 'b.csv:3'])
    expect(drop.names()).toEqual(['done'])
    expect(drop.names('done').filter((name) => name.includes('manifest'))).toHaveLength(1)
  })

  it.each<[string, object, string]>([
    ['another number of rows', { rows: 2 }, '1 rows, 2 promised'],
    ['another hash', { sha256: sha256('x') }, 'another sha256'],
    ['another size', { bytes: 20 }, '19 bytes, 20 promised'],
  ])('that promises %s: nothing of the file is taken, and it stays', async (_, promised, message) => {
    drop.put('a.csv')
    drop.put('b.csv')
    manifest({ file: 'a.csv', ...promised }, { file: 'b.csv', rows: 1 })
    expect(await drop.run(feed())).toMatchObject({ failure: 'incomplete', message: expect.stringContaining(message) })
    expect(drop.positions).toEqual(['b.csv:2'])
    expect(drop.names()).toEqual(['a.csv', 'done', 'x.manifest.json'])
    // Delivered again as promised, it is taken: what was taken before is known by its name in done/.
    drop.put('a.csv', 'no,at\n1,2026-06-01\n2,2026-06-02\n')
    manifest({ file: 'a.csv', rows: 2 }, { file: 'b.csv', rows: 1 })
    expect(await drop.run(feed())).toBeUndefined()
    expect(drop.names()).toEqual(['done'])
  })

  it('that names a file which is not there keeps nothing else back', async () => {
    drop.put('a.csv')
    manifest({ file: 'a.csv' }, { file: 'late.csv' })
    expect(await drop.run(feed())).toMatchObject({ failure: 'incomplete', message: expect.stringContaining('late.csv') })
    expect(drop.positions).toEqual(['a.csv:2'])
    drop.put('late.csv')
    expect(await drop.run(feed())).toBeUndefined()
    expect(drop.names()).toEqual(['done'])
  })

  it('whose last file was taken before a crash goes, too', async () => {
    drop.put('a.csv')
    manifest({ file: 'a.csv' })
    await drop.run(feed())
    manifest({ file: 'a.csv' })
    expect(await drop.run(feed())).toBeUndefined()
    expect(drop.names()).toEqual(['done'])
  })

  it('has to be there: files that none names wait', async () => {
    drop.put('a.csv')
    expect(await drop.run(feed())).toMatchObject({ failure: 'incomplete', message: expect.stringContaining('a.csv is named by no manifest yet') })
    expect(drop.delivered).toEqual([])
  })

  it.each(['', '{}', '{"files":[]}', '{"files":[{"file":"../a.csv"}]}', '{"files":[{"file":"a.csv","rows":-1}]}', 'no json', '\u0000'])('%j is none and goes to failed/', async (content) => {
    drop.put('a.csv')
    drop.put('x.manifest.json', content)
    expect(await drop.run(feed())).toMatchObject({ failure: 'contract', message: expect.stringContaining('is no manifest') })
    expect(drop.names()).toEqual(['a.csv', 'failed'])
  })
})

describe('a file that cannot be taken', () => {
  it.each<[string, string | Uint8Array, string, string]>([
    ['whose header is another one', 'no,when\n1,2\n', '{kind: csv, encoding: utf-8}', 'the column "at" is missing'],
    ['that is of another encoding', '\ufeffno,at\n1,2\n', '{kind: csv, encoding: gb18030}', 'write encoding: utf-8'],
    ['that is a legacy .xls', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(99)]), '{kind: xlsx}', '另存为 xlsx'],
    ['that is an archive with a password', zipOf([{ name: 'a.csv', content: ONE, flags: 0x801 }]), '{kind: zip, of: {kind: csv, encoding: utf-8}}', 'is encrypted'],
    ['that is not JSON', '[{]', '{kind: json}', 'is not JSON'],
  ])('%s goes to failed/, with the reason in both languages', async (_, content, format, message) => {
    drop.put('a.dat', content)
    const error = await drop.run(drop.feed(`names: '*.dat', format: ${format}`))
    expect(error?.text.en).toContain(message)
    expect(drop.names()).toEqual(['failed'])
    expect(drop.names('failed')).toEqual(['20260630-081500_a.dat', '20260630-081500_a.dat.txt'])
    const receipt = drop.text('failed/20260630-081500_a.dat.txt')
    expect(receipt).toContain(error?.text.zh)
    expect(receipt).toContain(error?.text.en)
    expect(drop.delivered).toEqual([])
    expect(await drop.run(drop.feed(`names: '*.dat', format: ${format}`))).toBeUndefined()
  })

  it('does not keep its neighbours from being taken', async () => {
    drop.put('a.csv', 'x\n1\n')
    drop.put('b.csv')
    drop.put('c.csv', 'y\n1\n')
    expect(await drop.run()).toMatchObject({ failure: 'contract', text: { en: expect.stringMatching(/a\.csv.*c\.csv/) } })
    expect(drop.positions).toEqual(['b.csv:2'])
    expect(drop.names('failed').filter((name) => name.endsWith('.csv'))).toHaveLength(2)
  })
})

describe('a full list', () => {
  const feed = (): ReturnType<Dropped['feed']> => drop.feed(undefined, { list: true })

  it('is handed over whole, each file as a list of its own', async () => {
    drop.put('a.csv', `no,at\n${'1,2026-06-01\n'.repeat(5)}`)
    drop.put('b.csv')
    expect(await drop.run(feed(), { batchSize: 2 })).toBeUndefined()
    expect(drop.delivered.map(({ samples }) => samples.length)).toEqual([5, 1])
  })

  it('that cannot be read to its end gives nothing, and nothing of it gets into the next', async () => {
    drop.put('a.zip', zipOf([{ name: 'a.csv', content: ONE }, { name: 'b.csv', content: 'x\n' }]))
    drop.put('b.zip', zipOf([{ name: 'a.csv', content: ONE }]))
    expect(await drop.run(drop.feed("names: '*.zip', format: {kind: zip, of: {kind: csv, encoding: utf-8}}", { list: true }))).toMatchObject({ failure: 'contract' })
    expect(drop.delivered.map(({ samples }) => samples.map(({ position }) => position))).toEqual([['b.zip:a.csv:2']])
  })

  it('without a row goes to failed/: it would take everything back', async () => {
    drop.put('a.csv', 'no,at\n')
    expect(await drop.run(feed())).toMatchObject({ failure: 'contract', message: expect.stringContaining('without a row') })
    expect(drop.names()).toEqual(['failed'])
  })
})

describe('what is no file of the feed', () => {
  it('such as a link, a folder or a pipe is never read, and goes to failed/', async () => {
    symlinkSync('/etc/passwd', join(drop.folder, 'link.csv'))
    mkdirSync(join(drop.folder, 'folder.csv'))
    execFileSync('mkfifo', [join(drop.folder, 'pipe.csv')])
    symlinkSync('/dev/zero', join(drop.folder, 'device.csv'))
    symlinkSync('nowhere', join(drop.folder, 'broken.csv'))
    drop.put('z.csv')
    expect(await drop.run()).toMatchObject({ failure: 'refused', message: expect.stringContaining('no regular file') })
    expect(drop.positions).toEqual(['z.csv:2'])
    expect(drop.names()).toEqual(['done', 'failed'])
    expect(drop.names('failed').filter((name) => name.endsWith('.csv'))).toHaveLength(5)
    expect(existsSync('/etc/passwd')).toBe(true)
  })

  it('such as what editors and transfers keep there is passed over', async () => {
    for (const name of ['.hidden.csv', '~$a.csv', 'a.csv.part', 'a.csv.tmp']) drop.put(name)
    expect(await drop.run(drop.feed("names: '*', format: {kind: csv, encoding: utf-8}"))).toBeUndefined()
    expect(drop.delivered).toEqual([])
  })

  it('such as a file that becomes a link between the looks is not followed', async () => {
    drop.put('a.csv')
    drop.meanwhile = () => {
      rmSync(join(drop.folder, 'a.csv'))
      symlinkSync('/etc/hostname', join(drop.folder, 'a.csv'))
    }
    expect(await drop.run()).toMatchObject({ failure: 'incomplete' })
    expect(drop.delivered).toEqual([])
  })

  it('such as done/ or failed/ that is a link is not written through', async () => {
    const outside = join(drop.root, 'outside')
    mkdirSync(outside)
    symlinkSync(outside, join(drop.folder, 'done'))
    drop.put('a.csv')
    expect(await drop.run()).toMatchObject({ failure: 'refused', message: expect.stringContaining('cannot be moved') })
    expect(existsSync(join(drop.folder, 'a.csv'))).toBe(true)
  })
})

describe('the folder', () => {
  it.each(['/etc', '../orders', 'a/../../b', 'C:\\x', '\\\\server\\share', 'orders/done', 'a\u0001b'])('%j is refused when the feed is checked', (path) => {
    expect(() => drop.feed(undefined, { path })).toThrow(/CTMM_DROP_ROOT|inside|taken already/)
  })

  it('has to be there, and says where', async () => {
    expect(await drop.run(drop.feed(undefined, { path: 'nowhere' }))).toMatchObject({ failure: 'unreachable', message: expect.stringContaining(join(drop.root, 'nowhere')) })
  })

  it('must not lead out of the allowed one through a link', async () => {
    symlinkSync(tmpdir(), join(drop.root, 'out'))
    expect(await drop.run(drop.feed(undefined, { path: 'out' }))).toMatchObject({ failure: 'refused', message: expect.stringContaining('leads out') })
    mkdirSync(join(drop.root, 'real'))
    symlinkSync(join(drop.root, 'real'), join(drop.root, 'in'))
    writeFileSync(join(drop.root, 'real', 'a.csv'), ONE)
    expect(await drop.run(drop.feed(undefined, { path: 'in' }))).toBeUndefined()
  })

  it('is read only where somebody allowed a folder', async () => {
    expect(await drop.run(drop.feed(), { dropRoot: undefined })).toMatchObject({ failure: 'configuration', message: expect.stringContaining('CTMM_DROP_ROOT') })
  })

  it.skipIf(process.getuid?.() === 0)('that may not be written says so', async () => {
    drop.put('a.csv')
    chmodSync(drop.folder, 0o555)
    expect(await drop.run()).toMatchObject({ failure: 'refused', message: expect.stringContaining('cannot be moved') })
    chmodSync(drop.folder, 0o755)
  })

  it('shows its newest file to whoever wires it', async () => {
    drop.put('a.csv', 'no,at\n1,x\n')
    utimesSync(join(drop.folder, 'a.csv'), 1, 1)
    drop.put('b.csv', 'no,when\n1,x\n2,y\n')
    const discovery = await drop.adapter.discover?.(drop.feed(), { ...drop.options(), rows: 1 })
    expect(discovery?.fields).toEqual([{ path: 'no' }, { path: 'when' }])
    expect(discovery?.samples).toHaveLength(1)
    expect(drop.names()).toEqual(['a.csv', 'b.csv'])
  })

  it('with marker and manifest is refused when the feed is checked', () => {
    expect(() => drop.feed("names: '*', format: {kind: ndjson}, marker: .ok, manifest: '*.json'")).toThrow('keep one of')
  })

  it('is left at once when the feed is stopped', async () => {
    drop.put('a.csv')
    const stop = new AbortController()
    drop.meanwhile = () => stop.abort(new Error('stopped'))
    await expect(drop.run(drop.feed(), { signal: stop.signal })).rejects.toThrow('stopped')
    expect(drop.names()).toEqual(['a.csv'])
  })
})
