// Taking back what a feed delivered, as people ask for it: a preview that changes nothing, then readings as if it had never come.
import { afterEach, describe, expect, it } from 'vitest'
import { startUndoing } from '../../server/jobs/undoing.ts'
import type { Undoing, UndoPreview } from '../../server/schemas/undo.ts'
import { digestsOf } from '../db/backup/told-city.ts'
import { events, HOUR, iso, NOON, smallCityOfTest, type SmallCity } from './small-city.ts'

const cityOfTest = smallCityOfTest()
const workers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of workers.splice(0)) await stop()
})

const later = NOON + HOUR

/** What the city says of an instant, without when it was asked. */
async function levelsAt(city: SmallCity, asOf: number): Promise<unknown> {
  const { status, text } = await city.get(`/api/v1/levels?asOf=${encodeURIComponent(iso(asOf))}`)
  expect(status).toBe(200)
  return JSON.parse(text, (name, value: unknown) => (name === 'knownAt' || name === 'provisional' ? undefined : value))
}

async function undoings(city: SmallCity, feed = 'events'): Promise<readonly Undoing[]> {
  return (await city.get(`/api/v1/feeds/${feed}/undos`)).as<{ undoings: readonly Undoing[] }>().undoings
}

/** The right events at noon, the wrong file an hour later. */
async function wrongFile(): Promise<{ readonly city: SmallCity; readonly right: readonly [unknown, unknown] }> {
  const city = await cityOfTest()
  await city.push('events', events('E', { count: 30, online: 29, until: NOON - 2 * HOUR }))
  await city.moveTo(later)
  const right = [await levelsAt(city, NOON), await levelsAt(city, later)] as const
  await city.push('events', [...events('W', { count: 300, online: 3, until: NOON - 3 * HOUR }), { id: 'bad' }])
  await city.settled()
  return { city, right }
}

