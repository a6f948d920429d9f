import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { DAY, HOUR, NOON, events, local, order, smallCityOfFile, type Counts, type FeedName } from './small-city.ts'

const open = smallCityOfFile()

interface Letter {
  readonly field: string
  readonly value: string
  readonly code: string
  readonly reason: { readonly zh: string; readonly en: string }
  readonly advice: { readonly zh: string; readonly en: string }
}

const quote = (value: unknown): string => JSON.stringify(value)
const good = (id: string): object => ({ id, street: '东一街', filed: local(NOON - HOUR), closed: null, online: '否', updated: local(NOON - HOUR) })
const bad = (change: object): string => quote({ ...good('bad'), ...change })

/** One bad sample between two good ones; the ids of the good ones are new each time. */
let round = 0
async function pushBetweenNeighbours(feed: FeedName, sample: string, neighbour: (id: string) => object): Promise<{ readonly counts: Counts; readonly letter: Letter | undefined }> {
  const city = await open()
  const [before, after] = [`n${++round}`, `n${++round}`]
  const answer = await city.post(`/api/v1/feeds/${feed}/samples`, `{"samples":[${quote(neighbour(before))},${sample},${quote(neighbour(after))}]}`)
  expect(answer.status).toBe(200)
  const letters = await city.get(`/api/v1/dead-letters?feed=${feed}&limit=1`)
  return { counts: answer.as<Counts>(), letter: letters.as<{ deadLetters: Letter[] }>().deadLetters[0] }
}

describe('a bad event between good ones', () => {
  it.each<readonly [string, string, { readonly field: string; readonly code: string; readonly value?: string }]>([
    ['a NUL', quote({ ...good('x'), id: 'a\u0000b' }), { field: 'record', code: 'control-character' }],
    ['half a character', `{"id":"\\ud800","filed":"${local(NOON)}"}`, { field: 'record', code: 'unpaired-surrogate' }],
    ['a __proto__ key', `{"id":"p","__proto__":{"online":"是"},"filed":"${local(NOON)}"}`, { field: 'record', code: 'forbidden-key' }],
    ['a key given twice', `{"id":"p","id":"q","filed":"${local(NOON)}"}`, { field: 'record', code: 'repeated-key' }],
    ['null for the start', bad({ filed: null }), { field: 'filedAt', code: 'missing' }],
    ['null for the key', bad({ id: null }), { field: 'key', code: 'missing' }],
    ['an object for the key', bad({ id: { $ne: 1 } }), { field: 'key', code: 'wrong-type' }],
    ['NaN as text for a date', bad({ filed: 'NaN' }), { field: 'filedAt', code: 'unreadable-date', value: 'NaN' }],
    ['a day that does not exist', bad({ filed: '2026-02-30 08:00:00' }), { field: 'filedAt', code: 'unreadable-date' }],
    ['a leap second', bad({ filed: '2016-12-31 23:59:60' }), { field: 'filedAt', code: 'unreadable-date' }],
    ['a negative duration', bad({ closed: local(NOON - 2 * HOUR) }), { field: 'closedAt', code: 'closed-before-start' }],
    ['a date in the future', bad({ filed: local(NOON + DAY), updated: local(NOON + DAY) }), { field: 'observedAt', code: 'in-the-future' }],
    ['an unknown area', bad({ street: '北一街' }), { field: 'area', code: 'unknown-area', value: '北一街' }],
    ['a word for a flag that nobody listed', bad({ online: 'maybe' }), { field: 'online', code: 'unlisted-value', value: 'maybe' }],
    ['no object at all', '42', { field: 'record', code: 'not-a-record' }],
    ['a list', '[1,2]', { field: 'record', code: 'not-a-record' }],
    ['null', 'null', { field: 'record', code: 'not-a-record' }],
    ['a hundred levels', `{"id":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`, { field: 'record', code: 'too-deep' }],
    ['a long key', bad({ id: 'x'.repeat(5_000) }), { field: 'key', code: 'too-long' }],
  ])('with %s is kept with field, value, reason and advice, and its neighbours are stored', async (_name, sample, expected) => {
    const { counts, letter } = await pushBetweenNeighbours('events', sample, good)
    expect(counts).toEqual({ received: 3, stored: 2, duplicate: 0, rejected: 1 })
    expect(letter).toMatchObject(expected)
    for (const text of [letter?.reason.zh, letter?.reason.en, letter?.advice.zh, letter?.advice.en]) expect(text).toMatch(/\S/)
    expect(Reflect.get({}, 'online')).toBeUndefined()
  })

  it('with a column that the feed does not list is refused, and one that lacks a listed column too', async () => {
    const fine = (id: string): object => order(id, NOON - DAY, { hours: 1 })
    const more = await pushBetweenNeighbours('orders', quote({ ...order('bad', NOON - DAY), surprise: 1 }), fine)
    expect([more.counts, more.letter]).toMatchObject([{ stored: 2, rejected: 1 }, { code: 'unknown-column', value: 'surprise' }])
    const { contact: _contact, ...less } = order('bad', NOON - DAY) as { contact: unknown }
    const missing = await pushBetweenNeighbours('orders', quote(less), fine)
    expect([missing.counts, missing.letter]).toMatchObject([{ stored: 2, rejected: 1 }, { code: 'missing-column' }])
  })

  it('keeps a 20-digit number as the key that it is', async () => {
    const city = await open()
    const twenty = (last: number): string => quote(good('x')).replace('"x"', `1234567890123456789${last}`)
    const answer = await city.post('/api/v1/feeds/events/samples', `[${twenty(1)},${twenty(2)}]`)
    expect(answer.body).toEqual({ received: 2, stored: 2, duplicate: 0, rejected: 0 })
  })
})

