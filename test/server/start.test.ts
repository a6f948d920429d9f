// The whole server with its demonstration city: history newest first while screens live, then the present.
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standingHistory } from '../../db/standings/standings.ts'
import { localFrom } from '../../ingest/simulator/local-time.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { start, type Running } from '../../server/start.ts'
import { draft } from '../rules/draft-model.ts'
import { newStoreDirectory } from './store-template.ts'
import { watch } from './sse.ts'

const ROOT = '990100'
const running: Running[] = []
const directories: Awaited<ReturnType<typeof newStoreDirectory>>[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
  for (const { remove } of directories.splice(0)) remove()
})

async function newDirectory(): Promise<string> {
  const directory = await newStoreDirectory()
  directories.push(directory)
  return directory.store
}

async function startDemo(directory: string, clock: { readonly now: Instant }): Promise<Running> {
  const one = await start({ location: { kind: 'embedded', directory }, model: draft, host: '127.0.0.1', port: 0, logger: false, demoSeed: 7, now: () => clock.now, pages: false })
  running.push(one)
  return one
}

const snapshotOf = async ({ url }: Running): Promise<Snapshot> => JSON.parse(await (await fetch(`${url}/api/v1/standings`)).text())
const recordedOf = async ({ workbench }: Running) => standingHistory(workbench.store.db, { area: ROOT, from: 0, to: Date.UTC(2100, 0), limit: 200 })

describe('the demonstration city', () => {
  // Three weeks after the beginning of what its systems know.
  const clock = { now: localFrom('2025-01-20 10:00') }

  it('shows its progress and records nothing while its history comes in, also when it is stopped halfway and started again', async () => {
    const directory = await newDirectory()
    const first = await startDemo(directory, clock)
    const viewer = await watch(`${first.url}/api/v1/live`)
    expect((await viewer.next()).data).toMatchObject({ progress: { loaded: expect.any(Number) } })
    const city: unknown = JSON.parse(await (await fetch(`${first.url}/api/v1/city`)).text())
    expect(city).toMatchObject({ demo: true, root: ROOT, configured: true })
    const update = await viewer.until(({ data }) => ((data as Partial<Snapshot>).progress?.loaded ?? 0) > 0)
    expect(update.data).toMatchObject({ progress: { total: expect.any(Number), loadedFrom: expect.stringMatching(/\+08:00$/) } })
    viewer.leave()
    running.length = 0
    await first.stop()
    await expect(first.demo?.loaded).resolves.toBeUndefined()

    const second = await startDemo(directory, clock)
    expect(await recordedOf(second)).toEqual([])
    expect((await snapshotOf(second)).progress).not.toBeNull()
    await second.demo?.loaded
    await vi.waitFor(async () => expect((await recordedOf(second)).length).toBeGreaterThan(5), 60_000)
    const whole = await snapshotOf(second)
    expect(whole.progress).toBeNull()
    expect(whole.values.find(({ indicator, judged }) => indicator === 'event_online_disposal_rate' && judged)).toMatchObject({ state: 'ok', denominator: expect.toSatisfy((count: number) => count > 500) })
    const items = (await recordedOf(second)).map(({ item, cause }) => `${item} ${cause}`)
    expect(new Set(items).size).toBe(items.length)

    // Two hours later.
    const before = whole.values.find(({ indicator, window }) => indicator === 'event_online_disposal_rate' && window.id === 'rolling-30-days')?.denominator ?? 0
    clock.now += 2 * 3_600_000
    await vi.waitFor(async () => {
      const value = (await snapshotOf(second)).values.find(({ indicator, window }) => indicator === 'event_online_disposal_rate' && window.id === 'rolling-30-days')
      expect(value?.denominator).toBeGreaterThan(before)
    }, 60_000)
    running.length = 0
    await second.stop()
    expect(existsSync(`${directory}.lock`)).toBe(false)
  }, 300_000)

  it('never goes into the store of a real city', async () => {
    const directory = await newDirectory()
    const real = await start({ location: { kind: 'embedded', directory }, model: draft, host: '127.0.0.1', port: 0, logger: false, pages: false })
    await real.stop()
    await expect(startDemo(directory, clock)).rejects.toThrow(/real city/)
    expect(existsSync(`${directory}.lock`)).toBe(false)
  })
})

describe('a server whose port is taken', () => {
  it('lets go of the store', async () => {
    const one = await start({ location: { kind: 'embedded', directory: await newDirectory() }, model: draft, host: '127.0.0.1', port: 0, logger: false, pages: false })
    running.push(one)
    const directory = await newDirectory()
    await expect(start({ location: { kind: 'embedded', directory }, model: draft, host: '127.0.0.1', port: Number(new URL(one.url).port), logger: false, pages: false })).rejects.toThrow(/EADDRINUSE/)
    expect(existsSync(`${directory}.lock`)).toBe(false)
  })
})
