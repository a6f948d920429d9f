import { connect } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { buildApp } from '../../server/app.ts'
import type { Snapshot, Update } from '../../server/schemas/snapshot.ts'
import { HOUR, NOON, events, iso, order, smallCityOfTest, type SmallCity } from './small-city.ts'
import { watch, type Frame, type Viewer } from './sse.ts'

const newCity = smallCityOfTest()
const viewers: Viewer[] = []
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.leave()
  vi.useRealTimers()
})

async function view(url: string): Promise<Viewer> {
  const viewer = await watch(url)
  viewers.push(viewer)
  return viewer
}

const listen = (city: SmallCity): Promise<string> => city.app.listen({ host: '127.0.0.1', port: 0 })
const snapshotOf = (frame: Frame): Snapshot => frame.data as Snapshot
const updateOf = (frame: Frame): Update => frame.data as Update
const eventValue = (values: Snapshot['values'] | undefined) => values?.find(({ indicator, judged }) => indicator === 'event_online_disposal_rate' && judged)

describe('a viewer', () => {
  it('sees a snapshot first, the same as /standings, and then what a push has changed, with the standing and its reason', async () => {
    const city = await newCity()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.settled()
    const viewer = await view(`${await listen(city)}/api/v1/live`)
    expect([viewer.status, viewer.type]).toEqual([200, 'text/event-stream; charset=utf-8'])
    const first = await viewer.next()
    expect(first).toMatchObject({ event: 'snapshot', id: '1' })
    expect(viewer.text).toMatch(/^retry: \d+\n\n/)
    expect(snapshotOf(first)).toEqual((await city.get('/api/v1/standings')).body)
    expect(eventValue(snapshotOf(first).values)).toMatchObject({ numerator: 7, denominator: 10 })

    await city.push('events', events('F', { count: 10, online: 10 }))
    const second = await viewer.next()
    expect(second).toMatchObject({ event: 'update', id: '2' })
    const { values, standings, ...rest } = updateOf(second)
    expect(rest).toEqual({ asOf: iso(NOON) })
    expect(new Set(values?.map(({ indicator }) => indicator))).toEqual(new Set(['event_online_disposal_rate']))
    expect(eventValue(values)).toMatchObject({ numerator: 17, denominator: 20, display: { text: '85.00' } })
    expect(standings).toEqual([expect.objectContaining({ item: 'C28', proven: 3, ceiling: 3 })])
    expect(standings?.[0]?.sentence.zh).toContain('85')
  })

  it('sees only its own area, beside others who see theirs', async () => {
    const city = await newCity()
    const url = await listen(city)
    const [whole, east, west] = await Promise.all([view(`${url}/api/v1/live`), view(`${url}/api/v1/live?area=990901`), view(`${url}/api/v1/live?area=990902`)])
    for (const viewer of [whole, east, west]) expect((await viewer.next()).event).toBe('snapshot')
    await city.push('events', events('E', { count: 2, online: 1 }))
    expect(eventValue(updateOf(await whole.next()).values)).toMatchObject({ denominator: 2 })
    expect(eventValue(updateOf(await east.next()).values)).toMatchObject({ denominator: 2 })
    await city.push('events', events('W', { count: 3, online: 3, street: '西区' }))
    expect(eventValue(updateOf(await whole.until(({ data }) => (data as Update).values !== undefined)).values)).toMatchObject({ denominator: 5 })
    const seenInTheWest = eventValue(updateOf(await west.until(({ data }) => eventValue((data as Update).values)?.denominator !== 0)).values)
    expect(seenInTheWest).toMatchObject({ numerator: 3, denominator: 3 })
  })

  it('sees what the others see, numbered from its own beginning, with an update written out once for all', async () => {
    const city = await newCity()
    const url = `${await listen(city)}/api/v1/live`
    const first = await view(url)
    await first.next()
    await city.push('events', events('E', { count: 2, online: 1 }))
    await first.next()
    const later = await view(url)
    await later.next()
    const writing = vi.spyOn(JSON, 'stringify')
    await city.push('events', events('F', { count: 3, online: 3 }))
    const [one, other] = [await first.next(), await later.next()]
    const updatesWritten = writing.mock.calls.filter(([data]) => typeof data === 'object' && data !== null && 'asOf' in data && !('area' in data))
    writing.mockRestore()
    expect([one.id, other.id]).toEqual(['3', '2'])
    expect(one.data).toEqual(other.data)
    expect(eventValue(updateOf(other).values)).toMatchObject({ numerator: 4, denominator: 5 })
    expect(updatesWritten).toHaveLength(1)
  })

  it('who comes back begins with a snapshot that holds what was missed', async () => {
    const city = await newCity()
    const url = `${await listen(city)}/api/v1/live`
    const viewer = await view(url)
    await viewer.next()
    viewer.leave()
    await viewer.ended
    await city.push('events', events('E', { count: 4, online: 4 }))
    await city.settled()
    const again = await view(url)
    expect(eventValue(snapshotOf(await again.next()).values)).toMatchObject({ denominator: 4 })
  })

  it('is forgotten when it leaves', async () => {
    const city = await newCity()
    const url = `${await listen(city)}/api/v1/live`
    const viewer = await view(url)
    await viewer.next()
    const count = async (): Promise<string | undefined> => /ctmm_live_viewers (\d+)/.exec((await city.get('/metrics')).text)?.[1]
    expect(await count()).toBe('1')
    viewer.leave()
    await vi.waitFor(async () => expect(await count()).toBe('0'))
  })

  it('sees the time that open orders have waited without any message', async () => {
    const city = await newCity()
    await city.push('orders', [order('A', NOON - HOUR)])
    await city.settled()
    const viewer = await view(`${await listen(city)}/api/v1/live`)
    await viewer.next()
    await city.moveTo(NOON + HOUR)
    const update = await viewer.until(({ data }) => (data as Update).asOf === iso(NOON + HOUR))
    expect(updateOf(update).values?.find(({ indicator, judged, population }) => judged && population === 'all' && indicator === 'appeal_mean_response_hours')).toMatchObject({ sumMs: 2 * HOUR, count: 1, open: 1, display: { text: '2.00' } })
  })

  it('hears that the server is there though nothing happens', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const city = await newCity()
    const viewer = await view(`${await listen(city)}/api/v1/live`)
    await viewer.next()
    vi.advanceTimersByTime(15_000)
    expect((await viewer.next()).event).toBe('heartbeat')
  })

  it('is let go at once when the server stops', async () => {
    const city = await newCity()
    const url = await listen(city)
    const both = await Promise.all([view(`${url}/api/v1/live`), view(`${url}/api/v1/live?area=990901`)])
    for (const viewer of both) await viewer.next()
    const started = performance.now()
    await city.close()
    await Promise.all(both.map(({ ended }) => ended))
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('that does not read is dropped, without holding up the others', async () => {
    const city = await newCity()
    const listeners = new Set<(update: Update) => void>()
    const snapshot = await city.assessor.snapshot()
    const assessor = { ...city.assessor, follow: async (_area: string, listener: (update: Update) => void) => {
      listeners.add(listener)
      return snapshot === undefined ? undefined : { snapshot, end: () => void listeners.delete(listener) }
    } }
    const app = await buildApp({ services: { workbench: city.workbench, assessor }, logger: false })
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    const reader = await view(`http://127.0.0.1:${port}/api/v1/live`)
    await reader.next()
    socket.write('GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    await vi.waitFor(() => expect(listeners.size).toBe(2))
    socket.pause()
    const update: Update = { asOf: 'x'.repeat(500_000) }
    for (let sent = 0; sent < 100 && listeners.size === 2; sent++) {
      for (const listener of listeners) listener(update)
      await reader.next()
    }
    expect(listeners.size).toBe(1)
    await vi.waitFor(async () => expect(await connectionsOf(app)).toBe(1))
    socket.destroy()
    reader.leave()
    await app.close()
  })
})

describe('a viewer that leaves before it is let in', () => {
  it('is not followed', async () => {
    const city = await newCity()
    const snapshot = await city.assessor.snapshot()
    const asked = Promise.withResolvers<void>()
    const left = Promise.withResolvers<void>()
    const ended = vi.fn()
    const assessor = { ...city.assessor, follow: async () => {
      asked.resolve()
      await left.promise
      return snapshot === undefined ? undefined : { snapshot, end: ended }
    } }
    const app = await buildApp({ services: { workbench: city.workbench, assessor }, logger: false })
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    await asked.promise
    socket.destroy()
    await vi.waitFor(async () => expect(await connectionsOf(app)).toBe(0))
    left.resolve()
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce())
    await app.close()
  })
})

describe('the assess loop', () => {
  it('misses no commit, whatever it is doing when the commit comes', async () => {
    const city = await newCity()
    const looks = 25
    await new Promise<void>((resolve) => {
      let count = 0
      const wake = (): void => city.workbench.bus.publish('intake', { feed: 'events', batch: 0, changed: true })
      city.assessor.onLook(() => (++count === looks ? resolve() : void setImmediate(wake)))
      wake()
    })
    expect(city.errors).toEqual([])
  }, 20_000)

  it('begins a viewer with what was committed while the viewer was being let in', async () => {
    const city = await newCity()
    await city.push('one-form', [{ date: '2026-01-01', area: '', used: 9, all: 10, rate: '90' }])
    await city.moveTo(NOON + HOUR)
    // The item of the stale list is looked up in the past; a look comes and goes meanwhile.
    const seen: Update[] = []
    const following = city.assessor.follow('990901', (update) => seen.push(update))
    await city.push('events', events('E', { count: 4, online: 4 }))
    await city.settled()
    const snapshot = (await following)?.snapshot
    const known = [eventValue(snapshot?.values), ...seen.map(({ values }) => eventValue(values))].map((value) => value?.denominator)
    expect(known).toContain(4)
  })

  it('goes on after a look that failed', async () => {
    const city = await newCity()
    const { db } = city.workbench.store
    await db.schema.alterTable('edge').renameTo('edge_away').execute()
    city.workbench.bus.publish('intake', { feed: 'events', batch: 0, changed: true })
    await vi.waitFor(() => expect(city.errors.length).toBeGreaterThan(0))
    await db.schema.alterTable('edge_away').renameTo('edge').execute()
    await city.push('events', events('E', { count: 4, online: 4 }))
    await city.settled()
    expect(eventValue((await city.assessor.snapshot())?.values)).toMatchObject({ denominator: 4 })
  })

  it('reads the store anew when the clock goes back', async () => {
    const city = await newCity()
    await city.push('orders', [order('A', NOON - 3 * HOUR, { hours: 1 })])
    await city.settled()
    await city.moveTo(NOON - 2.5 * HOUR)
    const mean = (await city.assessor.snapshot())?.values.find(({ indicator, judged, population }) => judged && population === 'all' && indicator === 'appeal_mean_response_hours')
    expect(mean).toMatchObject({ sumMs: 0.5 * HOUR, count: 1, open: 1 })
  })
})

const connectionsOf = (app: Awaited<ReturnType<typeof buildApp>>): Promise<number> =>
  new Promise((resolve, reject) => app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))))
