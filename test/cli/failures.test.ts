// The command where something is in the way: another process, a taken port, a killed server, a setting with a secret in it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../db/open-store.ts'
import { CITY, FEEDS, NOON, events, iso } from '../server/small-city.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { ctmm, startServer, type RunningServer } from './command.ts'

let directory: string
const file = (name: string): string => join(directory, name)
const stores: Awaited<ReturnType<typeof newStoreDirectory>>[] = []
const servers: RunningServer[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ctmm-cli-failures-'))
  await writeFile(file('city.yaml'), CITY)
  for (const [name, text] of Object.entries(FEEDS)) await writeFile(file(`${name}.feed.yaml`), text)
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill('SIGKILL')
})
afterAll(async () => {
  for (const { remove } of stores.splice(0)) remove()
  await rm(directory, { recursive: true, force: true })
})

async function newStore(): Promise<string> {
  const store = await newStoreDirectory()
  stores.push(store)
  return store.store
}

async function serve(environment: Readonly<Record<string, string>>): Promise<RunningServer> {
  const server = await startServer(environment)
  servers.push(server)
  return server
}

describe('a command whose store is open elsewhere', { timeout: 120_000 }, () => {
  it('says which process holds it and what to do', async () => {
    const data = await newStore()
    const store = await openStore({ kind: 'embedded', directory: data })
    try {
      for (const args of [['levels', '--json'], ['city', 'apply', file('city.yaml')], ['migrate'], ['start']]) {
        const { code, stderr } = await ctmm(args, { CTMM_DATA: data, PORT: '0' })
        expect([args, code]).toEqual([args, 1])
        expect(stderr).toContain(`process ${process.pid}`)
        expect(stderr).toContain('CTMM_DATA')
      }
    } finally {
      await store.close()
    }
  })
})

describe('a server whose port is taken', () => {
  it('ends with exit code 1, says so, and leaves the store free', async () => {
    const { url } = await serve({ CTMM_DATA: await newStore() })
    const data = await newStore()
    const { code, stderr } = await ctmm(['start'], { CTMM_DATA: data, PORT: new URL(url).port, LOG_LEVEL: 'warn' })
    expect(code).toBe(1)
    expect(stderr).toMatch(/EADDRINUSE|in use/)
    expect(stderr).toContain('PORT')
    expect(existsSync(`${data}.lock`)).toBe(false)
  })
})

describe('settings', () => {
  it('are not printed with their secrets', async () => {
    const { code, stderr } = await ctmm(['levels'], { DATABASE_URL: 'mysql://ctmm:hunter2@db/ctmm' })
    expect(code).toBe(1)
    expect(stderr).toContain('DATABASE_URL')
    expect(stderr).not.toContain('hunter2')
  })

  it('are told all at once', async () => {
    const { stderr } = await ctmm(['start'], { PORT: '99999', HOST: '0.0.0.0', CTMM_DEMO_SEED: '-1' })
    for (const name of ['PORT', 'HOST', 'CTMM_DEMO_SEED']) expect(stderr).toContain(name)
  })

  it('name a database that is not there: the command says where it looked, without the password', async () => {
    const { code, stderr } = await ctmm(['levels'], { DATABASE_URL: 'postgres://ctmm:hunter2@127.0.0.1:1/ctmm' })
    expect(code).toBe(1)
    expect(stderr).toMatch(/ECONNREFUSED|127\.0\.0\.1:1/)
    expect(stderr).not.toContain('hunter2')
  })
})