const lastBatch = async (city: SmallCity): Promise<number> => (await city.workbench.store.db.selectFrom('intake_batch').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id

describe('an undo', () => {
  it('says beforehand what would change, and changes nothing', async () => {
    const { city } = await wrongFile()
    const before = await digestsOf(city.workbench.store.db)
    const batch = await lastBatch(city)
    const { status, body } = await city.post('/api/v1/feeds/events/undo', { scope: { kind: 'batches', from: batch, to: batch }, preview: true })
    expect([status, body]).toMatchObject([200, {
      state: 'preview', batches: 1, statements: 300, kept: 0, identities: 300, expired: 0, days: { sealed: 0 }, note: null,
      coveredUntil: { before: iso(later), after: iso(NOON) },
      values: [{ area: '990900', indicator: 'event_online_disposal_rate', before: { text: '9.70', unit: '%' }, after: { text: '96.67', unit: '%' } }],
    }])
    const { standings } = body as UndoPreview
    expect(standings?.map(({ before: is, after }) => [is.proven, after.proven])).toEqual([[0, expect.any(Number)]])
    expect(await digestsOf(city.workbench.store.db)).toEqual(before)
  })

  it('leaves the readings that there were before, live and of the past, and tells how it went', async () => {
    const { city, right } = await wrongFile()
    const batch = await lastBatch(city)
    expect(await levelsAt(city, later)).not.toEqual(right[1])
    const asked = await city.post('/api/v1/feeds/events/undo', { scope: { kind: 'batches', from: batch, to: batch }, because: '误传上月文件', by: '李' })
    expect([asked.status, asked.body]).toMatchObject([202, { state: 'running', feed: 'events', because: '误传上月文件', by: '李', batches: 1, identities: { done: 0, total: 300 } }])
    // Nobody has worked it off yet; a process that starts later finds it.
    const worker = startUndoing({ workbench: city.workbench, onError: (error) => city.errors.push(error) })
    workers.push(worker.stop)
    await expect.poll(async () => (await undoings(city))[0]?.state, { timeout: 30_000 }).toBe('done')
    expect(await undoings(city)).toMatchObject([{ id: asked.as<Undoing>().id, statements: 300, expired: 0, identities: { done: 300, total: 300 }, endedAt: expect.any(String) }])
    expect([await levelsAt(city, NOON), await levelsAt(city, later)]).toEqual(right)
    await city.settled()
    expect((await city.get('/api/v1/standings')).text).toContain('"96.67"')
    expect((await city.get(`/api/v1/feeds/events/dead-letters/groups`)).body).toMatchObject({ waiting: 0, settled: { undone: 1 } })
    expect(city.errors).toEqual([])
    // The same again finds nothing to do.
    expect((await city.post('/api/v1/feeds/events/undo', { scope: { kind: 'batches', from: batch, to: batch }, because: 'again' })).body).toMatchObject({ state: 'done', batches: 0, statements: 0 })
  })

  it('is told to the worker that waits, and goes by time as people write it', async () => {
    const { city, right } = await wrongFile()
    const worker = startUndoing({ workbench: city.workbench, onError: (error) => city.errors.push(error) })
    workers.push(worker.stop)
    expect((await city.post('/api/v1/feeds/events/undo', { scope: { kind: 'time', from: '1999-01-01', to: '1999-01-02' }, because: 'nothing was there' })).body).toMatchObject({ state: 'done', batches: 0 })
    await city.post('/api/v1/feeds/events/undo', { scope: { kind: 'time', from: '2020-01-01', to: '2099-01-01T00:00:00+08:00' }, because: 'all of it' })
    await expect.poll(async () => (await undoings(city)).map(({ state }) => state), { timeout: 30_000 }).toEqual(['done', 'done'])
    expect(await levelsAt(city, NOON)).not.toEqual(right[0])
    expect((await city.get('/api/v1/feeds')).as<{ feeds: { id: string; coveredUntil: string | null }[] }>().feeds.find(({ id }) => id === 'events')?.coveredUntil).toBeNull()
  })

  it.each([
    ['without a reason', 'events', { scope: { kind: 'all' } }, 400, /Why is missing/],
    ['with a blank reason', 'events', { scope: { kind: 'all' }, because: '  ' }, 400, /Why is missing/],
    ['of a feed that nobody knows', 'nowhere', { scope: { kind: 'all' }, because: 'x' }, 404, /no feed nowhere/],
    ['of a time that ends before it begins', 'events', { scope: { kind: 'time', from: '2026-03-02', to: '2026-03-01' }, because: 'x' }, 400, /does not come after/],
    ['of no time', 'events', { scope: { kind: 'time', from: 'soon', to: '2026-03-01' }, because: 'x' }, 400, /no instant/],
    ['of batches in the wrong order', 'events', { scope: { kind: 'batches', from: 9, to: 3 }, because: 'x' }, 400, /comes before/],
    ['of a run that is not there', 'events', { scope: { kind: 'run', run: 77 }, because: 'x' }, 404, /no run 77/],
    ['of half a batch', 'events', { scope: { kind: 'batches', from: 1.5, to: 3 }, because: 'x' }, 400, /./],
    ['of something else', 'events', { scope: { kind: 'everything' }, because: 'x' }, 400, /./],
    ['with a word that means nothing', 'events', { scope: { kind: 'all' }, because: 'x', really: true }, 400, /./],
    ['without a scope', 'events', { because: 'x' }, 400, /./],
  ])('%s is refused and changes nothing', async (_, feed, body, status, text) => {
    const city = await cityOfTest()
    const answer = await city.post(`/api/v1/feeds/${feed}/undo`, body)
    expect([answer.status, answer.type]).toEqual([status, expect.stringContaining('application/problem+json')])
    expect(answer.text).toMatch(text)
    expect((await city.workbench.store.db.selectFrom('undo').select('id').execute())).toEqual([])
  })
})
