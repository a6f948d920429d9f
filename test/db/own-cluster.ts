// A PostgreSQL cluster that a test may break: on a disk of its choice, with passwords, as a standby, stopped and started again.
import { execFileSync } from 'node:child_process'
import { appendFileSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from '../services/postgres.ts'

export interface OwnCluster {
  readonly port: number
  readonly data: string
  /** Where it tells what happens. */
  readonly log: string
  /** The address of a database for a user, with a password where one is asked for. */
  url(user: string, database: string, password?: string): string
  start(): void
  stop(mode?: 'fast' | 'immediate'): void
  /** Ends the server and deletes the cluster. */
  remove(): void
}

export interface ClusterOptions {
  /** The directory to make the cluster in; without it one of its own under the system's. */
  readonly parent?: string
  /** The directory in which to keep the write-ahead log, apart from all else. */
  readonly wal?: string
  /** How users prove who they are; the user `ctmm` has the password `right`. */
  readonly auth?: 'trust' | 'scram-sha-256'
  readonly settings?: readonly string[]
}

export const postgresBin: string | undefined = findPostgres()

export async function ownCluster({ parent, wal, auth = 'trust', settings = [] }: ClusterOptions = {}): Promise<OwnCluster> {
  const directory = mkdtempSync(join(parent ?? tmpdir(), 'ctmm-cluster-'))
  allow(directory)
  const data = join(directory, 'data')
  const password = join(directory, 'password')
  writeFileSync(password, 'right', { mode: 0o644 })
  run(directory, 'initdb', ['-D', data, '-U', 'ctmm', `--auth=${auth}`, `--pwfile=${password}`, '--encoding=UTF8', '--locale=C', ...(wal === undefined ? [] : ['-X', join(wal, 'wal')])])
  appendFileSync(join(data, 'postgresql.conf'), `listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\n${settings.join('\n')}\n`)
  return clusterIn(directory, data, await freePort())
}

/** A standby with everything that a stopped cluster holds; nobody feeds it. */
export async function standbyOf(cluster: OwnCluster): Promise<OwnCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'ctmm-standby-'))
  allow(directory)
  const data = join(directory, 'data')
  execFileSync('cp', ['-a', cluster.data, data])
  cpSync('/dev/null', join(data, 'standby.signal'))
  return clusterIn(directory, data, await freePort())
}

function clusterIn(directory: string, data: string, port: number): OwnCluster {
  const stop = (mode: 'fast' | 'immediate' = 'fast'): void => run(directory, 'pg_ctl', ['-D', data, '-m', mode, '-w', 'stop'])
  return {
    port, data, stop, log: join(directory, 'log'),
    url: (user, database, password) => `postgres://${user}${password === undefined ? '' : `:${password}`}@127.0.0.1:${port}/${database}`,
    start: () => run(directory, 'pg_ctl', ['-D', data, '-l', join(directory, 'log'), '-w', '-o', `-p ${port}`, 'start']),
    remove() {
      try {
        stop('immediate')
      } catch {
        // It had been stopped.
      }
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const isRoot = process.getuid?.() === 0

/** PostgreSQL refuses to run as root, so root hands everything to the user `postgres`. */
function run(directory: string, program: string, args: readonly string[]): void {
  if (postgresBin === undefined) throw new Error('No PostgreSQL is installed.')
  const path = join(postgresBin, program)
  if (isRoot) execFileSync('runuser', ['-u', 'postgres', '--', path, ...args], { cwd: directory, stdio: 'pipe' })
  else execFileSync(path, [...args], { cwd: directory, stdio: 'pipe' })
}

function allow(directory: string): void {
  if (!isRoot) return
  const [uid, gid] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' })))
  if (uid !== undefined && gid !== undefined) chownSync(directory, uid, gid)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('No free port.'))))
    })
  })
}
