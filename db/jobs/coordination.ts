// Connections for leases and what is written under them, apart from all others: heavy reading must not keep a leader from renewing its lease.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { columnParsers } from '../parsers.ts'
import type { Db, Store, StoreLocation } from '../open-store.ts'
import type { Tables } from '../tables.ts'

export interface Coordination {
  readonly db: Db
  close(): Promise<void>
}

/** One renews, one writes, one asks what other processes have done. */
const CONNECTIONS = 3

/** Opens the connections of a server's store when they are first used. The embedded store has one connection for everything. */
export function openCoordination({ db, location }: Pick<Store, 'db' | 'location'>): Coordination {
  if (location.kind === 'embedded') return { db, close: () => Promise.resolve() }
  const apart = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOf(location) }) })
  return { db: apart, close: () => apart.destroy() }
}

function poolOf({ url, schema }: Extract<StoreLocation, { kind: 'server' }>): pg.Pool {
  const readText = pg.types.getTypeParser
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'ctmm coordination',
    options: `-c timezone=UTC${schema === undefined ? '' : ` -c search_path=${schema}`}`,
    types: { getTypeParser: (oid, format) => columnParsers[Number(oid)] ?? readText(oid, format) },
  })
  pool.on('error', () => undefined)
  // A leader that was stopped in the middle of a write finds its connection cut off; the statement that comes next says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
