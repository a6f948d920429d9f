// A store that cannot be worked with stops the program before anything is written, and says what to do.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DummyDriver, Kysely, PostgresAdapter, PostgresDialect, PostgresIntrospector, PostgresQueryCompiler, sql, type CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { probeCapabilities, type Capabilities } from '../../db/capabilities.ts'
import { migrate, migrations } from '../../db/migrate.ts'
import { openStore, type StoreLocation } from '../../db/open-store.ts'
import { ENGINE_MAJOR } from '../../db/opening/check-directory.ts'
import { checkServerVersion, serverProblem } from '../../db/opening/check-server.ts'
import { connectionProblem } from '../../db/opening/connection-problem.ts'
import { addressOf } from '../../db/opening/server-address.ts'
import { StoreRefusedError } from '../../db/opening/store-refused.ts'
import type { Tables } from '../../db/tables.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { ownCluster, postgresBin, standbyOf, type OwnCluster } from './own-cluster.ts'

const at = (url: string): StoreLocation => ({ kind: 'server', url })

/** How an opening ends: the code of the refusal and what it says. */
async function refusal(location: StoreLocation): Promise<{ readonly code: string; readonly message: string }> {
  try {
    const store = await openStore(location)
    await store.close()
    return { code: 'opened', message: '' }
  } catch (error) {
    return error instanceof StoreRefusedError ? { code: error.code, message: error.message } : { code: 'other', message: String(error) }
  }
}

