// From `npm start` in a fresh clone to a living overview in a browser.
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { delimiter, sep } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../browser/chromium.ts'
import { measurement, type Measure } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import { makeFreshCopy } from './fresh-copy.ts'

const NAME = 'first-screen'
const LIMIT_MS = 15_000
const ROUNDS = 5
const GIVE_UP_MS = 120_000
const NUMBERS = 5

export const firstScreen: Measure = {
  name: NAME,
  summary: '15 s : npm start in a fresh clone to the living overview in a browser',
  goal: 1,
  async run({ rounds = ROUNDS, note }) {
    const browser = await launchChromium()
    try {
      const times: Times[] = []
      for (let round = 0; round < rounds; round++) {
        const taken = await startToScreen(browser)
        times.push(taken)
        note(`${NAME}: round ${round + 1}/${rounds}: page ${taken.pageMs.toFixed(0)} ms, values ${taken.valuesMs.toFixed(0)} ms, screen ${taken.screenMs.toFixed(0)} ms`)
      }
      const of = (name: keyof Times): string => `${spread(times.map((taken) => taken[name]))} ms`
      const setup = `npm start in a copy without built pages and without a store, node_modules as after npm ci; median (least-most) of ${rounds} rounds: `
        + `the page is served after ${of('pageMs')}, /api/v1/standings has ${NUMBERS} judged values in state ok after ${of('valuesMs')}, `
        + `a headless Chromium that was running before shows numbers in at least ${NUMBERS} rows of the overview after ${of('screenMs')}; the history goes on loading meanwhile`
      return [measurement(NAME, `${LIMIT_MS} ms : npm start to the living overview`, times.map(({ screenMs }) => LIMIT_MS / screenMs), setup)]
    } finally {
      await browser.close()
    }
  },
}

/** Milliseconds since `npm start`. */
interface Times {
  readonly pageMs: number
  readonly valuesMs: number
  readonly screenMs: number
}

async function startToScreen(browser: Browser): Promise<Times> {
  const copy = makeFreshCopy()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  const started = performance.now()
  const server = spawn('npm', ['start'], { cwd: copy.directory, detached: true, stdio: 'ignore', env: { ...process.env, PATH: usualPath(), PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'error', CTMM_DATA: './data', DATABASE_URL: '' } })
  try {
    const pageMs = await until(started, server, async () => (await fetch(url)).ok)
    const [valuesMs] = await Promise.all([
      until(started, server, () => hasValues(url)),
      page.goto(url, { waitUntil: 'commit' }).then(() => page.locator('tr.indicator td.number').filter({ hasText: /\d/ }).nth(NUMBERS - 1).waitFor({ timeout: GIVE_UP_MS })),
    ])
    return { pageMs, valuesMs, screenMs: performance.now() - started }
  } finally {
    await context.close()
    await endGroup(server)
    copy.remove()
  }
}

async function hasValues(url: string): Promise<boolean> {
  const { values = [] }: { values?: readonly { readonly judged: boolean; readonly state: string }[] } = JSON.parse(await (await fetch(`${url}api/v1/standings`)).text())
  return values.filter(({ judged, state }) => judged && state === 'ok').length >= NUMBERS
}

/** Without the Node that a package brought and that bin/run.mjs put in front: people have the one of their PATH. */
const usualPath = (): string => (process.env['PATH'] ?? '').split(delimiter).filter((directory) => !directory.includes(`node_modules${sep}node-`)).join(delimiter)

/** Milliseconds since `started` at which the answer is yes; a refused connection is a no. */
async function until(started: number, server: ChildProcess, isTrue: () => Promise<boolean>): Promise<number> {
  for (;;) {
    const yes = await isTrue().catch(() => false)
    const elapsedMs = performance.now() - started
    if (yes) return elapsedMs
    if (server.exitCode !== null) throw new Error(`npm start ended with code ${server.exitCode}.`)
    if (elapsedMs > GIVE_UP_MS) throw new Error(`The overview was not alive after ${GIVE_UP_MS} ms.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** npm, the launcher and the server are one process group of ours. */
function endGroup(server: ChildProcess): Promise<void> {
  const { pid } = server
  if (pid === undefined || server.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const kill = setTimeout(() => process.kill(-pid, 'SIGKILL'), 15_000)
    server.once('exit', () => {
      clearTimeout(kill)
      resolve()
    })
    process.kill(-pid, 'SIGTERM')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('There is no free port.'))))
    })
  })
}
