// The file: whole or not there, told apart from everything that is not a backup, and proven to its last byte.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { compressed, readBackupFile, readSummary, writeBackupFile } from '../../../db/backup/backup-file.ts'
import { restoreBackup } from '../../../db/backup/restore-backup.ts'
import { backupLines } from '../../../db/backup/take-backup.ts'
import { migrations } from '../../../db/migrate.ts'
import { openStore, type Store } from '../../../db/open-store.ts'
import { claimPurpose } from '../../../db/purpose.ts'
import { STORE_TABLES } from '../../../db/store-tables.ts'
import { newStoreDirectory } from '../../server/store-template.ts'
import { digestsOf } from './told-city.ts'

const directory = mkdtempSync(join(tmpdir(), 'ctmm-backup-file-'))
const path = (name: string): string => join(directory, name)
let home: Awaited<ReturnType<typeof newStoreDirectory>>
let store: Store
/** A backup of a store with texts that need care and with more rows than fit a page. */
let whole: string
let lines: readonly string[]

beforeAll(async () => {
  home = await newStoreDirectory()
  store = await openStore({ kind: 'embedded', directory: home.store })
  await claimPurpose(store.db, 'city')
  for (const text of ['a,b', '"quoted"', 'back\\slash', 'line\nbreak', '', '()', 'unit\u001fseparator', '标准', '\u{1f600}', '{}', 'null', ' ']) await store.db.insertInto('city_file').values({ digest: text, text }).execute()
  await sql`insert into identity (source, kind, key) select 's', 'case', 'key ' || n from generate_series(1, 12000) as n`.execute(store.db)
  await sql`insert into feed_state (feed, cursor) values ('none', 'null'), ('deep', '{"a": [1, 1.50, 12345678901234567890, "\\"", null]}')`.execute(store.db)
  await sql`insert into standing (area, item, as_of, recorded_at, cause, model_version, state, proven, ceiling, grounds) values ('a', 'i', '2026-03-01T00:00:00.123456Z', '2026-03-01T00:00:00.000001Z', 'change', 'm', 's', null, 5, '{"n": 1e400}')`.execute(store.db)
  await writeBackupFile((whole = path('whole')), compressed(backupLines(store.db, { product: '9.9.9' })))
  lines = zstdDecompressSync(readFileSync(whole)).toString().split('\n').slice(0, -1).map((line) => `${line}\n`)
}, 120_000)
afterEach(() => {
  for (const name of readdirSync(directory)) if (name !== 'whole') rmSync(path(name))
})
afterAll(async () => {
  await store.close()
  home.remove()
  rmSync(directory, { recursive: true, force: true })
})

const problem = (file: string): Promise<string> => readSummary(file).then(() => 'read', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)))
const holding = (bytes: Uint8Array | string): string => {
  writeFileSync(path('made'), bytes)
  return path('made')
}
const packed = (parts: readonly string[]): string => holding(zstdCompressSync(Buffer.from(parts.join(''))))