describe('a bad measurement', () => {
  const measured = { date: '2026-03-09', area: '', used: 8, all: 10, rate: '80' }
  it.each<readonly [string, object, { readonly field: string; readonly code: string }]>([
    ['a share as 0.8', { rate: '0.8' }, { field: 'percent', code: 'wrong-scale' }],
    ['a share as "80%"', { rate: '80%' }, { field: 'percent', code: 'wrong-scale' }],
    ['a share without counts', { used: null, all: null }, { field: 'numerator', code: 'bare-percent' }],
    ['a numerator above the denominator', { used: 11, rate: null }, { field: 'numerator', code: 'numerator-above-denominator' }],
    ['a negative number', { used: -1, rate: null }, { field: 'numerator', code: 'negative' }],
    ['NaN', { used: 'NaN', rate: null }, { field: 'numerator', code: 'not-a-number' }],
    ['null for a number', { all: null, rate: null }, { field: 'denominator', code: 'missing' }],
    ['true for a number', { used: true, rate: null }, { field: 'numerator', code: 'not-a-number' }],
    ['half a department', { used: '7.5', rate: null }, { field: 'numerator', code: 'not-an-integer' }],
  ])('with %s is kept with its reason', async (_name, change, expected) => {
    const neighbour = (id: string): object => ({ ...measured, date: `2026-03-0${1 + (Number(id.slice(1)) % 8)}` })
    const { counts, letter } = await pushBetweenNeighbours('one-form', quote({ ...measured, ...change }), neighbour)
    expect(counts.rejected).toBe(1)
    expect(counts.stored + counts.duplicate).toBe(2)
    expect(letter).toMatchObject(expected)
  })

  it('is never a zero: without a good one there is no value', async () => {
    const city = await open()
    await city.push('catalogue', [{ no: 'R1', date: '2026-03-01', area: '', state: null, owner: 'a' }])
    const snapshot = (await city.get(`/api/v1/standings?asOf=${encodeURIComponent(local(NOON))}`)).as<Snapshot>()
    expect(snapshot.values.find(({ indicator }) => indicator === 'data_classified_share')).toMatchObject({ state: 'no-data', display: { text: '—' } })
    expect(snapshot.standings.find(({ item }) => item === 'C19')).toMatchObject({ proven: null, ceiling: 5 })
  })
})

