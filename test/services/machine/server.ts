// One server of this machine from nothing to answering, and back: made once, started detached, stopped by the process we started.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { alive } from './alive.ts'
import { inCache, replaceFile } from './cache.ts'
import { Missing } from './missing.ts'
import { commandIn, homeIn, type Home, type Place } from './place.ts'
import { identify, runs, type ProcessIdentity } from './process-identity.ts'

export interface Server {
  readonly name: string
  /** Environment variable in which tests find its URL. */
  readonly variable: string
  /** The loopback port to use when it is free. */
  readonly port: number
  readonly url: (port: number) => string
  /** Where its programs are, installed when they are missing. Throws Missing. */
  readonly place: () => Place
  /** Makes the data directory the first time, and writes the configuration each time. */
  readonly prepare: (place: Place, home: Home, port: number) => void
  readonly command: (place: Place, home: Home, port: number) => readonly [string, readonly string[]]
  readonly stopSignal: 'SIGTERM' | 'SIGINT'
}

export interface Running extends ProcessIdentity {
  readonly port: number
  readonly url: string
}

/** A crashed server may replay its log before it answers. */
const READY_MS = 120_000
const STOP_MS = 60_000
const POLL_MS = 100

const stateFile = ({ name }: Server): string => inCache('run', `${name}.json`)

/** What we started and still runs; undefined otherwise. */
export function findRunning(server: Server): Running | undefined {
  if (!existsSync(stateFile(server))) return undefined
  const running: Running = JSON.parse(readFileSync(stateFile(server), 'utf8'))
  return runs(running) ? running : undefined
}

/** Starts it, unless it runs already, and comes back when it answers. Throws Missing with what to do. */
export async function startServer(server: Server): Promise<Running & { readonly already: boolean }> {
  const found = findRunning(server)
  if (found !== undefined) {
    await answers(server, found)
    return { ...found, already: true }
  }
  const place = server.place()
  const home = homeIn(place, server.name)
  const port = (await isFree(server.port)) ? server.port : await freePort()
  server.prepare(place, home, port)
  const [program, args] = commandIn(place, ...server.command(place, home, port))
  const log = openSync(inCache('log', `${server.name}.log`), 'a')
  const child = spawn(program, args, { cwd: '/', detached: true, stdio: ['ignore', log, log], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/' } })
  closeSync(log)
  child.unref()
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (identity === undefined) throw new Missing(`It ended at once: see ${inCache('log', `${server.name}.log`)}.`)
  const running = { ...identity, port, url: server.url(port) }
  replaceFile(stateFile(server), `${JSON.stringify(running)}\n`)
  await answers(server, running)
  return { ...running, already: false }
}

/** Stops what we started. False when nothing of ours runs. */
export async function stopServer(server: Server): Promise<boolean> {
  const running = findRunning(server)
  if (running !== undefined) {
    process.kill(running.pid, server.stopSignal)
    for (const end = Date.now() + STOP_MS; runs(running); await wait(POLL_MS)) {
      if (Date.now() > end) throw new Missing(`Process ${running.pid} has not ended after ${STOP_MS / 1000} s: see ${inCache('log', `${server.name}.log`)}.`)
    }
  }
  rmSync(stateFile(server), { force: true })
  return running !== undefined
}

async function answers(server: Server, running: Running): Promise<void> {
  for (const end = Date.now() + READY_MS; ; await wait(POLL_MS)) {
    const complaint = await alive(running.url).then(() => undefined, String)
    if (complaint === undefined) return
    if (!runs(running)) throw new Missing(`It ended before it answered: see ${inCache('log', `${server.name}.log`)}.`)
    if (Date.now() > end) throw new Missing(`It does not answer (${complaint}): see ${inCache('log', `${server.name}.log`)}.`)
  }
}

const isFree = (port: number): Promise<boolean> => listen(port).then(() => true, () => false)
const freePort = (): Promise<number> => listen(0)

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('No free port.'))))
    })
  })
}
