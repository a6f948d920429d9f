// ctmm backup, restore and upgrade as people run them: beside a running server, on the store itself, and where they cannot be done.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serverDatabase, type ServerDatabase } from '../services/server-database.ts'
import { CITY, FEEDS, NOON, events, iso } from '../server/small-city.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { ctmm, startServer, type RunningServer } from './command.ts'

let directory: string
const file = (name: string): string => join(directory, name)
const removals: (() => void | Promise<void>)[] = []
const servers: RunningServer[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ctmm-cli-backup-'))
  await writeFile(file('city.yaml'), CITY)
  await writeFile(file('events.feed.yaml'), FEEDS.events)
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill('SIGKILL')
})
afterAll(async () => {
  for (const remove of removals.splice(0)) await remove()
  await rm(directory, { recursive: true, force: true })
})

async function newStore(): Promise<{ readonly CTMM_DATA: string }> {
  const { store, remove } = await newStoreDirectory()
  removals.push(remove)
  return { CTMM_DATA: store }
}

async function serve(environment: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<RunningServer> {
  const server = await startServer(environment, args)
  servers.push(server)
  return server
}

/** The levels of the city at noon; what is known is as of now, wherever one asks. */
async function levels(environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { knownAt: _now, ...read }: Readonly<Record<string, unknown>> = JSON.parse(await ok(['levels', '--json', '--as-of', iso(NOON)], environment))
  return read
}
const ok = async (args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> => {
  const { code, stdout, stderr } = await ctmm(args, environment)
  expect([args, code, code === 0 ? '' : stderr]).toEqual([args, 0, ''])
  return stdout
}

describe('ctmm backup and ctmm restore', { timeout: 240_000 }, () => {
  it('take a city from a running server to another directory, and it goes on there', async () => {
    const environment = await newStore()
    const server = await serve(environment)
    await ok(['city', 'apply', file('city.yaml')], environment)
    await ok(['feed', 'apply', file('events.feed.yaml')], environment)
    const push = async (url: string, name: string): Promise<unknown> => {
      const samples = events(name, { count: 20, online: 10, until: NOON })
      return (await fetch(`${url}/api/v1/feeds/events/samples`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ samples }) })).json()
    }
    for (const name of ['a', 'b', 'c']) expect(await push(server.url, name)).toMatchObject({ stored: 20 })

    const written: { readonly tables: readonly { readonly table: string; readonly rows: number }[] } = JSON.parse(await ok(['backup', file('city.backup'), '--json'], environment))
    expect(written).toMatchObject({ purpose: 'city', tables: expect.arrayContaining([{ table: 'identity', rows: 60 }]) })
    expect(statSync(file('city.backup')).mode & 0o777).toBe(0o600)
    expect(await push(server.url, 'd'), 'the server goes on').toMatchObject({ stored: 20 })
    expect((await ctmm(['backup', file('city.backup')], environment)).stderr).toContain('is there already')

    const there = await newStore()
    expect(JSON.parse(await ok(['restore', file('city.backup'), '--json'], there))).toMatchObject({ migrated: [] })
    const second = await serve(there)
    expect(await push(second.url, 'c')).toMatchObject({ received: 20, stored: 0, duplicate: 20 })
    expect(await push(second.url, 'd')).toMatchObject({ stored: 20 })
    expect(await levels(there)).toEqual(await levels(environment))

    expect(await ok(['backup', file('again.backup')], there)).toContain('read again and whole')
    await second.kill('SIGTERM')
    expect((await ctmm(['restore', file('again.backup')], there)).stderr).toContain('empty one only')
  })

  it('say what to do where they cannot be done', async () => {
    const empty = { CTMM_DATA: file('nowhere') }
    expect(await ctmm(['backup', file('x')], empty)).toMatchObject({ code: 1, stderr: expect.stringContaining('CTMM_DATA') })
    expect(existsSync(empty.CTMM_DATA)).toBe(false)
    expect(await ctmm(['backup'], empty)).toMatchObject({ code: 2 })
    expect(await ctmm(['restore', file('city.yaml')], empty)).toMatchObject({ code: 1, stderr: expect.stringContaining('no backup of CTMM Live') })
    expect(await ctmm(['restore', file('missing')], empty)).toMatchObject({ code: 1, stderr: expect.stringContaining('missing') })
    expect(existsSync(empty.CTMM_DATA), 'a file that is refused makes no store').toBe(false)
    const environment = await newStore()
    await serve(environment)
    expect(await ctmm(['restore', file('city.backup')], environment)).toMatchObject({ code: 1, stderr: expect.stringContaining('Stop it first') })
    const unwritable = await ctmm(['backup', join(file('no-such-folder'), 'x')], environment)
    expect([unwritable.code, unwritable.stderr]).toEqual([1, expect.stringContaining('Check the path')])
  })

  it('keep a demonstration apart', async () => {
    expect((await ctmm(['restore', file('city.backup'), '--demo'], { CTMM_DATA: file('none') })).stderr).toContain('without --demo')
    expect(existsSync(file('none-demo'))).toBe(false)
    expect((await ctmm(['backup', file('demo.backup'), '--demo'], { CTMM_DATA: file('none') })).stderr).toContain('none-demo')
  })
})

