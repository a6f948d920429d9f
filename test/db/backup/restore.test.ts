// A restore goes into an empty store of the same purpose, whole or not at all, also from another release, and also when it is killed.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compressed, readBackupFile, writeBackupFile } from '../../../db/backup/backup-file.ts'
import type { BackupPart } from '../../../db/backup/read-backup.ts'
import { restoreBackup } from '../../../db/backup/restore-backup.ts'
import { backupLines } from '../../../db/backup/take-backup.ts'
import { migrate, migrations } from '../../../db/migrate.ts'
import { openStore, type Db, type Store, type StoreLocation } from '../../../db/open-store.ts'
import { claimPurpose } from '../../../db/purpose.ts'
import { serverDatabase, type ServerDatabase } from '../../services/server-database.ts'
import { newStoreDirectory } from '../../server/store-template.ts'
import { digestsOf, rowsOf } from './told-city.ts'

const directory = mkdtempSync(join(tmpdir(), 'ctmm-restore-'))
const whole = join(directory, 'whole')
const homes: (() => void)[] = []
let source: Store

async function newStore(): Promise<Store> {
  const home = await newStoreDirectory()
  homes.push(home.remove)
  return openStore({ kind: 'embedded', directory: home.store })
}

const fill = (db: Db, rows: number): Promise<unknown> => sql`insert into identity (source, kind, key) select 's', 'case', 'key ' || n from generate_series(1, ${rows}::integer) as n`.execute(db)

beforeAll(async () => {
  source = await newStore()
  await claimPurpose(source.db, 'city')
  await fill(source.db, 30_000)
  await source.db.insertInto('city_file').values({ digest: 'd', text: 't' }).execute()
  await sql`insert into lease (name, holder, token, renewed_at, expires_at) values ('assess', 'elsewhere/1', 41, now(), now() + interval '1 second')`.execute(source.db)
  await writeBackupFile(whole, compressed(backupLines(source.db, { product: 'test' })))
}, 120_000)
afterAll(async () => {
  await source.close()
  for (const remove of homes) remove()
  rmSync(directory, { recursive: true, force: true })
})

const code = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)))

/** The parts of the whole backup with its header changed, as another release would have written it. */
async function* withHeader(change: (header: Extract<BackupPart, { kind: 'header' }>['header']) => object): AsyncGenerator<BackupPart, void> {
  for await (const part of readBackupFile(whole)) yield part.kind === 'header' ? { kind: 'header', header: { ...part.header, ...change(part.header) } } : part
}

describe('a restore', () => {
  it('is refused by a store that holds records, and leaves them alone', async () => {
    const store = await newStore()
    await claimPurpose(store.db, 'city')
    await store.db.insertInto('city_file').values({ digest: 'mine', text: 'mine' }).execute()
    const before = await digestsOf(store.db)
    expect(await code(restoreBackup(store.db, readBackupFile(whole), { purpose: 'city' }))).toBe('store-not-empty')
    expect(await digestsOf(store.db)).toEqual(before)
    await store.close()
  })

  it('is refused while a process leads on the store, and taken once it has gone', async () => {
    const store = await newStore()
    await claimPurpose(store.db, 'city')
    await sql`insert into lease (name, holder, token, renewed_at, expires_at) values ('assess', 'here/1', 1, now(), now() + interval '1 hour')`.execute(store.db)
    expect(await code(restoreBackup(store.db, readBackupFile(whole), { purpose: 'city' }))).toBe('store-in-use')
    await sql`update lease set holder = null`.execute(store.db)
    expect(await code(restoreBackup(store.db, readBackupFile(whole), { purpose: 'city' }))).toBe('done')
    expect(await sql`select token from lease`.execute(store.db), 'what was written under earlier tokens stays older').toMatchObject({ rows: [{ token: 41 }] })
    expect(await code(restoreBackup(store.db, readBackupFile(whole), { purpose: 'city' })), 'twice').toBe('store-not-empty')
    await store.close()
  })

  it('never mixes a demonstration with real records', async () => {
    const store = await newStore()
    expect(await code(restoreBackup(store.db, readBackupFile(whole), { purpose: 'demonstration' }))).toBe('other-purpose')
    expect(await code(restoreBackup(store.db, withHeader(() => ({ purpose: 'demonstration' })), { purpose: 'city' }))).toBe('other-purpose')
    await store.close()
  })

  it('of a newer release is refused, one whose columns or tables differ too', async () => {
    const store = await newStore()
    const refused = async (change: Parameters<typeof withHeader>[0]): Promise<string> => code(restoreBackup(store.db, withHeader(change), { purpose: 'city' }))
    expect(await refused(({ migrations: known }) => ({ migrations: [...known, '0999-later'] }))).toBe('newer-schema')
    expect(await refused(({ migrations: known }) => ({ migrations: known.toReversed() }))).toBe('altered')
    expect(await refused(({ tables }) => ({ tables: tables.slice(1) }))).toBe('altered')
    expect(await refused(({ tables }) => ({ tables: tables.map((table) => (table.name === 'identity' ? { ...table, columns: table.columns.toReversed() } : table)) }))).toBe('altered')
    expect((await rowsOf(store.db)).get('identity')).toEqual([])
    expect(await migrate(store.db)).toEqual([])
    await store.close()
  })

  it('of an older release is brought up to date', async () => {
    const old = await newStore()
    const [first = '', ...later] = Object.keys(migrations)
    await migrate(old.db, { to: first })
    await old.db.insertInto('store').values({ purpose: 'city' }).execute().catch(() => sql`insert into store (purpose, derivation) values ('city', 'old')`.execute(old.db))
    await fill(old.db, 3)
    const file = join(directory, 'older')
    await writeBackupFile(file, compressed(backupLines(old.db, { product: 'older' })))
    await old.close()

    const store = await newStore()
    const { migrated, header } = await restoreBackup(store.db, readBackupFile(file), { purpose: 'city' })
    expect([header.migrations, migrated]).toEqual([[first], later])
    expect((await rowsOf(store.db)).get('identity')).toHaveLength(3)
    expect(await migrate(store.db)).toEqual([])
    await store.close()
  })

  it('that breaks off in the middle has restored nothing', async () => {
    async function* broken(): AsyncGenerator<BackupPart, void> {
      for await (const part of readBackupFile(whole)) {
        yield part
        if (part.kind === 'table-end' && part.table.name === 'identity') throw new Error('the disk was pulled out')
      }
    }
    const store = await newStore()
    await expect(restoreBackup(store.db, broken(), { purpose: 'city' })).rejects.toThrow('the disk was pulled out')
    expect([...(await digestsOf(store.db))].filter(([, digest]) => !digest.startsWith('0 '))).toEqual([])
    expect(await code(restoreBackup(store.db, readBackupFile(whole), { purpose: 'city' }))).toBe('done')
    expect(await digestsOf(store.db)).toEqual(await digestsOf(source.db))
    await store.close()
  })
})

