// The screens over the real thing: starts the demonstration as a user would, waits until it lives, and runs the browser tests against it.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LIVING_WITHIN_MS = 15_000
const LOADED_WITHIN_MS = 600_000
/** What holds over any city; journeys that know their city's figures bring it along. */
const OVER_ANY_CITY = ['pages', 'bundle', 'access'].map((name) => `test/browser/${name}.test.ts`)
const root = fileURLToPath(new URL('../..', import.meta.url))
const runner = join(root, 'bin/run.mjs')

const directory = await mkdtemp(join(tmpdir(), 'ctmm-demo-'))
const started = performance.now()
const server = spawn(process.execPath, [join(root, 'bin/ctmm.mjs'), 'start', '--demo'], {
  env: { ...process.env, CTMM_DATA: join(directory, 'data'), PORT: '0', LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
let code = 1
try {
  const { address, loaded } = readOutput()
  const url = await within(address, LIVING_WITHIN_MS * 4, 'The server did not say its address.')
  await within(untilAlive(url), LIVING_WITHIN_MS * 4, 'The overview did not come alive.')
  const seconds = (performance.now() - started) / 1000
  process.stdout.write(`the overview lived after ${seconds.toFixed(1)} s\n`)
  await within(loaded, LOADED_WITHIN_MS, 'The history was not loaded.')
  process.stdout.write(`the history was whole after ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
  code = await run(['vitest', 'run', '--project', 'browser', ...OVER_ANY_CITY], { CTMM_BASE_URL: url })
} finally {
  server.kill('SIGTERM')
  await new Promise((resolve) => server.once('exit', resolve))
  await rm(directory, { recursive: true, force: true })
}
process.exitCode = code

function readOutput(): { readonly address: Promise<string>; readonly loaded: Promise<void> } {
  let text = ''
  const waiting: (() => void)[] = []
  server.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    for (const look of waiting) look()
  })
  const seen = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = pattern.exec(text)
        if (found !== null) resolve(found)
      }
      waiting.push(look)
      look()
    })
  return { address: seen(/http:\/\/\S+/).then(([url]) => url), loaded: seen(/history .* loaded/).then(() => undefined) }
}

/** Alive: the page is served and at least five judged values are known. */
async function untilAlive(url: string): Promise<void> {
  for (;;) {
    const page = await fetch(url).then((response) => response.text(), () => '')
    const known = countKnown(await fetch(`${url}/api/v1/standings`).then((response) => response.json(), () => undefined))
    if (page.includes('<div id="app"') && known >= 5) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Judged values that are known, in whatever the server answered. */
function countKnown(answer: unknown): number {
  const values: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'values') : undefined
  if (!Array.isArray(values)) return 0
  return values.filter((value: unknown) => typeof value === 'object' && value !== null && Reflect.get(value, 'judged') === true && Reflect.get(value, 'state') === 'ok').length
}

function within<T>(work: Promise<T>, ms: number, message: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve) => {
    spawn(process.execPath, [runner, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).on('exit', (status) => resolve(status ?? 1))
  })
}