const url = process.env['TEST_POSTGRES_URL']

describe.skipIf(url === undefined)('ctmm on a PostgreSQL server', { timeout: 120_000 }, () => {
  let database: ServerDatabase
  beforeAll(async () => {
    database = await serverDatabase(url ?? '')
  })
  afterAll(() => database.drop())

  it('restores a city from a directory and backs it up while a server works on it', async () => {
    const environment = { DATABASE_URL: database.url }
    await ok(['restore', file('city.backup')], environment)
    const server = await serve(environment)
    const ready: unknown = await (await fetch(`${server.url}/readyz`)).json()
    expect(ready).toMatchObject({ store: 'server', city: true, capabilities: { engine: 'postgresql', timescale: null, synchronous: true }, schema: { pending: [] } })
    await ok(['backup', file('server.backup')], environment)
    const back = await newStore()
    await ok(['restore', file('server.backup')], back)
    expect(await levels(back)).toEqual(await levels(environment))
  })

  it('stops where TimescaleDB is asked for and not there', async () => {
    const { code, stderr } = await ctmm(['start'], { DATABASE_URL: database.url, CTMM_REQUIRE_TIMESCALE: '1', PORT: '0' })
    expect([code, stderr]).toEqual([1, expect.stringContaining('CTMM_REQUIRE_TIMESCALE')])
  })
})

describe('ctmm upgrade', { timeout: 120_000 }, () => {
  it('tells how to install the engine that a directory was made by, and touches nothing', async () => {
    const data = file('old')
    mkdirSync(data)
    await writeFile(join(data, 'PG_VERSION'), '17\n')
    const started = await ctmm(['start'], { CTMM_DATA: data, PORT: '0' })
    expect([started.code, started.stderr]).toEqual([1, expect.stringContaining(`ctmm upgrade ${data}`)])
    const upgraded = await ctmm(['upgrade', data, '--engine', file('no-engine')], {})
    expect([upgraded.code, upgraded.stderr]).toEqual([1, expect.stringContaining('npm i --no-save pglite-17@npm:@electric-sql/pglite@')])
    expect(readdirSync(data)).toEqual(['PG_VERSION'])
    expect(readFileSync(join(data, 'PG_VERSION'), 'utf8')).toBe('17\n')
  })

  it('leaves a directory of this engine as it is, and refuses what is none', async () => {
    const { CTMM_DATA: data } = await newStore()
    expect(await ok(['upgrade', data], {})).toContain('already')
    expect((await ctmm(['upgrade', file('nothing')], {})).stderr).toContain('nothing to upgrade')
  })
})
