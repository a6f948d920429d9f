// Databases of somebody else, as a city's exchange servers hold them: one of its own for a test, on every engine that feeds read from.
import { randomBytes, randomUUID } from 'node:crypto'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { describe, it } from 'vitest'
import type { SqlQueryConfig } from '../../ingest/adapters/sql-query/config.ts'

export interface ExchangeServer {
  readonly name: string
  readonly variable: string
  readonly engine: SqlQueryConfig['engine']
  /** A type for day and time without offset, to the millisecond. */
  readonly clock: string
}

/** One of each engine. */
export const EXCHANGE_SERVERS: readonly ExchangeServer[] = [
  { name: 'a PostgreSQL server', variable: 'TEST_POSTGRES_URL', engine: 'postgresql', clock: 'timestamp(3)' },
  { name: 'a MariaDB server', variable: 'TEST_MARIADB_URL', engine: 'mysql', clock: 'datetime(3)' },
]

/** The first engine once more, with tables of another kind. */
export const TIMESCALE_EXCHANGE: ExchangeServer = { name: 'a TimescaleDB server', variable: 'TEST_TIMESCALE_URL', engine: 'postgresql', clock: 'timestamp(3)' }

export interface ExchangeUser {
  readonly user: string
  readonly password: string
}

export interface ExchangeDatabase {
  readonly server: ExchangeServer
  readonly host: string
  readonly port: number
  readonly database: string
  /** Runs statements as the owner of everything. Rows are arrays of texts. */
  run(...statements: readonly string[]): Promise<readonly (readonly unknown[])[]>
  /** A user of this database with these rights alone, such as `select on orders` or `update (flag) on orders`. */
  user(...rights: readonly string[]): Promise<ExchangeUser>
  drop(): Promise<void>
}

/** Describes tests on this server. They call the argument in `beforeAll` for a fresh database, and drop it in `afterAll`. */
export function onExchangeServer(server: ExchangeServer, tests: (fresh: () => Promise<ExchangeDatabase>) => void): void {
  describe(server.name, () => {
    const url = process.env[server.variable]
    if (url !== undefined) return tests(() => exchangeDatabase(server, url))
    const absent = `is not here (start it with npm run services -- start, or set ${server.variable})`
    if (process.env['CTMM_REQUIRE_STORES'] !== '1') return it.skip(absent, () => undefined)
    it('is here', () => {
      throw new Error(`${server.name} ${absent}; CTMM_REQUIRE_STORES=1 asks for every server`)
    })
  })
}

async function exchangeDatabase(server: ExchangeServer, url: string): Promise<ExchangeDatabase> {
  const id = randomUUID().replaceAll('-', '').slice(0, 16)
  const database = `ctmm_exchange_${id}`
  const { hostname: host, port, username } = new URL(url)
  const place = { server, host, port: Number(port), database }
  return server.engine === 'postgresql' ? onPostgresql(place, url, id) : onMysql(place, username, id)
}

type Place = Pick<ExchangeDatabase, 'server' | 'host' | 'port' | 'database'>

const password = (): string => randomBytes(12).toString('base64url')

/** Statements one after the other on one connection; the rows of the last one. */
type Run = (statements: readonly string[]) => Promise<readonly (readonly unknown[])[]>

async function onPostgresql(place: Place, url: string, id: string): Promise<ExchangeDatabase> {
  const connect = async (database: string): Promise<{ readonly client: pg.Client; readonly run: Run }> => {
    const address = new URL(url)
    address.pathname = `/${database}`
    const client = new pg.Client({ connectionString: address.href })
    // The server is one that tests may stop.
    client.on('error', () => undefined)
    await client.connect()
    const run: Run = async (statements) => {
      let rows: readonly (readonly unknown[])[] = []
      for (const text of statements) rows = (await client.query<unknown[]>({ text, rowMode: 'array', types: { getTypeParser: () => (value: string) => value } })).rows
      return rows
    }
    return { client, run }
  }
  const above = await connect('postgres')
  await above.run([`create database ${place.database} encoding 'UTF8' template template0`])
  const own = await connect(place.database)
  const users: string[] = []
  return {
    ...place,
    run: (...statements) => own.run(statements),
    async user(...rights) {
      const made = { user: `ctmm_u${users.length}_${id}`, password: password() }
      users.push(made.user)
      await own.run([`create role ${made.user} login password '${made.password}'`, ...rights.map((right) => `grant ${right} to ${made.user}`)])
      return made
    },
    async drop() {
      await own.client.end()
      await above.run([`drop database ${place.database} with (force)`, ...users.map((user) => `drop role ${user}`)])
      await above.client.end()
    },
  }
}

async function onMysql(place: Place, owner: string, id: string): Promise<ExchangeDatabase> {
  const connection = await mysql.createConnection({ host: place.host, port: place.port, user: owner, rowsAsArray: true, charset: 'utf8mb4', typeCast: (field) => field.string() })
  const run: Run = async (statements) => {
    let rows: readonly (readonly unknown[])[] = []
    for (const statement of statements) {
      const [answer] = await connection.query<mysql.RowDataPacket[][]>(statement)
      rows = Array.isArray(answer) ? answer : []
    }
    return rows
  }
  await run([`create database ${place.database} character set utf8mb4`, `use ${place.database}`])
  const users: string[] = []
  return {
    ...place,
    run: (...statements) => run(statements),
    async user(...rights) {
      const made = { user: `ctmm_u${users.length}_${id}`, password: password() }
      users.push(made.user)
      await run([`create user '${made.user}'@'%' identified by '${made.password}'`, ...rights.map((right) => `grant ${right} to '${made.user}'@'%'`)])
      return made
    },
    async drop() {
      await run([`drop database ${place.database}`, ...users.map((user) => `drop user '${user}'@'%'`)])
      await connection.end()
    },
  }
}
