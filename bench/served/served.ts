// A real `ctmm start` in a process of its own on a fresh embedded store, as people run it.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../bin/ctmm.mjs', import.meta.url))
const STARTS_WITHIN_MS = 120_000
const ADDRESS = /CTMM Live\s+(http:\/\/\S+)/

export interface Served {
  readonly url: string
  /** Posts JSON and returns the JSON answer. Throws with the server's words when it refuses. */
  post(path: string, body: unknown): Promise<unknown>
  /** Stops the server in order and removes its store. */
  stop(): Promise<void>
}

/** Starts a server without a city on a free port. */
export async function startServed(): Promise<Served> {
  const home = mkdtempSync(join(tmpdir(), 'ctmm-bench-store-'))
  const server = spawn(process.execPath, [COMMAND, 'start'], {
    env: { ...process.env, CTMM_DATA: join(home, 'data'), PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async (): Promise<void> => {
    await stopProcess(server)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const url = await addressOf(server)
    return { url, stop, post: (path, body) => post(`${url}${path}`, body) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The address that a started server prints. Rejects when it ends or says nothing in time. */
export function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const late = setTimeout(() => reject(new Error(`The server did not start within ${STARTS_WITHIN_MS} ms.`)), STARTS_WITHIN_MS)
    server.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const address = ADDRESS.exec(said)?.[1]
      if (address === undefined) return
      clearTimeout(late)
      resolve(address.replace(/\/$/, ''))
    })
    server.once('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`The server ended with code ${code} before it listened.`))
    })
  })
}

export function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`)
  return JSON.parse(text)
}