describe('a body that cannot be read', () => {
  it.each<readonly [string, string | Uint8Array, RegExp]>([
    ['half of a UTF-8 character', new Uint8Array([...new TextEncoder().encode('[{"id":"'), 0xe4, 0xb8, ...new TextEncoder().encode('"}]')]), /UTF-8/],
    ['GB18030 bytes', new Uint8Array([0x5b, 0x22, 0xc4, 0xe3, 0x22, 0x5d]), /UTF-8/],
    ['no JSON', '{"samples": [', /JSON/],
    ['NaN as a number', '[{"id": NaN}]', /JSON/],
    ['two documents', '[] []', /JSON/],
    ['a bare number', '42', /samples/],
    ['another key beside the samples', '{"samples": [], "note": 1}', /samples/],
    ['nothing', '', /JSON/],
  ])('with %s is refused whole, in both languages, with what to do', async (_name, body, reason) => {
    const city = await open()
    const before = (await city.get('/api/v1/feeds')).text
    const answer = await city.post('/api/v1/feeds/events/samples', body)
    expect([answer.status, answer.type.split(';')[0]]).toEqual([400, 'application/problem+json'])
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(reason), advice: expect.stringMatching(/[\u4e00-\u9fff]/) })
    expect((await city.get('/api/v1/feeds')).text).toBe(before)
  })

  it('of two megabytes is refused with how to split it', async () => {
    const city = await open()
    const answer = await city.post('/api/v1/feeds/events/samples', `[${quote({ id: 'x'.repeat(2_097_152) })}]`)
    expect([answer.status, answer.type.split(';')[0]]).toEqual([413, 'application/problem+json'])
    expect(answer.body).toMatchObject({ advice: expect.stringContaining('1 MiB') })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/json-seq', 'x'])('of type %s is refused', async (type) => {
    const answer = await (await open()).post('/api/v1/feeds/events/samples', '[]', { 'content-type': type })
    expect(answer.status).toBe(415)
    expect(answer.body).toMatchObject({ advice: expect.stringContaining('application/json') })
  })
})

describe('a list that is not whole', () => {
  const row = (no: string, state = '已开放'): object => ({ no, date: '2026-03-01', area: '', state, domain: no })
  it('is not applied at all: nothing is stored, nothing withdrawn, and an empty one is refused', async () => {
    const city = await open()
    expect(await city.push('scenarios', [row('S1'), row('S2')])).toEqual({ received: 2, stored: 2, duplicate: 0, rejected: 0 })
    expect(await city.push('scenarios', [{ ...row('S3'), date: '2026-03-02' }, { ...row('S4', '?'), date: '2026-03-02' }])).toEqual({ received: 2, stored: 0, duplicate: 0, rejected: 2 })
    const empty = await city.post('/api/v1/feeds/scenarios/samples', { samples: [] })
    expect([empty.status, empty.body]).toMatchObject([422, { detail: expect.stringContaining('empty list'), advice: expect.stringMatching(/\S/) }])
    const count = async (): Promise<unknown> => (await city.get('/api/v1/standings?asOf=2026-03-05')).as<Snapshot>().values.find(({ indicator }) => indicator === 'open_scenarios_count')?.value
    expect(await count()).toBe(2)
    expect(await city.push('scenarios', [{ ...row('S2'), date: '2026-03-03' }])).toEqual({ received: 1, stored: 1, duplicate: 0, rejected: 0 })
    expect(await count()).toBe(1)
  })
})

describe('at the end', () => {
  it('every feed has received what it stored, knew and refused, and background work had no error', async () => {
    const city = await open()
    await city.push('events', events('end', { count: 2, online: 1 }))
    await city.settled()
    const { feeds } = (await city.get('/api/v1/feeds')).as<{ feeds: (Counts & { id: string })[] }>()
    for (const { id, received, stored, duplicate, rejected } of feeds) expect([id, received]).toEqual([id, stored + duplicate + rejected])
    expect(city.errors).toEqual([])
  })
})
