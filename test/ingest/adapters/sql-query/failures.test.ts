// Sources that fail: silent networks, servers that die in the middle, wrong passwords, certificates of others.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownCluster, postgresBin, type OwnCluster } from '../../../db/own-cluster.ts'
import { EXCHANGE_SERVERS, onExchangeServer, type ExchangeDatabase, type ExchangeUser } from '../../../services/exchange-databases.ts'
import { column, feedOn, optionsWith, readAll, until, type Config } from './reading.ts'
import { stallingProxy } from './stalling-proxy.ts'

const ROWS = 60
const WATERMARK: Config = { table: 'orders', columns: ['id'], watermark: { time: { column: 'updated' }, key: ['id'] } }
const rowsInSql = (): string => Array.from({ length: ROWS }, (_, n) => `('id-${String(n).padStart(2, '0')}', '2026-03-01 09:${String(n).padStart(2, '0')}:00')`).join(', ')
const failureOf = (reading: Promise<unknown>): Promise<unknown> => reading.then(() => undefined, (error: unknown) => error)

for (const server of EXCHANGE_SERVERS) {
  onExchangeServer(server, (fresh) => {
    let database: ExchangeDatabase
    let reader: ExchangeUser
    beforeAll(async () => {
      database = await fresh()
      await database.run(`create table orders (id varchar(20) primary key, updated ${server.clock})`, `insert into orders values ${rowsInSql()}`)
      reader = await database.user('select on orders')
    })
    afterAll(() => database.drop())

    it('are given up within ten seconds of the time limit when nothing comes back, and leave no connection', async () => {
      const proxy = await stallingProxy(database)
      try {
        const feed = feedOn({ ...database, port: proxy.port }, reader, { ...WATERMARK, statementSeconds: 1 })
        const reading = failureOf(readAll(feed, optionsWith({ reader }, { batchSize: 10 }), async () => proxy.stall()))
        const begun = performance.now()
        expect(await reading).toMatchObject({ failure: 'unreachable', message: expect.stringContaining('nothing came back in time') })
        expect(performance.now() - begun).toBeLessThan(11_000)
        await until('the connection is closed', async () => proxy.open() === 0)
      } finally {
        proxy.close()
      }
    })

    it('are given up in time when they take a connection and say nothing', async () => {
      const proxy = await stallingProxy(database)
      proxy.stall()
      try {
        const begun = performance.now()
        expect(await failureOf(readAll(feedOn({ ...database, port: proxy.port }, reader, { ...WATERMARK, connectSeconds: 1 }), optionsWith({ reader })))).toMatchObject({ failure: 'unreachable' })
        expect(performance.now() - begun).toBeLessThan(6_000)
        await until('the connection is closed', async () => proxy.open() === 0)
      } finally {
        proxy.close()
      }
    })

    it('are told as not answering where nobody listens', async () => {
      const proxy = await stallingProxy(database)
      proxy.close()
      expect(await failureOf(readAll(feedOn({ ...database, port: proxy.port }, reader, WATERMARK), optionsWith({ reader })))).toMatchObject({ failure: 'unreachable', message: expect.stringContaining('No database answers') })
    })

    it('may break off in the middle: the next read goes on there, and nothing is left out', async () => {
      const seen: unknown[] = []
      let cursor: unknown
      const feed = feedOn(database, reader, WATERMARK)
      const broken = await failureOf(readAll(feed, optionsWith({ reader }, { batchSize: 10 }), async (part, index) => {
        cursor = part.cursor
        seen.push(...part.samples.flatMap((sample) => ('record' in sample ? [sample.record['id']] : [])))
        if (index === 2) await endSessions()
      }))
      expect(broken).toMatchObject({ failure: 'unreachable' })
      const rest = await readAll(feed, optionsWith({ reader }, { cursor, batchSize: 10 }))
      expect([...seen, ...column(rest.records, 'id')]).toHaveLength(ROWS)
      expect(new Set([...seen, ...column(rest.records, 'id')]).size).toBe(ROWS)
    })

    it('never show the password in an error', async () => {
      const secret = { user: reader.user, password: 'correct-horse-battery-staple' }
      for (const config of [{ ...WATERMARK, database: 'nowhere' }, { ...WATERMARK, columns: ['gone'] }, { ...WATERMARK, user: 'nobody' }, { ...WATERMARK, port: 1 }] satisfies Config[]) {
        const error = await failureOf(readAll(feedOn(database, secret, config), optionsWith({ reader: secret })))
        expect(`${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? String(error.cause) + JSON.stringify(error.cause) : ''}`).not.toContain('correct-horse')
      }
    })

    const endSessions = async (): Promise<void> => {
      if (server.engine === 'postgresql') {
        await database.run(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${reader.user}'`)
        return
      }
      for (const [id] of await database.run(`select id from information_schema.processlist where user = '${reader.user}'`)) await database.run(`kill ${String(id)}`)
    }
  })
}

onExchangeServer({ name: 'a MariaDB server with passwords and TLS', variable: 'TEST_MARIADB_URL', engine: 'mysql', clock: 'datetime(3)' }, (fresh) => {
  it('refuses a wrong one, and says what to do', async () => {
    const database = await fresh()
    try {
      await database.run('create table orders (id varchar(20) primary key, updated datetime)')
      const { user } = await database.user('select on orders')
      expect(await failureOf(readAll(feedOn(database, { user, password: 'wrong' }, WATERMARK), optionsWith({ reader: { user, password: 'wrong' } })))).toMatchObject({ failure: 'refused', message: expect.stringContaining('set the secret anew'), text: { zh: expect.stringContaining('重新设置密钥') } })
    } finally {
      await database.drop()
    }
  })

  it('is read over TLS, and refused when its certificate is not of a trusted authority', async ({ skip }) => {
    const database = await fresh()
    try {
      skip(String((await database.run('select @@have_ssl'))[0]?.[0]) !== 'YES', 'this server has no TLS')
      await database.run('create table orders (id varchar(20) primary key, updated datetime)', `insert into orders values ('a', '2026-03-01 09:00:00')`)
      const user = await database.user('select on orders')
      await database.run(`alter user '${user.user}'@'%' require ssl`)
      const over = (tls: Config['tls'] | undefined) => readAll(feedOn(database, user, tls === undefined ? WATERMARK : { ...WATERMARK, tls }), optionsWith({ reader: user }))
      expect((await over({ verify: 'none' })).records).toHaveLength(1)
      expect(await failureOf(over({ verify: 'ca' }))).toMatchObject({ failure: 'refused', message: expect.stringContaining('TLS with') })
      expect(await failureOf(over({ verify: 'full', name: 'exchange.test' }))).toMatchObject({ failure: 'refused' })
      expect(await failureOf(over(undefined))).toMatchObject({ failure: 'refused' })
    } finally {
      await database.drop()
    }
  })
})

describe.skipIf(postgresBin === undefined)('a PostgreSQL server of the test\'s own, with passwords and TLS', () => {
  let cluster: OwnCluster
  let certificates: string
  const server = { name: '', variable: '', engine: 'postgresql', clock: 'timestamp(3)' } as const
  const reader: ExchangeUser = { user: 'ctmm', password: 'right' }
  const place = () => ({ server, host: '127.0.0.1', port: cluster.port, database: 'postgres' })

  beforeAll(async () => {
    certificates = mkdtempSync(join(tmpdir(), 'ctmm-certificates-'))
    cluster = await ownCluster({ auth: 'scram-sha-256' })
    certify(certificates, cluster.data)
    cluster.start()
    await run(`create table orders (id varchar(20) primary key, updated timestamp(3))`, `insert into orders values ${rowsInSql()}`, `create database plain_bytes encoding 'SQL_ASCII' template template0 locale 'C'`)
  })
  afterAll(() => {
    cluster.remove()
    rmSync(certificates, { recursive: true, force: true })
  })

  const run = async (...statements: readonly string[]): Promise<void> => runIn('postgres', ...statements)
  const runIn = async (database: string, ...statements: readonly string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: cluster.url('ctmm', database, 'right') })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  it('refuses a wrong password, and none at all', async () => {
    for (const password of ['wrong', '']) {
      const user = { user: 'ctmm', password }
      expect(await failureOf(readAll(feedOn(place(), user, WATERMARK), optionsWith({ reader: user })))).toMatchObject({ failure: 'refused', message: expect.stringContaining('set the secret anew') })
    }
  })

  it('looks for no password in the environment', async () => {
    process.env['PGPASSWORD'] = 'right'
    try {
      const { adapter, ...feed } = feedOn(place(), reader, WATERMARK)
      if (adapter.kind !== 'sql-query') throw new Error('another adapter')
      const { password: _, ...without } = adapter
      expect(await failureOf(readAll({ ...feed, adapter: without }, optionsWith({})))).toMatchObject({ failure: 'refused' })
    } finally {
      delete process.env['PGPASSWORD']
    }
  })

  it('may die and start again in the middle of a read', async () => {
    const feed = feedOn(place(), reader, WATERMARK)
    const seen: unknown[] = []
    let cursor: unknown
    const broken = await failureOf(readAll(feed, optionsWith({ reader }, { batchSize: 10 }), async (part, index) => {
      cursor = part.cursor
      seen.push(...part.samples.flatMap((sample) => ('record' in sample ? [sample.record['id']] : [])))
      if (index === 1) cluster.stop('immediate')
    }))
    expect(broken).toMatchObject({ failure: 'unreachable' })
    expect(await failureOf(readAll(feed, optionsWith({ reader })))).toMatchObject({ failure: 'unreachable', message: expect.stringContaining('No database answers') })
    cluster.start()
    const rest = await readAll(feed, optionsWith({ reader }, { cursor, batchSize: 10 }))
    expect(new Set([...seen, ...column(rest.records, 'id')]).size).toBe(ROWS)
  })

  it('is believed only with a certificate of the trusted authority and for its name', async () => {
    const tls = (more: Partial<NonNullable<Config['tls']>>) => failureOf(readAll(feedOn(place(), reader, { ...WATERMARK, tls: { verify: 'full', ca: join(certificates, 'ca.pem'), ...more } }), optionsWith({ reader })))
    expect(await tls({ name: 'exchange.test' })).toBeUndefined()
    expect(await tls({ name: 'other.test' })).toMatchObject({ failure: 'refused', message: expect.stringContaining('TLS with') })
    expect(await tls({ verify: 'ca' })).toBeUndefined()
    expect(await tls({ ca: join(certificates, 'other.pem'), name: 'exchange.test' })).toMatchObject({ failure: 'refused' })
    expect(await tls({ ca: join(certificates, 'other.pem'), verify: 'none' })).toBeUndefined()
    expect(await tls({ ca: join(certificates, 'missing.pem') })).toMatchObject({ failure: 'configuration', message: expect.stringContaining('tls.ca') })
  })

  it('is refused without TLS where TLS is asked for', async () => {
    await run('alter system set ssl = off', 'select pg_reload_conf()')
    const feed = feedOn(place(), reader, { ...WATERMARK, tls: { verify: 'none' } })
    let error: unknown
    await until('the server has dropped TLS', async () => (error = await failureOf(readAll(feed, optionsWith({ reader })))) !== undefined)
    expect(error).toMatchObject({ failure: 'refused', message: expect.stringContaining('does not support SSL') })
  })

  it('whose texts have no encoding costs the rows that are not UTF-8, and no other', async () => {
    await runIn('plain_bytes', 'create table orders (id varchar(20) primary key, word text)', `insert into orders values ('a', E'\\xe5\\xb7\\xa5'), ('b', E'\\xb9\\xa4')`)
    const { parts } = await readAll(feedOn({ ...place(), database: 'plain_bytes' }, reader, { table: 'orders', columns: ['id', 'word'], full: { key: ['id'] } }), optionsWith({ reader }))
    const [good, bad] = parts.flatMap(({ samples }) => samples)
    expect(good).toMatchObject({ record: { id: 'a', word: '工' } })
    expect(bad).toMatchObject({ rejection: { code: 'unreadable-bytes' } })
  })

  it('with rows of more than a mebibyte costs these rows, and an answer that no memory should hold is refused', async () => {
    await run('create table long_rows (id integer primary key, word text)', `insert into long_rows values (1, 'short'), (2, repeat('x', 1048577)), (3, 'short')`)
    const config: Config = { table: 'long_rows', columns: ['id', 'word'], full: { key: ['id'] } }
    const { parts } = await readAll(feedOn(place(), reader, config), optionsWith({ reader }))
    expect(parts.flatMap(({ samples }) => samples).map((sample) => ('record' in sample ? 'record' : sample.rejection.code))).toEqual(['record', 'too-long', 'record'])
    await run(`insert into long_rows select n, repeat('x', 1000000) from generate_series(10, 90) n`)
    expect(await failureOf(readAll(feedOn(place(), reader, config), optionsWith({ reader })))).toMatchObject({ failure: 'contract', message: expect.stringContaining('without long texts') })
  })
})

/** A certificate of an authority of its own for exchange.test, in place in the cluster; `other.pem` is an authority that has signed nothing. */
function certify(directory: string, data: string): void {
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', [...args], { cwd: directory, stdio: 'pipe' })
  for (const name of ['ca', 'other']) openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`)
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=exchange.test', '-addext', 'subjectAltName=DNS:exchange.test', '-keyout', 'server.key', '-out', 'server.csr')
  openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-copy_extensions', 'copy', '-out', 'server.pem')
  const owner = process.getuid?.() === 0
  for (const file of ['server.pem', 'server.key']) {
    execFileSync('cp', [join(directory, file), join(data, file)])
    if (owner) execFileSync('chown', ['postgres', join(data, file)])
    chmodSync(join(data, file), 0o600)
  }
  execFileSync('sh', ['-c', `printf "ssl = on\\nssl_cert_file = 'server.pem'\\nssl_key_file = 'server.key'\\n" >> ${join(data, 'postgresql.conf')}`])
  expect(readFileSync(join(data, 'postgresql.conf'), 'utf8')).toContain('ssl = on')
}
