// What the database behind a store can do, asked once when the store is opened: nothing later guesses.
import { sql, type Kysely } from 'kysely'

/** TimescaleDB on the server of this store. */
export interface TimescaleCapabilities {
  /** Of the extension in this database; while it is not installed, the version that would be. */
  readonly version: string
  /** `apache` is the edition that distributions package: hypertables and `drop_chunks`, nothing else of what follows. Null until it is installed. */
  readonly licence: 'apache' | 'timescale' | null
  /** Created in this database, so hypertables can be made. */
  readonly installed: boolean
  /** The server's files hold it, so `create extension` may succeed. */
  readonly available: boolean
  /** Its loader came with the server's start; without that `create extension` fails. */
  readonly preloaded: boolean
  readonly compression: boolean
  readonly continuousAggregates: boolean
  readonly retentionPolicies: boolean
}

/** Something that does not stop the store but that whoever runs it must know. */
export interface CapabilityWarning {
  readonly code: 'not-synchronous' | 'clock-differs' | 'extension-not-created'
  readonly detail: string
  readonly advice: string
}

export interface Capabilities {
  readonly engine: 'embedded' | 'postgresql'
  /** `number` as PostgreSQL counts: 150004 is 15.4. */
  readonly server: { readonly number: number; readonly text: string }
  readonly timescale: TimescaleCapabilities | null
  /** The session may write, and the role may write the store's tables, or make them where there are none yet. */
  readonly canWrite: boolean
  /** Why not; null when it can. */
  readonly cannotWrite: 'standby' | 'read-only-transaction' | 'no-privilege' | null
  /** The role may make tables: migrations can run. */
  readonly canMigrate: boolean
  /** A commit that was answered survives a crash of the machine. Never true of the embedded engine, which survives a crash of its process. */
  readonly synchronous: boolean
  /** Character set of the database, `UTF8` for every store that opens. */
  readonly encoding: string
  /** The database's clock minus this process's clock, in milliseconds. */
  readonly clockAheadMs: number
  readonly warnings: readonly CapabilityWarning[]
}

interface ProbeRow {
  readonly number: number
  readonly text: string
  readonly version: string
  readonly encoding: string
  readonly now: number
  readonly standby: boolean
  readonly read_only: boolean
  readonly may_create: boolean | null
  readonly may_write: boolean | null
  readonly unsafe: readonly string[] | null
  readonly licence: string | null
  readonly preloaded: boolean
  readonly installed: string | null
  readonly available: string | null
}

/** A database whose clock differs by more than this from the process's is told as a warning. */
const CLOCK_TOLERANCE_MS = 60_000

/** Asks the database what it can do. `now` is this process's clock in milliseconds. Changes nothing. */
export async function probeCapabilities<T>(db: Kysely<T>, now: () => number = Date.now): Promise<Capabilities> {
  const before = now()
  const { rows } = await sql<ProbeRow>`
    select current_setting('server_version_num')::integer as number, current_setting('server_version') as text, version() as version,
      current_setting('server_encoding') as encoding, clock_timestamp() as now,
      pg_is_in_recovery() as standby, current_setting('transaction_read_only')::boolean as read_only,
      has_schema_privilege(current_schema(), 'CREATE') as may_create,
      (select bool_and(has_table_privilege(to_regclass(name), 'INSERT') and has_table_privilege(to_regclass(name), 'SELECT'))
        from unnest(array['store', 'identity', 'revision', 'intake_batch', 'edge', 'standing']) as name where to_regclass(name) is not null) as may_write,
      (select array_agg(name order by name) from unnest(array['fsync', 'synchronous_commit', 'full_page_writes']) as name where current_setting(name) = 'off') as unsafe,
      current_setting('timescaledb.license', true) as licence, current_setting('timescaledb.disable_load', true) is not null as preloaded,
      (select extversion from pg_extension where extname = 'timescaledb') as installed,
      (select default_version from pg_available_extensions where name = 'timescaledb') as available`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('The database answered nothing when it was asked what it can do.')
  const engine = row.version.includes('PGlite') ? 'embedded' : 'postgresql'
  const cannotWrite = row.standby ? 'standby' : row.read_only ? 'read-only-transaction' : (row.may_write ?? row.may_create ?? false) ? null : 'no-privilege'
  // Between the two readings of this process's clock, so the way to the database and back counts half.
  const clockAheadMs = Math.round(row.now - (before + now()) / 2)
  const timescale = timescaleOf(row)
  const unsafe = row.unsafe ?? []
  return {
    engine, timescale, cannotWrite, clockAheadMs,
    server: { number: row.number, text: row.text },
    canWrite: cannotWrite === null,
    canMigrate: cannotWrite === null && row.may_create === true,
    synchronous: unsafe.length === 0,
    encoding: row.encoding,
    warnings: [
      ...(engine === 'postgresql' && unsafe.length > 0 ? [notSynchronous(unsafe)] : []),
      ...clockWarnings(clockAheadMs),
      ...(timescale !== null && !timescale.installed ? [extensionNotCreated(timescale)] : []),
    ],
  }
}

function timescaleOf({ licence, preloaded, installed, available }: ProbeRow): TimescaleCapabilities | null {
  const version = installed ?? available
  if (version === null) return null
  const isFull = licence === 'timescale'
  return {
    version, preloaded,
    licence: isFull ? 'timescale' : installed === null ? null : 'apache',
    installed: installed !== null,
    available: available !== null,
    compression: isFull, continuousAggregates: isFull, retentionPolicies: isFull,
  }
}

const notSynchronous = (settings: readonly string[]): CapabilityWarning => ({
  code: 'not-synchronous',
  detail: `The server runs with ${settings.map((name) => `${name} = off`).join(', ')}: what was acknowledged may be lost when its machine fails.`,
  advice: `Set ${settings.map((name) => `${name} = on`).join(', ')} in postgresql.conf and reload the server.`,
})

/** What to say about a database whose clock is ahead of this process's by so many milliseconds (behind when negative); nothing within a minute. */
export function clockWarnings(aheadMs: number): readonly CapabilityWarning[] {
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS) return []
  return [{
    code: 'clock-differs',
    detail: `The database's clock is ${Math.round(Math.abs(aheadMs) / 1_000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's clock.`,
    advice: 'Set both machines by the same time server (chrony or systemd-timesyncd). What is recorded carries the clock of the database.',
  }]
}

function extensionNotCreated({ preloaded }: TimescaleCapabilities): CapabilityWarning {
  return {
    code: 'extension-not-created',
    detail: 'TimescaleDB is on this server but not in this database: the store keeps plain tables.',
    advice: preloaded
      ? 'Run `create extension timescaledb` in this database as its owner or a superuser, then start again.'
      : "Set shared_preload_libraries = 'timescaledb' in postgresql.conf, restart the server, and run `create extension timescaledb` in this database.",
  }
}