describe('a backup', () => {
  it('names every table of the store with its rows, and which of them are derived', async () => {
    const { header, tables } = await readSummary(whole)
    expect(header).toMatchObject({ format: 'ctmm-backup/1', product: '9.9.9', purpose: 'city', migrations: Object.keys(migrations), database: expect.stringContaining('PostgreSQL') })
    expect(header.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    expect(tables.map(({ table }) => table)).toEqual(STORE_TABLES.map(({ name }) => name))
    expect(tables.find(({ table }) => table === 'identity')?.rows).toBe(12_000)
    expect(header.tables.filter(({ derived }) => derived).map(({ name }) => name)).toEqual(expect.arrayContaining(['edge', 'rollup_day', 'series_key']))
    expect(header.tables.find(({ name }) => name === 'revision')?.derived).toBe(false)
  })

  it('leaves out no table of the database: one that nobody listed stops it', async () => {
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and relname not like 'kysely%' order by 1`.execute(store.db)
    expect(rows.map(({ name }) => name)).toEqual(STORE_TABLES.map(({ name }) => name).toSorted())
    const { rows: sequences } = await sql<{ name: string }>`
      select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'S'
        and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'i')`.execute(store.db)
    expect(sequences, 'numbers that belong to no column would start again').toEqual([])
    await sql`create table forgotten (a integer)`.execute(store.db)
    await expect(writeBackupFile(path('partial'), compressed(backupLines(store.db, { product: '' })))).rejects.toMatchObject({ code: 'unknown-table', message: expect.stringContaining('forgotten') })
    await sql`drop table forgotten`.execute(store.db)
    expect(readdirSync(directory)).toEqual(['whole'])
  })

  it('brings every text, number and instant back as it was', async () => {
    const fresh = await newStoreDirectory()
    const other = await openStore({ kind: 'embedded', directory: fresh.store })
    const restored = await restoreBackup(other.db, readBackupFile(whole), { purpose: 'city' })
    expect(await digestsOf(other.db)).toEqual(await digestsOf(store.db))
    expect(restored).toMatchObject({ migrated: [], rows: 12_000 + 12 + 2 + 1 + 1 })
    const { rows } = await sql<{ text: string }>`select as_of::text || recorded_at::text || grounds::text as text from standing`.execute(other.db)
    expect(rows[0]?.text).toContain('2026-03-01 00:00:00.123456+002026-03-01 00:00:00.000001+00{"n": 1000')
    const { rows: next } = await sql<{ id: number }>`insert into identity (source, kind, key) values ('s', 'case', 'next') returning id`.execute(other.db)
    expect(next).toEqual([{ id: 12_001 }])
    await other.close()
    fresh.remove()
  })

  it('is for its owner only, and is not overwritten', async () => {
    expect(statSync(whole).mode & 0o777).toBe(0o600)
    await expect(writeBackupFile(whole, compressed(backupLines(store.db, { product: '' })))).rejects.toMatchObject({ code: 'file-exists' })
    expect(await problem(whole)).toBe('read')
  })

  it('is not there until it is whole', async () => {
    async function* breaking(): AsyncGenerator<string> {
      yield* lines.slice(0, 5)
      expect(existsSync(path('broken'))).toBe(false)
      throw new Error('the database went away')
    }
    await expect(writeBackupFile(path('broken'), compressed(breaking()))).rejects.toThrow('the database went away')
    await expect(writeBackupFile(path('broken'), compressed(Readable.from(lines.slice(0, -1)))), 'no end').rejects.toMatchObject({ code: 'truncated' })
    expect(readdirSync(directory)).toEqual(['whole'])
  })
})

describe('a file that is refused', () => {
  it('is something else', async () => {
    expect(await problem(holding(''))).toBe('truncated')
    expect(await problem(holding('PGDMP and so on'))).toBe('not-a-backup')
    expect(await problem(packed(['hello\n']))).toBe('not-a-backup')
    expect(await problem(packed(['{"format": "other/1"}\n']))).toBe('not-a-backup')
    expect(await problem(path('nowhere'))).toBe('ENOENT')
  })

  it('is of a format that a newer release writes', async () => {
    expect(await problem(packed([lines[0]?.replace('ctmm-backup/1', 'ctmm-backup/2') ?? '', ...lines.slice(1)]))).toBe('newer-format')
  })

  it('was cut off, wherever', async () => {
    const bytes = readFileSync(whole)
    for (const part of [0.1, 0.5, 0.9]) expect(await problem(holding(bytes.subarray(0, Math.floor(bytes.length * part)))), String(part)).toBe('truncated')
    // The last four bytes are the format's own checksum; what they vouch for is proven by the digests inside.
    expect(await problem(holding(bytes.subarray(0, bytes.length - 5)))).toBe('truncated')
    for (const count of [1, 2, 7, lines.length - 1]) expect(await problem(packed(lines.slice(0, count))), `${count} lines`).toBe('truncated')
    expect(await problem(packed([...lines.slice(0, 4), lines[4]?.slice(0, -2) ?? '']))).toBe('truncated')
  })

  it('was altered in a single byte, wherever', async () => {
    const bytes = readFileSync(whole)
    for (let at = 12; at < bytes.length; at += Math.ceil(bytes.length / 60)) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x40
      const said = await problem(holding(changed))
      // A few bits of the packing mean nothing: with them changed it unpacks to the same.
      if (said === 'read') expect(zstdDecompressSync(changed).equals(zstdDecompressSync(bytes)), `byte ${at}`).toBe(true)
      else expect(said, `byte ${at}`).toMatch(/altered|truncated|not-a-backup/)
    }
  })

  it('was altered by a careful hand', async () => {
    const page = lines.findIndex((line) => line.startsWith('["'))
    const changed = (index: number, change: (line: string) => string): string => packed(lines.map((line, at) => (at === index ? change(line) : line)))
    expect(await problem(changed(page, (line) => line.replace('city', 'City')))).toBe('altered')
    expect(await problem(packed(lines.filter((_, at) => at !== page)))).toBe('altered')
    expect(await problem(packed([...lines.slice(0, page + 1), ...lines.slice(page)]))).toBe('altered')
    expect(await problem(changed(0, (line) => line.replace('"purpose":"city"', '"purpose":"demonstration"')))).toBe('altered')
    expect(await problem(packed([...lines, lines.at(-1) ?? '']))).toBe('altered')
    expect(await problem(packed([lines[0] ?? '', ...lines.slice(page + 2)]))).toBe('altered')
    expect(await problem(changed(page + 1, (line) => line.replace('"rows":1', '"rows":2')))).toBe('altered')
    expect(await problem(changed(page, () => '{"whatever": 1}\n'))).toBe('altered')
    expect(await problem(changed(page, () => 'nothing\n'))).toBe('altered')
  })
})