async function query(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

describe('an address where no server answers', () => {
  it('is named with its port, and the password is not told', async () => {
    const { code, message } = await refusal(at('postgres://ctmm:hunter2@127.0.0.1:1/ctmm'))
    expect([code, message]).toEqual(['unreachable', expect.stringContaining('127.0.0.1:1')])
    expect(message).not.toContain('hunter2')
  })

  it('may be a name that nobody knows', async () => {
    expect(await refusal(at('postgres://ctmm:hunter2@no-such-host.invalid/ctmm'))).toEqual({ code: 'unreachable', message: expect.stringContaining('no-such-host.invalid:5432') })
  })

  it.each([
    ['57P03', 'the database system is starting up', 'busy'],
    ['53300', 'sorry, too many clients already', 'busy'],
    ['28000', 'no pg_hba.conf entry', 'login-refused'],
    ['53100', 'No space left on device', 'disk-full'],
    [undefined, 'SASL: Only mechanism(s) SCRAM-SHA-256 are supported', 'login-refused'],
    [undefined, 'timeout expired', 'unreachable'],
    [undefined, 'The server does not support SSL connections', 'login-refused'],
  ])('may answer %s %s', (code, text, expected) => {
    const problem = connectionProblem(Object.assign(new Error(text), { code }), addressOf('postgres://ctmm:hunter2@db/ctmm'))
    expect(problem?.code).toBe(expected)
    expect(problem?.message).toContain('db:5432')
    expect(problem?.message).not.toContain('hunter2')
  })
})

describe.skipIf(postgresBin === undefined)('a server of its own (needs an installed PostgreSQL >= 15)', () => {
  let cluster: OwnCluster
  beforeAll(async () => {
    cluster = await ownCluster({ auth: 'scram-sha-256' })
    cluster.start()
    await query(cluster.url('ctmm', 'postgres', 'right'),
      `create database latin encoding 'LATIN1' locale 'C' template template0`, 'create database whole', 'create database shut',
      `create role reader login password 'right'`, `create role quiet login password 'right'`, `alter role quiet set default_transaction_read_only = on`,
      'grant create on database whole to quiet', 'revoke connect on database shut from public', `alter database shut set synchronous_commit = off`)
  })
  afterAll(() => cluster.remove())

  it('refuses a wrong password, and the message does not repeat it', async () => {
    const { code, message } = await refusal(at(cluster.url('ctmm', 'whole', 'hunter2')))
    expect([code, message]).toEqual(['password-refused', expect.stringContaining(`127.0.0.1:${cluster.port}`)])
    expect(message).not.toContain('hunter2')
    expect((await refusal(at(cluster.url('ctmm', 'whole')))).code).toBe('password-refused')
  })

  it('has no such database: the command that makes it is told', async () => {
    expect(await refusal(at(cluster.url('ctmm', 'nowhere', 'right')))).toEqual({ code: 'database-missing', message: expect.stringContaining('createdb') })
  })

  it('does not let the role into the database', async () => {
    expect(await refusal(at(cluster.url('reader', 'shut', 'right')))).toEqual({ code: 'login-refused', message: expect.stringContaining('grant connect') })
  })

  it('holds the database in another character set', async () => {
    expect(await refusal(at(cluster.url('ctmm', 'latin', 'right')))).toEqual({ code: 'encoding', message: expect.stringContaining('--encoding=UTF8') })
  })

  it('gives the role nothing but reading', async () => {
    expect(await refusal(at(cluster.url('reader', 'whole', 'right')))).toEqual({ code: 'read-only', message: expect.stringContaining('grant create on schema public to reader') })
    expect(await refusal(at(cluster.url('quiet', 'whole', 'right')))).toEqual({ code: 'read-only', message: expect.stringContaining('default_transaction_read_only') })
  })

  it('lets the role read a store that another role has made, which is not enough', async () => {
    const store = await openStore(at(cluster.url('ctmm', 'whole', 'right')))
    await migrate(store.db)
    await store.close()
    await query(cluster.url('ctmm', 'whole', 'right'), 'grant create on schema public to reader', 'grant select on all tables in schema public to reader')
    expect((await refusal(at(cluster.url('reader', 'whole', 'right')))).code).toBe('read-only')
  })

  it('answers before commits are on disk: that is a warning, not a refusal', async () => {
    const store = await openStore(at(cluster.url('ctmm', 'shut', 'right')))
    expect(store.capabilities).toMatchObject({ synchronous: false, warnings: [{ code: 'not-synchronous', advice: expect.stringContaining('synchronous_commit = on') }] })
    await store.close()
  })

  it('is a standby', { timeout: 60_000 }, async () => {
    cluster.stop()
    const standby = await standbyOf(cluster)
    cluster.start()
    try {
      standby.start()
      expect(await refusal(at(standby.url('ctmm', 'whole', 'right')))).toEqual({ code: 'read-only', message: expect.stringContaining('standby') })
    } finally {
      standby.remove()
    }
  })
})

onServerStore(POSTGRESQL, (fresh) => {
  let database: ServerDatabase
  beforeAll(async () => {
    database = await fresh()
  })
  afterAll(() => database.drop())

  it('is enough without TimescaleDB, unless the setting asks for it', async () => {
    const store = await openStore(at(database.url))
    expect(store.capabilities).toMatchObject({ engine: 'postgresql', timescale: null, canWrite: true, canMigrate: true, encoding: 'UTF8', warnings: [] })
    await store.close()
    expect(await refusal({ kind: 'server', url: database.url, requireTimescale: true })).toEqual({ code: 'extension-missing', message: expect.stringMatching(/CTMM_REQUIRE_TIMESCALE.*create extension timescaledb/s) })
  })

  it('shows another time than this machine: a warning names the difference', async () => {
    const store = await openStore(at(database.url), { now: () => Date.now() + 120_000 })
    expect(store.capabilities.warnings).toEqual([{ code: 'clock-differs', detail: expect.stringMatching(/1[12]\d s behind/), advice: expect.stringMatching(/\S/) }])
    await store.close()
  })

  it('holds tables that are not ours, or has lost some of ours, or was left locked', async () => {
    await query(database.url, 'create table standing (a integer)')
    expect(await refusal(at(database.url))).toEqual({ code: 'half-migrated', message: expect.stringContaining('standing') })
    await query(database.url, 'drop table standing')

    const store = await openStore(at(database.url))
    await migrate(store.db)
    await store.close()
    await query(database.url, 'alter table list_date rename to elsewhere')
    expect(await refusal(at(database.url))).toEqual({ code: 'half-migrated', message: expect.stringMatching(/lacks list_date.*ctmm restore/s) })
    await query(database.url, 'alter table elsewhere rename to list_date', 'update kysely_migration_lock set is_locked = 1')
    expect(await refusal(at(database.url))).toEqual({ code: 'half-migrated', message: expect.stringContaining('is_locked') })
    await query(database.url, 'update kysely_migration_lock set is_locked = 0')
    expect((await refusal(at(database.url))).code).toBe('opened')
  })

  it('holds the store of a newer release, or one that skipped a step', async () => {
    await query(database.url, `insert into kysely_migration (name, timestamp) values ('0999-later', '2027-01-01T00:00:00.000Z')`)
    expect(await refusal(at(database.url))).toEqual({ code: 'newer-schema', message: expect.stringContaining('0999-later') })
    await query(database.url, `delete from kysely_migration where name = '0999-later'`)
    const first = Object.keys(migrations)[0] ?? ''
    await query(database.url, `update kysely_migration set name = '${first}-gone' where name = '${first}'`)
    expect((await refusal(at(database.url))).code).toBe('newer-schema')
    await query(database.url, `delete from kysely_migration where name = '${first}-gone'`)
    expect(await refusal(at(database.url))).toEqual({ code: 'half-migrated', message: expect.stringContaining(first) })
    await query(database.url, `insert into kysely_migration (name, timestamp) values ('${first}', '2020-01-01T00:00:00.000Z')`)
    expect((await refusal(at(database.url))).code).toBe('opened')
  })

  it('shows an earlier time than the store was written at', async () => {
    const batch = (recorded: string): string => `insert into intake_batch (feed, recorded_at, received, stored, duplicate, rejected) values ('f', ${recorded}, 0, 0, 0, 0)`
    await query(database.url, batch(`clock_timestamp() + interval '1 second'`))
    expect((await refusal(at(database.url))).code).toBe('opened')
    await query(database.url, batch(`'2099-01-02T03:04:05Z'`))
    const { code, message } = await refusal(at(database.url))
    expect(code).toBe('clock-behind')
    expect(message).toMatch(/shows \d{4}-.*written at 2099-01-02T03:04:05\.000Z.*Set the clock/s)
    await query(database.url, 'delete from intake_batch')
  })

  it('refuses a migration for want of rights, and says which', async () => {
    const role = `ctmm_narrow_${process.pid}`
    await query(database.url, `create role ${role} login`, `grant select, insert, update, delete on all tables in schema public to ${role}`, `delete from kysely_migration where name <> '${Object.keys(migrations)[0] ?? ''}'`)
    const url = new URL(database.url)
    url.username = role
    const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url.href, max: 2 }) }) })
    await expect(migrate(db)).rejects.toMatchObject({ code: 'read-only', message: expect.stringContaining('grant it') })
    await db.destroy()
    await query(database.url, `drop owned by ${role}`, `drop role ${role}`)
  })
})

