// A PostgreSQL of its own for tests: a new cluster on a free loopback port, durable as in production, gone when it is stopped.
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const HOME = '/usr/lib/postgresql'
const OLDEST = 15

export interface PostgresService {
  readonly url: string
  stop(): void
}

/** The directory of the server's programs, the oldest version that we support first; undefined where none is installed. */
export function findPostgres(): string | undefined {
  if (!existsSync(HOME)) return undefined
  const versions = readdirSync(HOME).map(Number).filter((version) => version >= OLDEST).sort((a, b) => a - b)
  return versions.map((version) => join(HOME, String(version), 'bin')).find((bin) => existsSync(join(bin, 'initdb')))
}

/** Starts a cluster. PostgreSQL refuses to run as root, so root hands it to the user `postgres`. */
export async function startPostgres(bin: string): Promise<PostgresService> {
  const directory = mkdtempSync(join(tmpdir(), 'ctmm-postgres-'))
  const run = runnerFor(directory)
  const data = join(directory, 'data')
  const port = await freePort()
  run(join(bin, 'initdb'), ['-D', data, '-U', 'ctmm', '--auth=trust', '--encoding=UTF8', '--locale=C'])
  run(join(bin, 'pg_ctl'), ['-D', data, '-l', join(directory, 'log'), '-w', '-o', `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1`, 'start'])
  return {
    url: `postgres://ctmm@127.0.0.1:${port}/postgres`,
    stop() {
      run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'])
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

type Run = (program: string, args: readonly string[]) => void

function runnerFor(directory: string): Run {
  const options: ExecFileSyncOptions = { stdio: 'pipe', cwd: directory }
  if (process.getuid?.() !== 0) return (program, args) => void execFileSync(program, args, options)
  const [uid, gid] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' })))
  if (uid === undefined || gid === undefined) throw new Error('There is no user "postgres" to run the server as.')
  chownSync(directory, uid, gid)
  return (program, args) => void execFileSync('runuser', ['-u', 'postgres', '--', program, ...args], options)
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
