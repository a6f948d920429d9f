// Leaving the demonstration: the same address serves the city's own store, and where that cannot be, the demonstration goes on and says why.
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { lockDirectory } from '../../db/embedded/directory-lock.ts'
import { localFrom } from '../../ingest/simulator/local-time.ts'
import { hostDemo, type DemoHost } from '../../server/demo/demo-host.ts'
import { start, type Running } from '../../server/start.ts'
import { draft } from '../rules/draft-model.ts'
import { newStoreDirectory } from './store-template.ts'

const WITHIN = { timeout: 60_000 }
const removals: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const remove of removals.splice(0).reverse()) await remove()
})

async function newDirectory(): Promise<string> {
  const { store, remove } = await newStoreDirectory()
  removals.push(remove)
  return store
}

async function host(): Promise<{ readonly host: DemoHost; readonly url: string; readonly demo: string; readonly city: string; readonly left: Running[]; readonly errors: unknown[] }> {
  const [demo, city] = [await newDirectory(), await newDirectory()]
  const left: Running[] = []
  const errors: unknown[] = []
  const common = { model: draft, host: '127.0.0.1', port: 0, logger: false as const, now: () => localFrom('2025-01-04 10:00'), pages: false }
  const hosted = await hostDemo({
    demo: { ...common, location: { kind: 'embedded', directory: demo }, demoSeed: 7 }, city: { ...common, location: { kind: 'embedded', directory: city } },
    onLeft: (running) => void left.push(running), onError: (error) => void errors.push(error),
  })
  removals.push(() => hosted.stop())
  return { host: hosted, url: hosted.running.url, demo, city, left, errors }
}
const cityOf = async (url: string): Promise<{ demo: boolean; configured: boolean } | undefined> => fetch(`${url}/api/v1/city`).then(async (answer) => JSON.parse(await answer.text()), () => undefined)
const leave = (url: string, body: unknown = { deleteDemo: false }): Promise<Response> => fetch(`${url}/api/v1/demo/leave`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

describe('the demonstration', () => {
  it('is left for an empty store of the city at the same address, and stays on the disk', async () => {
    const { url, demo, left, errors } = await host()
    expect(await cityOf(url)).toMatchObject({ demo: true, configured: true })
    const answer = await leave(url)
    expect([answer.status, await answer.json()]).toEqual([202, { leaving: true }])
    await vi.waitFor(() => expect(left).toHaveLength(1), WITHIN)
    expect(await cityOf(url)).toMatchObject({ demo: false, configured: false })
    expect(left[0]?.demo).toBeUndefined()
    expect(existsSync(demo)).toBe(true)
    expect(errors).toEqual([])
    expect((await leave(url)).status, 'there is nothing left to leave').toBe(409)
  }, 120_000)
  it('is deleted on the way out when that is asked', async () => {
    const { url, demo, city, left } = await host()
    expect((await leave(url, { deleteDemo: true })).status).toBe(202)
    await vi.waitFor(() => expect(left).toHaveLength(1), WITHIN)
    expect([existsSync(demo), existsSync(city)]).toEqual([false, true])
  }, 120_000)
  it('goes on and says why where the store of the city is open elsewhere', async () => {
    const { url, city, left } = await host()
    const lock = lockDirectory(city)
    const answer = await leave(url)
    lock.release()
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('is open in process'), advice: expect.stringContaining('演示照常运行') })
    expect(await cityOf(url)).toMatchObject({ demo: true })
    expect(left).toEqual([])
  }, 120_000)
  it('comes back where the city cannot be served after all', async () => {
    const { host: hosted, url, city, errors } = await host()
    expect((await leave(url)).status).toBe(202)
    // Taken by somebody between the look and the change.
    const lock = lockDirectory(city)
    await vi.waitFor(() => expect(errors).toHaveLength(1), WITHIN)
    lock.release()
    await vi.waitFor(async () => expect(await cityOf(url)).toMatchObject({ demo: true }), WITHIN)
    expect(hosted.running.demo).toBeDefined()
  }, 120_000)
  it('takes no other words', async () => {
    const { url } = await host()
    for (const body of [{}, { deleteDemo: 'yes' }, { deleteDemo: true, force: true }]) expect((await leave(url, body)).status, JSON.stringify(body)).toBe(400)
    expect(await cityOf(url)).toMatchObject({ demo: true })
  }, 120_000)
})

describe('a city of its own', () => {
  it('has no demonstration to leave', async () => {
    const running = await start({ location: { kind: 'embedded', directory: await newDirectory() }, model: draft, host: '127.0.0.1', port: 0, logger: false, pages: false })
    removals.push(() => running.stop())
    expect((await leave(running.url)).status).toBe(409)
  }, 120_000)
})
