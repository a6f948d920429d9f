// A throw-away PostgreSQL server on a socket of its own, with durable commits as in production.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** Settings of every cluster; fsync and synchronous_commit stay on. */
const SETTINGS = {
  shared_buffers: '512MB', max_wal_size: '4GB', fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on',
  checkpoint_timeout: '30min', autovacuum: 'off', listen_addresses: '',
} as const

export const SETTINGS_TEXT = Object.entries(SETTINGS).filter(([, value]) => value !== '').map(([name, value]) => `${name}=${value}`).join(' ')

export interface Cluster {
  readonly version: string
  readonly binaries: string
  /** Directory of the server's socket. */
  readonly socket: string
  url(database: string): string
  /** Makes a database anew, dropping the one of that name. */
  recreate(database: string): Promise<void>
  /** Writes everything back to disk, so that no measure pays for another. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Directory of a server's programs: PG_BIN, else the newest under /usr/lib/postgresql. Throws when there is none. */
export function findBinaries(): string {
  const named = process.env['PG_BIN']
  if (named !== undefined) return named
  const home = '/usr/lib/postgresql'
  const versions = existsSync(home) ? readdirSync(home).filter((name) => existsSync(join(home, name, 'bin', 'initdb'))) : []
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  if (newest === undefined) throw new Error(`No PostgreSQL server was found in ${home}: install one (Debian: postgresql-15), or name the directory of initdb in PG_BIN.`)
  return join(home, newest, 'bin')
}

/** Starts a server in a new directory under the system's temporary one; `stop` removes it. PostgreSQL refuses root, so root starts it as the user postgres. */
export async function startCluster(): Promise<Cluster> {
  const binaries = findBinaries()
  const home = mkdtempSync(join(tmpdir(), 'ctmm-bench-pg-'))
  const user = await serverUser()
  const data = join(home, 'data')
  mkdirSync(data)
  if (user !== undefined) for (const path of [home, data]) chownSync(path, user.uid, user.gid)
  await run(join(binaries, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], { cwd: home, ...user })
  const server = spawn(join(binaries, 'postgres'), ['-D', data, '-k', home, ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { cwd: home, stdio: 'ignore', ...user })
  const url = (database: string): string => `postgresql://postgres@/${database}?host=${encodeURIComponent(home)}`
  const stop = async (): Promise<void> => {
    await ended(server)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const admin = await connect(url('postgres'), server)
    const { rows } = await admin.query<{ server_version: string }>('show server_version')
    return {
      version: rows[0]?.server_version ?? '', binaries, socket: home, url,
      async recreate(database) {
        await admin.query(`drop database if exists ${database} with (force)`)
        await admin.query(`create database ${database}`)
      },
      settle: () => admin.query('checkpoint').then(() => undefined),
      async stop() {
        await admin.end()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function serverUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout)
  return { uid: await id('-u'), gid: await id('-g') }
}

async function connect(url: string, server: ChildProcess): Promise<pg.Client> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      if (attempt === 100 || server.exitCode !== null) throw new Error('The PostgreSQL server did not start.', { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    server.on('exit', () => resolve())
    server.kill('SIGINT')
  })
}