onServerStore({ ...TIMESCALE, extensions: [] }, (fresh) => {
  let database: ServerDatabase
  beforeAll(async () => {
    database = await fresh()
  })
  afterAll(() => database.drop())

  it('offers an extension that the role may not create: the store keeps plain tables and the command is told', async () => {
    const role = `ctmm_plain_${process.pid}`
    await query(database.url, `create role ${role} login`, `grant create on schema public to ${role}`)
    const url = new URL(database.url)
    url.username = role
    const store = await openStore(at(url.href))
    expect(store.capabilities.timescale).toMatchObject({ installed: false, available: true, preloaded: true })
    expect(store.capabilities.warnings).toEqual([{ code: 'extension-not-created', detail: expect.stringContaining('permission denied'), advice: expect.stringContaining('create extension timescaledb') }])
    await store.close()
    expect((await refusal({ kind: 'server', url: url.href, requireTimescale: true })).code).toBe('extension-missing')
    await query(database.url, `drop owned by ${role}`, `drop role ${role}`)
  })

  it('gives the extension to a database that has none, once, whoever asks', async () => {
    const [one, two] = await Promise.all([openStore(at(database.url)), openStore(at(database.url))])
    for (const { capabilities: { timescale, warnings } } of [one, two]) {
      expect(timescale).toMatchObject({ installed: true, available: true, preloaded: true, version: expect.stringMatching(/^\d+\.\d+/) })
      expect(timescale?.compression).toBe(timescale?.licence === 'timescale')
      expect(warnings).toEqual([])
    }
    await one.close()
    await two.close()
    expect((await refusal({ kind: 'server', url: database.url, requireTimescale: true })).code).toBe('opened')
  })
})

/** A server that tells its version and nothing else. */
class TellingDriver extends DummyDriver {
  private readonly version: string
  private readonly asked: string[]
  constructor(version: string, asked: string[]) {
    super()
    this.version = version
    this.asked = asked
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection()
    connection.executeQuery = async <R>({ sql: text }: CompiledQuery): Promise<QueryResult<R>> => {
      this.asked.push(text)
      return { rows: [{ server_version: this.version }] as R[] }
    }
    return connection
  }
}