describe('checking a feed file', () => {
  it('leaves no store behind', async () => {
    const data = file('untouched')
    const { code, stdout } = await ctmm(['feed', 'check', file('events.feed.yaml'), '--json'], { CTMM_DATA: data })
    expect([code, JSON.parse(stdout)]).toEqual([0, { ok: true, id: 'events', problems: [] }])
    expect((await ctmm(['feed', 'preview', file('events.feed.yaml')], { CTMM_DATA: data })).stderr).toContain('ctmm city apply')
    expect(existsSync(data)).toBe(false)
  })

  it('names file, line and what is wrong, as text and as JSON', async () => {
    await writeFile(file('wrong.feed.yaml'), FEEDS.events.replace('filedAt:', 'filledAt:'))
    const plain = await ctmm(['feed', 'check', file('wrong.feed.yaml')], { CTMM_DATA: file('untouched') })
    expect(plain.code).toBe(1)
    expect(plain.stderr).toMatch(/wrong\.feed\.yaml:\d+: .*filledAt/)
    const asJson = await ctmm(['feed', 'check', file('wrong.feed.yaml'), '--json'], { CTMM_DATA: file('untouched') })
    expect(JSON.parse(asJson.stdout)).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.objectContaining({ line: expect.any(Number), message: expect.stringContaining('filledAt') })]) })
  })

  it('is refused where there is no file', async () => {
    const { code, stderr } = await ctmm(['feed', 'check', file('nowhere.yaml')], { CTMM_DATA: file('untouched') })
    expect([code, stderr]).toEqual([1, expect.stringContaining('nowhere.yaml')])
  })
})

describe('a server that is killed while it takes in', { timeout: 120_000 }, () => {
  it('has lost no sample that it acknowledged, is ready again soon and goes on', async () => {
    const environment = { CTMM_DATA: await newStore() }
    const first = await serve(environment)
    expect((await ctmm(['city', 'apply', file('city.yaml')], environment)).code).toBe(0)
    expect((await ctmm(['feed', 'apply', file('events.feed.yaml')], environment)).code).toBe(0)
    const acknowledged: string[] = []
    const push = async (url: string, name: string): Promise<boolean> => {
      const samples = events(name, { count: 20, online: 10, until: NOON })
      const answer = await fetch(`${url}/api/v1/feeds/events/samples`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ samples }) }).catch(() => undefined)
      if (answer?.status !== 200) return false
      acknowledged.push(name)
      return true
    }
    let attempt = 0
    const sources = Array.from({ length: 4 }, async (_, source) => {
      while (await push(first.url, `s${source}-${attempt++}`)) if (acknowledged.length === 40) void first.kill('SIGKILL')
    })
    await Promise.all(sources)
    expect(acknowledged.length).toBeGreaterThanOrEqual(40)

    const started = performance.now()
    const second = await serve(environment)
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
    expect(performance.now() - started).toBeLessThan(30_000)

    const denominator = async (): Promise<number> => {
      const { values }: { values: { indicator: string; denominator?: number }[] } = JSON.parse(await (await fetch(`${second.url}/api/v1/standings?asOf=${encodeURIComponent(iso(NOON))}`)).text())
      return values.find(({ indicator }) => indicator === 'event_online_disposal_rate')?.denominator ?? 0
    }
    const kept = await denominator()
    // What was being committed when the process ended may be there without having been acknowledged.
    expect(kept).toBeGreaterThanOrEqual(acknowledged.length * 20)
    const known = [...acknowledged]
    for (const name of known) expect(await push(second.url, name)).toBe(true)
    expect(await denominator()).toBe(kept)
    expect(await push(second.url, 'after')).toBe(true)
    expect(await denominator()).toBe(kept + 20)
  })
})

describe('Node 20', () => {
  const node20 = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path))
  it.skipIf(node20 === undefined)('hands over to the Node 24 that the package brought, with arguments, output and exit code', async () => {
    const run = (args: readonly string[]): Promise<{ code: number | null; out: string }> => new Promise((resolve) => {
      const child = spawn(node20 ?? '', ['bin/ctmm.mjs', ...args], { cwd: new URL('../../', import.meta.url) })
      let out = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()))
      child.on('close', (code) => resolve({ code, out }))
    })
    const check = await run(['model', 'check', '--json'])
    expect([check.code, JSON.parse(check.out)]).toMatchObject([0, { items: 38 }])
    expect((await run(['no-such-command'])).code).toBe(2)
    expect((await run(['model', 'check', 'no-such-file'])).code).toBe(1)
  })
})
