// A mosquitto of a test's own on a free loopback port, which it may stop, kill and start again; what it keeps, it keeps on disk.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { alive } from './machine/alive.ts'
import { isRoot } from './machine/missing.ts'
import { commandIn, onThisMachine, type Place } from './machine/place.ts'
import { trixieRoot } from './machine/trixie-root.ts'

const PROGRAM = '/usr/sbin/mosquitto'
const READY_MS = 20_000

/** Where mosquitto is, without installing anything; undefined where it is not. */
export const mosquittoPlace: Place | undefined = existsSync(PROGRAM)
  ? onThisMachine('mosquitto')
  : isRoot() && existsSync(join(trixieRoot(), PROGRAM))
    ? { root: trixieRoot(), user: 'mosquitto' }
    : undefined

/** Whether a test that needs its own mosquitto may be left out here. */
export const withoutMosquitto: boolean = mosquittoPlace === undefined && process.env['CTMM_REQUIRE_STORES'] !== '1'

export interface OwnMosquitto {
  readonly port: number
  readonly url: string
  /** Comes back when it answers. */
  start(): Promise<void>
  /** Lets it write down what it keeps. */
  stop(): Promise<void>
  /** Stops it and deletes what it keeps. */
  remove(): Promise<void>
}

export interface OwnMosquittoOptions {
  /** Lines for its configuration beside the usual ones; `{home}` is its directory as it sees it. */
  readonly lines?: readonly string[]
  /** Files in its directory, by name. */
  readonly files?: Readonly<Record<string, string>>
  /** Whether it wants TLS or a password, so that an answer of any kind tells that it is there. */
  readonly locked?: boolean
}

export async function ownMosquitto({ lines = [], files = {}, locked = false }: OwnMosquittoOptions = {}): Promise<OwnMosquitto> {
  const place = mosquittoPlace
  if (place === undefined) throw new Error('There is no mosquitto here: npm run services -- start mosquitto.')
  const port = await freePort()
  const home = mkdtempSync(place.root === '/' ? join(tmpdir(), 'ctmm-mosquitto-') : join(place.root, 'tmp', 'ctmm-mosquitto-'))
  const theirs = place.root === '/' ? home : home.slice(place.root.length)
  const conf = [
    ...(lines.some((line) => line.startsWith('allow_anonymous')) ? [] : ['allow_anonymous true']),
    `listener ${port} 127.0.0.1`,
    'persistence true', `persistence_location ${theirs}/`, 'autosave_interval 3600',
    'max_inflight_messages 1000', 'max_inflight_bytes 0', 'max_queued_messages 1000000', 'max_queued_bytes 0',
    'log_dest stderr', 'log_type error', 'log_type warning', 'connection_messages false',
    ...lines.map((line) => line.replaceAll('{home}', theirs)),
  ]
  for (const [name, text] of Object.entries({ ...files, 'mosquitto.conf': `${conf.join('\n')}\n` })) writeFileSync(join(home, name), text)
  if (place.user !== undefined) hand(home, [...Object.keys(files), 'mosquitto.conf'], place)
  let child: ChildProcess | undefined
  let said = ''
  const broker: OwnMosquitto = {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    async start() {
      const [program, args] = commandIn(place, PROGRAM, ['-c', join(theirs, 'mosquitto.conf')])
      const started = spawn(program, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } })
      started.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
      child = started
      for (const end = Date.now() + READY_MS; ; await wait(20)) {
        const complaint = await alive(broker.url).then(() => undefined, String)
        // Whoever wants TLS or a password answers all the same.
        if (complaint === undefined || (locked && !complaint.includes('ECONNREFUSED'))) return
        if (started.exitCode !== null || Date.now() > end) throw new Error(`mosquitto does not answer (${complaint}): ${said}`)
      }
    },
    async stop() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
    async remove() {
      await broker.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
  await broker.start()
  return broker
}

function hand(home: string, names: readonly string[], { root, user }: Place): void {
  const [, , uid, gid] = readFileSync(join(root, 'etc/passwd'), 'utf8').split('\n').find((line) => line.startsWith(`${user}:`))?.split(':') ?? []
  for (const path of [home, ...names.map((name) => join(home, name))]) chownSync(path, Number(uid), Number(gid))
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
