// Whether a server can hold the store at all: its version, character set, rights and extension.
import { sql, type Kysely } from 'kysely'
import { probeCapabilities, type Capabilities, type CapabilityWarning, type TimescaleCapabilities } from '../capabilities.ts'
import { StoreRefusedError } from './store-refused.ts'
import type { ServerAddress } from './server-address.ts'

/** The oldest PostgreSQL that the store's contract is tested with. */
const OLDEST_SERVER = 15
/**
 * The oldest TimescaleDB that is let in: 2.13 brought `by_range`, with which hypertables are made, and was the last with multi-node
 * and its catalogue; 2.15 is the first that keeps the history of its jobs, without which a failing policy stays unseen.
 */
const OLDEST_TIMESCALE = [2, 15] as const

/** Asked before anything that an old server would not understand. Throws StoreRefusedError `server-too-old`. */
export async function checkServerVersion<T>(db: Kysely<T>, { server }: ServerAddress): Promise<void> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db)
  const text = rows[0]?.server_version ?? ''
  if (!(Number.parseInt(text, 10) >= OLDEST_SERVER)) {
    throw new StoreRefusedError('server-too-old', `The server at ${server} is PostgreSQL ${text}; the store needs ${OLDEST_SERVER} or newer. Upgrade it with pg_upgrade, or name a newer server in DATABASE_URL.`)
  }
}

/** What makes a server unfit; undefined when it will do. `requireTimescale` refuses plain PostgreSQL. */
export function serverProblem(capabilities: Capabilities, { server, database, user }: ServerAddress, { requireTimescale }: { readonly requireTimescale: boolean }): StoreRefusedError | undefined {
  const { encoding, cannotWrite, timescale, warnings } = capabilities
  if (encoding !== 'UTF8') {
    return new StoreRefusedError('encoding', `The database ${database} at ${server} is in ${encoding}; names of places and bureaus need UTF8. Create another with \`createdb --encoding=UTF8 --template=template0 NAME\` and name it in DATABASE_URL.`)
  }
  switch (cannotWrite) {
    case 'standby':
      return new StoreRefusedError('read-only', `The server at ${server} is a standby and takes no writes. Name the primary in DATABASE_URL, or promote this one with \`select pg_promote()\`.`)
    case 'read-only-transaction':
      return new StoreRefusedError('read-only', `Sessions of ${user} at ${server} are read-only (default_transaction_read_only). Run \`alter role ${user} reset default_transaction_read_only\` or the same for database ${database}; or see whether the server was put into read-only mode because its disk is full.`)
    case 'no-privilege':
      return new StoreRefusedError('read-only', `${user} may not write to ${database} at ${server}. As its owner run \`grant create on schema public to ${user}\` for a new store, or name the role that made the store in DATABASE_URL.`)
    case null:
  }
  if (timescale?.installed === true && !timescale.preloaded) {
    return new StoreRefusedError('extension-missing', `TimescaleDB is in ${database} at ${server} but the server did not load it. Set shared_preload_libraries = 'timescaledb' in postgresql.conf and restart the server.`)
  }
  if (timescale !== null && isOld(timescale) && (timescale.installed || requireTimescale)) {
    return new StoreRefusedError('extension-too-old', `TimescaleDB ${timescale.version} at ${server} is older than ${OLDEST_TIMESCALE.join('.')}. Install a newer package there and, in a session of its own, run \`alter extension timescaledb update\`.`)
  }
  if (requireTimescale && timescale?.installed !== true) {
    const why = warnings.find(({ code }) => code === 'extension-not-created')
    return new StoreRefusedError('extension-missing', `CTMM_REQUIRE_TIMESCALE asks for TimescaleDB, but ${database} at ${server} has none. ${why?.advice ?? `Install the package of its PostgreSQL version there (postgresql-N-timescaledb), set shared_preload_libraries = 'timescaledb', restart it and run \`create extension timescaledb\`;`} Without the setting the store keeps plain tables.`)
  }
  return undefined
}

function isOld({ version }: TimescaleCapabilities): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  const [oldestMajor, oldestMinor] = OLDEST_TIMESCALE
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor)
}

/** Creates the extension where the server offers it and the role may, before there are tables to make hypertables of; else a warning says how. */
export async function withExtension<T>(db: Kysely<T>, capabilities: Capabilities, now: () => number): Promise<Capabilities> {
  const { timescale, canMigrate } = capabilities
  if (timescale === null || timescale.installed || !timescale.preloaded || isOld(timescale) || !canMigrate) return capabilities
  try {
    await sql`create extension if not exists timescaledb`.execute(db)
  } catch (error) {
    // Another process may have created it at the same moment; where that is not so, the warning stays and tells what was refused.
    const again = await probeCapabilities(db, now)
    return again.timescale?.installed === true ? again : { ...again, warnings: again.warnings.map((warning) => explained(warning, error)) }
  }
  return probeCapabilities(db, now)
}

const explained = (warning: CapabilityWarning, error: unknown): CapabilityWarning =>
  warning.code === 'extension-not-created' && error instanceof Error ? { ...warning, detail: `${warning.detail} Creating it failed: ${error.message}.` } : warning
