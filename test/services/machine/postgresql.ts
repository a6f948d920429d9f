// PostgreSQL 15 as Debian 12 has it, and TimescaleDB on PostgreSQL 17 as Debian 13 has it: durable, and sized for the benches.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPostgres } from '../postgres.ts'
import { installPackages } from './packages.ts'
import { onThisMachine, runIn, type Home, type Place } from './place.ts'
import type { Server } from './server.ts'
import { makeTrixieRoot } from './trixie-root.ts'

const TIMESCALE_BIN = '/usr/lib/postgresql/17/bin'
const TIMESCALE_CONTROL = '/usr/share/postgresql/17/extension/timescaledb.control'

/** Both servers alike, so that a bench compares stores and not settings. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  max_connections: '100',
  shared_buffers: '1GB',
  effective_cache_size: '8GB',
  maintenance_work_mem: '256MB',
  work_mem: '16MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  // Tests drop and make databases by the dozen, each with a scheduler of TimescaleDB; hypertables lock each of their chunks.
  max_worker_processes: '64',
  max_locks_per_transaction: '512',
  // A changed root has no shared memory file system.
  dynamic_shared_memory_type: 'sysv',
  timezone: 'UTC',
} as const

const TIMESCALE_SETTINGS = { shared_preload_libraries: 'timescaledb', 'timescaledb.telemetry_level': 'off', 'timescaledb.max_background_workers': '32' } as const

function prepare(place: Place, home: Home, bin: string, settings: Readonly<Record<string, string>>): void {
  if (!existsSync(join(home.ours, 'data', 'PG_VERSION'))) {
    runIn(place, `${bin}/initdb`, ['-D', `${home.theirs}/data`, '-U', 'ctmm', '--auth=trust', '--encoding=UTF8', '--locale=C'])
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`)
  writeFileSync(join(home.ours, 'data', 'postgresql.conf'), `${lines.join('\n')}\n`)
}

export const timescale: Server = {
  name: 'timescaledb',
  variable: 'TEST_TIMESCALE_URL',
  port: 55417,
  url: (port) => `postgres://ctmm@127.0.0.1:${port}/postgres`,
  place: () => (existsSync(TIMESCALE_CONTROL) && existsSync(`${TIMESCALE_BIN}/initdb`) ? onThisMachine('postgres') : { root: makeTrixieRoot(), user: 'postgres' }),
  prepare: (place, home) => prepare(place, home, TIMESCALE_BIN, { ...SETTINGS, ...TIMESCALE_SETTINGS }),
  command: (_place, home, port) => [`${TIMESCALE_BIN}/postgres`, ['-D', `${home.theirs}/data`, '-p', String(port)]],
  stopSignal: 'SIGINT',
}

/** The oldest version installed here that we support; Debian 12 has 15. */
function postgresBin(): string {
  if (findPostgres() === undefined) installPackages(['postgresql-15'])
  return findPostgres() ?? ''
}

export const postgresql: Server = {
  name: 'postgresql',
  variable: 'TEST_POSTGRES_URL',
  port: 55415,
  url: (port) => `postgres://ctmm@127.0.0.1:${port}/postgres`,
  place: () => (postgresBin(), onThisMachine('postgres')),
  prepare: (place, home) => prepare(place, home, postgresBin(), SETTINGS),
  command: (_place, home, port) => [join(postgresBin(), 'postgres'), ['-D', `${home.theirs}/data`, '-p', String(port)]],
  stopSignal: 'SIGINT',
}