const url = process.env['TEST_POSTGRES_URL']

describe('a restore that is killed', { timeout: 180_000 }, () => {
  let database: ServerDatabase | undefined
  afterAll(() => database?.drop())

  /** Runs a restore in a process of its own and kills it when it has written the table. */
  function killedRestore(location: StoreLocation, after: string): Promise<void> {
    const environment = location.kind === 'embedded' ? { CTMM_DATA: location.directory } : { DATABASE_URL: location.url }
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [fileURLToPath(new URL('./restoring-process.ts', import.meta.url)), whole, after], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] })
      child.stdout.once('data', () => child.kill('SIGKILL'))
      child.once('close', (status, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`ended with ${status}`))))
    })
  }

  async function leavesNothing(location: StoreLocation, kills: readonly string[]): Promise<void> {
    for (const after of kills) {
      await killedRestore(location, after)
      const store = await openStore(location)
      await migrate(store.db)
      expect([...(await digestsOf(store.db))].filter(([, digest]) => !digest.startsWith('0 ')), after).toEqual([])
      await store.close()
    }
    const store = await openStore(location)
    await restoreBackup(store.db, readBackupFile(whole), { purpose: 'city' })
    expect(await digestsOf(store.db)).toEqual(await digestsOf(source.db))
    await store.close()
  }

  it('has left an empty embedded store, into which it can be repeated', async () => {
    const home = await newStoreDirectory()
    homes.push(home.remove)
    await leavesNothing({ kind: 'embedded', directory: home.store }, ['identity'])
  })

  it.skipIf(url === undefined)('has left an empty database, into which it can be repeated (needs PostgreSQL)', async () => {
    database = await serverDatabase(url ?? '')
    await leavesNothing({ kind: 'server', url: database.url }, ['city_file', 'identity'])
  })
})

describe.skipIf(url === undefined)('a backup of a store that is written to meanwhile (needs PostgreSQL)', () => {
  it('is of one moment, and holds nobody up', { timeout: 120_000 }, async () => {
    const database = await serverDatabase(url ?? '')
    const store = await openStore({ kind: 'server', url: database.url })
    await migrate(store.db)
    await claimPurpose(store.db, 'city')
    await fill(store.db, 20_000)
    const file = join(directory, 'busy')
    let written = 0
    let done = false
    const writing = (async () => {
      while (!done) {
        await store.db.transaction().execute(async (transaction) => {
          const { rows } = await sql<{ id: number }>`insert into identity (source, kind, key) values ('w', 'case', ${String(written)}) returning id`.execute(transaction)
          await sql`insert into revision (identity, batch, recorded_at, digest, fact) values (${rows[0]?.id ?? 0}, 1, now(), '', '{}')`.execute(transaction)
        })
        written++
      }
    })()
    let before = 0
    await writeBackupFile(file, compressed((async function* () {
      for await (const line of backupLines(store.db, { product: '' })) {
        before ||= written
        yield line
      }
    })()))
    const during = written - before
    done = true
    await writing
    expect(during).toBeGreaterThan(3)

    const other = await newStore()
    await restoreBackup(other.db, readBackupFile(file), { purpose: 'city' })
    const { rows } = await sql<{ pairs: number; alone: number; numbered: number }>`
      select count(revision.identity) as pairs, count(*) filter (where revision.identity is null and source = 'w') as alone, nextval(pg_get_serial_sequence('identity', 'id')) - max(identity.id) as numbered
      from identity left join revision on revision.identity = identity.id`.execute(other.db)
    expect(rows[0]).toMatchObject({ alone: 0 })
    expect(rows[0]?.pairs).toBeLessThan(written)
    expect(rows[0]?.numbered).toBeGreaterThan(0)
    await other.close()
    await store.close()
    await database.drop()
  })
})

