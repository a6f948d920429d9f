// The disk of the store fills up while samples arrive: nothing is acknowledged that is not stored, the source is asked to come again, and all goes on unaided once there is room.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ownCluster, postgresBin, type OwnCluster } from '../db/own-cluster.ts'
import { CITY, FEEDS, NOON, events, iso } from '../server/small-city.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { ctmm, startServer, type RunningServer } from './command.ts'

const MEGABYTE = 1_048_576
let home: string
const disks: string[] = []
const ends: (() => void | Promise<void>)[] = []

/** A disk of its own, in memory; undefined where this process may not mount one. */
function newDisk(megabytes: number): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'ctmm-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk], { stdio: 'pipe' })
    chmodSync(disk, 0o777)
    disks.push(disk)
    return disk
  } catch {
    rmSync(disk, { recursive: true })
    return undefined
  }
}

const canMount = ((): boolean => {
  const disk = newDisk(1)
  if (disk === undefined) return false
  execFileSync('umount', [disks.pop() ?? ''])
  rmSync(disk, { recursive: true })
  return true
})()

/** Fills the disk but for so many bytes; returns what makes room again. */
function fill(disk: string, leaving: number): () => void {
  const { bavail, bsize } = statfsSync(disk)
  const file = join(disk, 'filler')
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - leaving)))
  return () => rmSync(file, { force: true })
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'ctmm-full-'))
  writeFileSync(join(home, 'city.yaml'), CITY)
  writeFileSync(join(home, 'events.feed.yaml'), FEEDS.events)
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
afterAll(() => {
  for (const disk of disks) {
    execFileSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  }
  rmSync(home, { recursive: true, force: true })
})

async function serve(environment: Readonly<Record<string, string>>): Promise<RunningServer> {
  const server = await startServer({ ...environment, LOG_LEVEL: 'fatal' })
  ends.push(() => server.kill('SIGKILL'))
  for (const args of [['city', 'apply', join(home, 'city.yaml')], ['feed', 'apply', join(home, 'events.feed.yaml')]]) expect((await ctmm(args, environment)).stderr).toBe('')
  return server
}

interface Push {
  readonly status: number
  readonly retryAfter: string | null
  readonly type: string | null
  readonly body: string
}

async function push(url: string, name: string): Promise<Push> {
  const samples = events(name, { count: 200, online: 100, until: NOON })
  const answer = await fetch(`${url}/api/v1/feeds/events/samples`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ samples }) })
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), type: answer.headers.get('content-type'), body: await answer.text() }
}

async function counted(url: string): Promise<number> {
  const { values }: { readonly values: readonly { readonly indicator: string; readonly judged: boolean; readonly denominator?: number }[] } = JSON.parse(await (await fetch(`${url}/api/v1/levels?asOf=${encodeURIComponent(iso(NOON))}`)).text())
  return values.find(({ indicator, judged }) => judged && indicator === 'event_online_disposal_rate')?.denominator ?? 0
}

/** Pushes until the disk is full, sees how that is told, makes room, and sees everything go on. `mended` is what an operator would do beside making room. */
async function fillsAndRecovers(url: string, disk: string, mended: () => void = () => undefined): Promise<void> {
  const acknowledged: string[] = []
  const refused: string[] = []
  for (let number = 0; number < 5; number++) {
    expect((await push(url, `before-${number}`)).status).toBe(200)
    acknowledged.push(`before-${number}`)
  }
  const makeRoom = fill(disk, 2 * MEGABYTE)
  for (let number = 0; number < 400 && refused.length < 5; number++) {
    const { status, retryAfter, type, body } = await push(url, `full-${number}`)
    if (status === 200) acknowledged.push(`full-${number}`)
    else {
      refused.push(`full-${number}`)
      expect([status, type, Number(retryAfter) > 0], body).toEqual([503, 'application/problem+json; charset=utf-8', true])
      expect(JSON.parse(body)).toMatchObject({ status: 503, advice: expect.stringContaining('send it again') })
    }
  }
  expect(refused.length, 'the disk never filled').toBe(5)
  expect((await fetch(`${url}/healthz`)).status).toBe(200)

  makeRoom()
  mended()
  for (const name of refused) await expect.poll(async () => (await push(url, name)).status, { timeout: 60_000, interval: 500 }).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(await counted(url)).toBe((acknowledged.length + refused.length) * 200)
  // What was acknowledged is there: the same again stores nothing.
  for (const name of [...acknowledged, ...refused]) expect(JSON.parse((await push(url, name)).body)).toMatchObject({ stored: 0, duplicate: 200 })
}

describe.skipIf(!canMount)('a store whose disk fills up (needs the right to mount a disk)', { timeout: 300_000 }, () => {
  it.skipIf(postgresBin === undefined)('on PostgreSQL, where the tables are', async () => {
    const disk = newDisk(64) ?? expect.unreachable()
    const cluster = await started(await ownCluster())
    const place = join(disk, 'tables')
    mkdirSync(place)
    execFileSync('chown', ['postgres', place])
    await query(cluster, `create tablespace small location '${place}'`, 'create database city tablespace small')
    const { url } = await serve({ DATABASE_URL: cluster.url('ctmm', 'city') })
    await fillsAndRecovers(url, disk)
  })

  it.skipIf(postgresBin === undefined)('on PostgreSQL, where the log is written: the server crashes, and has lost nothing', async () => {
    const disk = newDisk(96) ?? expect.unreachable()
    const cluster = await started(await ownCluster({ wal: disk, settings: ['max_wal_size = 48MB', 'min_wal_size = 32MB'] }))
    await query(cluster, 'create database city')
    const { url } = await serve({ DATABASE_URL: cluster.url('ctmm', 'city') })
    await fillsAndRecovers(url, disk, () => {
      // Whatever supervises PostgreSQL starts it again when it could not come back by itself.
      try {
        cluster.start()
      } catch {
        // It runs.
      }
    })
    expect(readFileSync(cluster.log, 'utf8')).toMatch(/PANIC: .*No space left on device/)
  })

  it('in the embedded store', async () => {
    const disk = newDisk(160) ?? expect.unreachable()
    const fresh = await newStoreDirectory()
    cpSync(fresh.store, join(disk, 'data'), { recursive: true })
    fresh.remove()
    const { url } = await serve({ CTMM_DATA: join(disk, 'data') })
    await fillsAndRecovers(url, disk)
  })
})

async function started(cluster: OwnCluster): Promise<OwnCluster> {
  ends.push(() => cluster.remove())
  cluster.start()
  return cluster
}

async function query(cluster: OwnCluster, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url('ctmm', 'postgres') })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
