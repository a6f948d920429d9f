// A server that measures make databases on: one that runs already, named by its URL, or a throw-away one.
import pg from 'pg'
import { SETTINGS_TEXT, startCluster } from './cluster.ts'

export interface BenchServer {
  /** What it is, with its version and the settings that matter. */
  readonly name: string
  url(database: string): string
  /** Makes a database anew, dropping the one of that name. */
  recreate(database: string): Promise<void>
  drop(database: string): Promise<void>
  /** Writes everything back to disk, so that no measure pays for another. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const SETTINGS = ['shared_buffers', 'max_wal_size', 'fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum', 'max_parallel_workers_per_gather']

/** A server that runs; `url` names any database on it, with a role that may make others. `timescale` puts the extension into new databases. */
export async function serverAt(url: string, { timescale }: { readonly timescale: boolean }): Promise<BenchServer> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const asked = await admin.query<{ name: string; value: string }>(`select name, current_setting(name) as value from unnest($1::text[]) as name`, [['server_version', ...SETTINGS]])
  const [version, ...settings] = asked.rows
  const { rows } = await admin.query<{ version: string }>(`select default_version as version from pg_available_extensions where name = 'timescaledb'`)
  const urlOf = (database: string): string => {
    const named = new URL(url)
    named.pathname = `/${database}`
    return named.href
  }
  return {
    name: `${timescale ? `TimescaleDB ${rows[0]?.version ?? ''} on ` : ''}PostgreSQL ${version?.value ?? ''} (${settings.map(({ name, value }) => `${name}=${value}`).join(' ')})`,
    url: urlOf,
    async recreate(database) {
      await admin.query(`drop database if exists ${database} with (force)`)
      await admin.query(`create database ${database}`)
      // Plans over many chunks look dear to the server, and compiling them takes longer than running them.
      await admin.query(`alter database ${database} set jit = off`)
      if (timescale) await runOn(urlOf(database), 'create extension if not exists timescaledb')
    },
    drop: (database) => admin.query(`drop database if exists ${database} with (force)`).then(() => undefined),
    settle: () => admin.query('checkpoint').then(() => undefined),
    stop: () => admin.end(),
  }
}

/** A throw-away PostgreSQL on a socket of its own. */
export async function throwAwayServer(): Promise<BenchServer> {
  const cluster = await startCluster()
  return {
    name: `throw-away PostgreSQL ${cluster.version} (${SETTINGS_TEXT})`,
    url: cluster.url, recreate: cluster.recreate, drop: () => Promise.resolve(), settle: cluster.settle, stop: cluster.stop,
  }
}

/** Runs statements on a database. */
export async function runOn(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statements)
  } finally {
    await client.end()
  }
}