describe('what a server says of itself', () => {
  const fit: Capabilities = {
    engine: 'postgresql', server: { number: 170005, text: '17.5' }, encoding: 'UTF8', canWrite: true, cannotWrite: null, canMigrate: true, synchronous: true, clockAheadMs: 0, warnings: [],
    timescale: { version: '2.19.3', licence: 'apache', installed: true, available: true, preloaded: true, compression: false, continuousAggregates: false, retentionPolicies: false },
  }
  const timescale = (more: Partial<NonNullable<Capabilities['timescale']>>): Capabilities => ({ ...fit, timescale: fit.timescale === null ? null : { ...fit.timescale, ...more } })
  const judged = (capabilities: Capabilities, requireTimescale = false): string | undefined => serverProblem(capabilities, addressOf('postgres://ctmm@db/ctmm'), { requireTimescale })?.code

  it('is asked for its version before anything that an old one would not understand', async () => {
    const asked: string[] = []
    const server = (version: string): Kysely<Tables> => new Kysely({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createDriver: () => new TellingDriver(version, asked),
      },
    })
    const address = addressOf('postgres://ctmm:hunter2@db/ctmm')
    await expect(checkServerVersion(server('14.11 (Debian 14.11-1)'), address)).rejects.toMatchObject({ code: 'server-too-old', message: expect.stringMatching(/db:5432 is PostgreSQL 14\.11.*15 or newer/) })
    await expect(checkServerVersion(server('9.2.4'), address), 'openGauss').rejects.toMatchObject({ code: 'server-too-old' })
    await expect(checkServerVersion(server('15.20'), address)).resolves.toBeUndefined()
    await expect(checkServerVersion(server('18beta1'), address)).resolves.toBeUndefined()
    expect(new Set(asked)).toEqual(new Set(['show server_version']))
  })

  it('decides whether it will do', () => {
    expect(judged(fit, true)).toBeUndefined()
    expect(judged(timescale({ version: '2.14.2' }))).toBe('extension-too-old')
    expect(judged(timescale({ version: '2.15.0' }))).toBeUndefined()
    expect(judged(timescale({ version: '3.0.0' }))).toBeUndefined()
    expect(judged(timescale({ version: '1.7.5', installed: false }))).toBeUndefined()
    expect(judged(timescale({ version: '1.7.5', installed: false }), true)).toBe('extension-too-old')
    expect(judged(timescale({ preloaded: false }))).toBe('extension-missing')
    expect(judged({ ...fit, timescale: null })).toBeUndefined()
    expect(judged({ ...fit, timescale: null }, true)).toBe('extension-missing')
  })
})

describe('a directory', () => {
  const home = mkdtempSync(join(tmpdir(), 'ctmm-opening-'))
  afterAll(() => rmSync(home, { recursive: true, force: true }))
  const holding = (name: string, files: Readonly<Record<string, string>>): StoreLocation & { readonly kind: 'embedded' } => {
    const directory = join(home, name)
    mkdirSync(directory, { recursive: true })
    for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text)
    return { kind: 'embedded', directory }
  }

  it('made by an older engine is left alone, and the commands that take it over are told', async () => {
    const location = holding('old', { PG_VERSION: `${ENGINE_MAJOR - 1}\n` })
    const { code, message } = await refusal(location)
    expect(code).toBe('other-engine')
    expect(message).toContain(`npm i --no-save pglite-${ENGINE_MAJOR - 1}@npm:@electric-sql/pglite@`)
    expect(message).toContain(`ctmm upgrade ${location.directory}`)
    expect(readdirSync(location.directory)).toEqual(['PG_VERSION'])
  })

  it('made by a newer engine is left alone', async () => {
    expect(await refusal(holding('new', { PG_VERSION: `${ENGINE_MAJOR + 1}\n` }))).toEqual({ code: 'other-engine', message: expect.stringContaining('newer release') })
  })

  it('that holds something else is left alone', async () => {
    expect((await refusal(holding('text', { PG_VERSION: 'not a database' }))).code).toBe('not-a-store')
    const other = holding('other', { 'thesis.doc': '' })
    expect((await refusal(other)).code).toBe('not-a-store')
    expect(readdirSync(other.directory)).toEqual(['thesis.doc'])
  })

  it('that was damaged is told with its cause', async () => {
    expect(await refusal(holding('damaged', { PG_VERSION: `${ENGINE_MAJOR}\n` }))).toEqual({ code: 'not-a-store', message: expect.stringContaining('ctmm restore') })
  }, 60_000)

  it('between the two steps of an upgrade is not made anew', async () => {
    holding('moved.upgraded', { PG_VERSION: `${ENGINE_MAJOR}\n` })
    expect(await refusal({ kind: 'embedded', directory: join(home, 'moved') })).toEqual({ code: 'upgrade-unfinished', message: expect.stringContaining('ctmm upgrade') })
  })

  it('holds a store of the engine that comes with the product', async () => {
    const fresh = await newStoreDirectory()
    const store = await openStore({ kind: 'embedded', directory: fresh.store })
    expect(Math.floor(store.capabilities.server.number / 10_000)).toBe(ENGINE_MAJOR)
    expect(await probeCapabilities(store.db)).toMatchObject({ engine: 'embedded', canWrite: true, canMigrate: true, timescale: null, warnings: [] })
    await sql`insert into intake_batch (feed, recorded_at, received, stored, duplicate, rejected) values ('f', '2099-01-02T03:04:05Z', 0, 0, 0, 0)`.execute(store.db)
    await store.close()
    expect((await refusal({ kind: 'embedded', directory: fresh.store })).code).toBe('clock-behind')
    fresh.remove()
  })
})
