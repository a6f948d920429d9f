// Opens the store: a PostgreSQL server where DATABASE_URL names one, else the embedded database in a directory of its own.
import { existsSync, mkdirSync } from 'node:fs'
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { openEmbeddedDatabase } from './embedded/embedded-database.ts'
import { lockDirectory, type DirectoryLock } from './embedded/directory-lock.ts'
import { columnParsers } from './parsers.ts'
import type { Tables } from './tables.ts'

/** Where a store lives. */
export type StoreLocation =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'server'; readonly url: string; readonly schema?: string }

export type Db = Kysely<Tables>

/** An open store. `announce` tells other processes of this machine where the holder of an embedded store can be talked to. */
export interface Store {
  readonly db: Db
  readonly location: StoreLocation
  announce(url: string): void
  close(): Promise<void>
}

/** Opens a store; creates an embedded one. Throws StoreLockedError when another process holds the embedded directory. */
export async function openStore(location: StoreLocation): Promise<Store> {
  return location.kind === 'embedded' ? openEmbedded(location) : openServer(location)
}

/** Whether an embedded store has ever been created in the directory. */
export const embeddedStoreExists = (directory: string): boolean => existsSync(`${directory}/PG_VERSION`)

async function openEmbedded(location: Extract<StoreLocation, { kind: 'embedded' }>): Promise<Store> {
  mkdirSync(location.directory, { recursive: true })
  const lock: DirectoryLock = lockDirectory(location.directory)
  try {
    const database = await openEmbeddedDatabase(location.directory)
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: database }) })
    return {
      db,
      location,
      announce: lock.announce,
      async close() {
        await db.destroy()
        await database.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function openServer(location: Extract<StoreLocation, { kind: 'server' }>): Promise<Store> {
  const readText = pg.types.getTypeParser
  const pool = new pg.Pool({
    connectionString: location.url,
    max: 8,
    connectionTimeoutMillis: 10_000,
    options: `-c timezone=UTC${location.schema === undefined ? '' : ` -c search_path=${location.schema}`}`,
    types: { getTypeParser: (oid, format) => columnParsers[Number(oid)] ?? readText(oid, format) },
  })
  // A connection that dies while idle is replaced by the pool; the query that needs it reports the error.
  pool.on('error', () => undefined)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return { db, location, announce: () => undefined, close: () => db.destroy() }
}
