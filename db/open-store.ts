// Opens the store: a PostgreSQL server where DATABASE_URL names one, else the embedded database in a directory of its own.
import { existsSync, mkdirSync } from 'node:fs'
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { probeCapabilities, type Capabilities } from './capabilities.ts'
import { openEmbeddedDatabase, type EmbeddedDatabaseOptions } from './embedded/embedded-database.ts'
import { lockDirectory, type DirectoryLock } from './embedded/directory-lock.ts'
import { isOutOfSpace } from './failures.ts'
import { migrations } from './migrate.ts'
import { checkClock } from './opening/check-clock.ts'
import { checkDirectory, notAStore } from './opening/check-directory.ts'
import { checkSchema } from './opening/check-schema.ts'
import { checkServerVersion, serverProblem, withExtension } from './opening/check-server.ts'
import { connectionProblem } from './opening/connection-problem.ts'
import { addressOf } from './opening/server-address.ts'
import { StoreRefusedError } from './opening/store-refused.ts'
import { columnParsers } from './parsers.ts'
import type { Tables } from './tables.ts'

/** Where a store lives. `requireTimescale` refuses a server without TimescaleDB. */
export type StoreLocation =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'server'; readonly url: string; readonly schema?: string; readonly requireTimescale?: boolean }

export type Db = Kysely<Tables>

/** An open store. `announce` tells other processes of this machine where the holder of an embedded store can be talked to. */
export interface Store {
  readonly db: Db
  readonly location: StoreLocation
  /** What the database could do when it was opened. */
  readonly capabilities: Capabilities
  announce(url: string): void
  close(): Promise<void>
}

export interface OpeningOptions {
  /** This process's clock, in milliseconds. */
  readonly now?: () => number
}

/**
 * Opens a store; creates an embedded one. Changes nothing in a store that it refuses. Throws StoreLockedError when another process
 * holds the embedded directory, StoreRefusedError when the store cannot be worked with, saying what to do.
 */
export async function openStore(location: StoreLocation, { now = Date.now }: OpeningOptions = {}): Promise<Store> {
  return location.kind === 'embedded' ? openEmbedded(location, now) : openServer(location, now)
}

/** Whether an embedded store has ever been created in the directory. */
export const embeddedStoreExists = (directory: string): boolean => existsSync(`${directory}/PG_VERSION`)

/** A store in one line for messages; never with a password. */
export function placeOf(location: StoreLocation): string {
  if (location.kind === 'embedded') return location.directory
  const { server, database } = addressOf(location.url)
  return `${database} at ${server}`
}

async function openEmbedded(location: Extract<StoreLocation, { kind: 'embedded' }>, now: () => number): Promise<Store> {
  checkDirectory(location.directory)
  mkdirSync(location.directory, { recursive: true })
  const { db, release } = await holdDirectory(location.directory)
  try {
    const capabilities = await probeCapabilities(db, now)
    await checkStore(db, location)
    return { db, location, capabilities, announce: release.announce, close: release.close }
  } catch (error) {
    await release.close()
    throw error
  }
}

/** Takes a directory and opens the engine on it, whatever it holds. For taking over the directory of an older engine. */
export async function holdDirectory(directory: string, options: EmbeddedDatabaseOptions = {}): Promise<{ readonly db: Db; readonly release: { announce(url: string): void; close(): Promise<void> } }> {
  const lock: DirectoryLock = lockDirectory(directory)
  try {
    const database = await openEmbeddedDatabase(directory, options)
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: database }) })
    return {
      db,
      release: {
        announce: lock.announce,
        async close() {
          await db.destroy()
          await database.close()
          lock.release()
        },
      },
    }
  } catch (error) {
    lock.release()
    if (!(error instanceof Error)) throw error
    throw isOutOfSpace(error)
      ? new StoreRefusedError('disk-full', `The disk of ${directory} is full. Make room there and start again; nothing was lost.`, { cause: error })
      : notAStore(directory, error.message, error)
  }
}

async function openServer(location: Extract<StoreLocation, { kind: 'server' }>, now: () => number): Promise<Store> {
  const address = addressOf(location.url)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOf(location) }) })
  try {
    await checkServerVersion(db, address)
    const found = await probeCapabilities(db, now)
    refuse(serverProblem(found, address, { requireTimescale: false }))
    await checkStore(db, location)
    const capabilities = await withExtension(db, found, now)
    refuse(serverProblem(capabilities, address, { requireTimescale: location.requireTimescale === true }))
    return { db, location, capabilities, announce: () => undefined, close: () => db.destroy() }
  } catch (error) {
    await db.destroy()
    throw error instanceof StoreRefusedError ? error : (connectionProblem(error, address) ?? error)
  }
}

function refuse(problem: StoreRefusedError | undefined): void {
  if (problem !== undefined) throw problem
}

async function checkStore(db: Db, location: StoreLocation): Promise<void> {
  await checkSchema(db, Object.keys(migrations), placeOf(location))
  await checkClock(db, placeOf(location))
}

/** A process that is stopped in the middle of a transaction holds nobody up for longer: the server ends its session, and the transaction is undone. */
const SILENT_MS = 30_000

function poolOf({ url, schema }: Extract<StoreLocation, { kind: 'server' }>): pg.Pool {
  const readText = pg.types.getTypeParser
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: 10_000,
    options: `-c timezone=UTC -c idle_in_transaction_session_timeout=${SILENT_MS}${schema === undefined ? '' : ` -c search_path=${schema}`}`,
    types: { getTypeParser: (oid, format) => columnParsers[Number(oid)] ?? readText(oid, format) },
  })
  // A connection that dies while idle is replaced by the pool; the query that needs it reports the error.
  pool.on('error', () => undefined)
  // So does one that dies inside a transaction: its next query fails, which is told; without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
