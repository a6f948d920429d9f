// The door of a pushed feed: who may send, what, how fast, and what the sender is told.
import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { prunePushAnswers } from '../../../db/feeds/push-answers.ts'
import { PushGate } from '../../../server/push/push-gate.ts'
import { HOUR, NOON, events, smallCityOfFile, type Answer, type Counts, type SmallCity } from '../small-city.ts'
import { applyPushed, SHARED_SECRET } from './push-feeds.ts'

const opened = smallCityOfFile()
let applied: Promise<unknown> | undefined
const city = async (): Promise<SmallCity> => {
  const small = await opened()
  await (applied ??= applyPushed(small.workbench))
  return small
}

let round = 0
/** One event that nobody has reported yet. */
const fresh = (): readonly object[] => events(`push-${++round}`, { count: 1, online: 1 })
const STORED: Counts = { received: 1, stored: 1, duplicate: 0, rejected: 0 }

const push = async (feed: string, body: string | Uint8Array | object, headers: Record<string, string> = {}): Promise<Answer> => (await city()).post(`/api/v1/feeds/${feed}/samples`, body, headers)

/** Every refusal is told in both languages, with what to do. */
function expectProblem(answer: Answer, status: number): void {
  expect([answer.status, answer.type.split(';')[0]]).toEqual([status, 'application/problem+json'])
  const { detail, advice } = answer.as<{ detail: string; advice: string }>()
  for (const text of [detail, advice]) expect(text).toMatch(/[A-Za-z].* \/ .*[\u4e00-\u9fff]/)
}

const signature = (body: string | Uint8Array, at: number, secret = SHARED_SECRET): Record<string, string> => ({
  'x-ctmm-timestamp': String(at), 'x-ctmm-signature': createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex'),
})

describe('tokens of a feed', () => {
  const tokens = async (feed = 'by-token'): Promise<{ auth: string; tokens: { id: number; label: string; revokedAt: string | null; lastUsedAt: string | null }[] }> => (await (await city()).get(`/api/v1/feeds/${feed}/tokens`)).as()
  const made = async (label: string): Promise<{ token: string; entry: { id: number } }> => (await (await city()).post('/api/v1/feeds/by-token/tokens', { label })).as()

  it('let their holder push, and nobody else', async () => {
    const { token } = await made('grid')
    expect((await push('by-token', fresh(), { authorization: `Bearer ${token}` })).body).toEqual(STORED)
    for (const authorization of [undefined, '', 'Bearer', `Basic ${token}`, `Bearer ${token.slice(0, -1)}`, `Bearer ${token}x`, 'Bearer ctmm_', `Bearer ${'x'.repeat(5_000)}`]) {
      const answer = await push('by-token', fresh(), authorization === undefined ? {} : { authorization })
      expectProblem(answer, 401)
      expect(answer.headers['www-authenticate']).toBe('Bearer')
      expect(answer.text).not.toContain(token)
    }
  })

  it('are shown once, kept as digests, and end at once when they are revoked', async () => {
    const { workbench, app } = await city()
    const { token, entry } = await made('to be revoked')
    const { rows } = await sql<{ row: string }>`select row_to_json(feed_token)::text as row from feed_token where id = ${entry.id}::bigint`.execute(workbench.store.db)
    expect(rows[0]?.row).not.toContain(token.slice(5))
    expect((await tokens()).tokens.find(({ id }) => id === entry.id)).toMatchObject({ label: 'to be revoked', revokedAt: null, lastUsedAt: null })
    expect((await push('by-token', fresh(), { authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await tokens()).tokens.find(({ id }) => id === entry.id)?.lastUsedAt).toMatch(/\+08:00$/)
    const revoked = await app.inject({ method: 'DELETE', url: `/api/v1/feeds/by-token/tokens/${entry.id}` })
    expect(revoked.json().tokens.find(({ id }: { id: number }) => id === entry.id).revokedAt).toMatch(/\+08:00$/)
    expectProblem(await push('by-token', fresh(), { authorization: `Bearer ${token}` }), 401)
    expect((await app.inject({ method: 'DELETE', url: `/api/v1/feeds/by-token/tokens/${entry.id}` })).statusCode).toBe(404)
  })

  it('are no tokens of another feed, and are made for pushed feeds only, twenty at most', async () => {
    const small = await city()
    expect((await small.post('/api/v1/feeds/ledger/tokens', { label: 'x' })).status).toBe(409)
    expect((await small.post('/api/v1/feeds/nowhere/tokens', { label: 'x' })).status).toBe(404)
    expect((await small.post('/api/v1/feeds/by-token/tokens', { label: '' })).status).toBe(400)
    expect((await tokens('events')).auth).toBe('none')
    const other = (await small.post('/api/v1/feeds/events/tokens', { label: 'of events' })).as<{ token: string }>()
    expect((await push('by-token', fresh(), { authorization: `Bearer ${other.token}` })).status).toBe(401)
    let status = 200
    for (let count = 0; count < 25 && status === 200; count++) status = (await small.post('/api/v1/feeds/by-token/tokens', { label: `${count}` })).status
    expect([status, (await tokens()).tokens.filter(({ revokedAt }) => revokedAt === null).length]).toEqual([409, 20])
  })

  it('do not fill the feed up when they are wrong', async () => {
    for (let attempt = 0; attempt < 70; attempt++) expect((await push('by-token', '[]')).status).toBe(401)
  })
})

describe('a signed push', () => {
  it('is taken within five minutes of our clock, with seconds or milliseconds, whole or compressed', async () => {
    for (const at of [NOON, NOON / 1000, NOON - 299_000, NOON + 299_000]) {
      const body = JSON.stringify(fresh())
      expect((await push('signed', body, signature(body, at))).body).toEqual(STORED)
    }
    const packed = gzipSync(JSON.stringify(fresh()))
    expect((await push('signed', packed, { ...signature(packed, NOON), 'content-encoding': 'gzip' })).body).toEqual(STORED)
  })

  it('is harmless when somebody sends it again', async () => {
    const body = JSON.stringify(fresh())
    await push('signed', body, signature(body, NOON))
    expect((await push('signed', body, signature(body, NOON))).body).toEqual({ received: 1, stored: 0, duplicate: 1, rejected: 0 })
  })

  it('is refused where the clocks are too far apart, and told what ours shows', async () => {
    const body = JSON.stringify(fresh())
    const answer = await push('signed', body, signature(body, NOON - 301_000))
    expectProblem(answer, 401)
    expect(answer.as<{ detail: string }>().detail).toMatch(/2026-03-10T03:54:59Z.*2026-03-10T04:00:00Z.*301/)
  })

  it.each<readonly [string, (body: string) => Record<string, string>]>([
    ['nothing', () => ({})],
    ['another secret', (body) => signature(body, NOON, 'another')],
    ['a signature of another body', () => signature('[]', NOON)],
    ['a signature of another time', (body) => ({ ...signature(body, NOON), 'x-ctmm-timestamp': String(NOON + 1) })],
    ['half a signature', (body) => ({ ...signature(body, NOON), 'x-ctmm-signature': 'abcd' })],
    ['no number for the time', (body) => ({ ...signature(body, NOON), 'x-ctmm-timestamp': 'now' })],
    ['an old time and another secret, without a word about the clock', (body) => signature(body, NOON - 2 * HOUR, 'another')],
  ])('with %s is refused', async (_name, headers) => {
    const body = JSON.stringify(fresh())
    const answer = await push('signed', body, headers(body))
    expectProblem(answer, 401)
    expect(answer.text).not.toContain('2026-03-10T04')
  })

  it('waits while nobody has set the secret: the fault is ours', async () => {
    const body = JSON.stringify(fresh())
    const answer = await push('unset', body, signature(body, NOON))
    expectProblem(answer, 503)
    expect([answer.headers['retry-after'], answer.text]).toEqual(['5', expect.stringContaining('nobody-has-set-it')])
  })
})

describe('an Idempotency-Key', () => {
  it('answers the same body the same again, and counts it once', async () => {
    const { get } = await city()
    const counts = async (): Promise<unknown> => (await get('/api/v1/feeds')).as<{ feeds: (Counts & { id: string })[] }>().feeds.find(({ id }) => id === 'events')
    const body = JSON.stringify([...fresh(), { id: null }])
    const key = { 'idempotency-key': 'b5f1e3c0-0001' }
    const first = await push('events', body, key)
    expect(first.body).toEqual({ received: 2, stored: 1, duplicate: 0, rejected: 1 })
    const after = await counts()
    const again = await push('events', body, key)
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true'])
    const packed = await push('events', gzipSync(body), { ...key, 'content-encoding': 'gzip' })
    expect(packed.body).toEqual(first.body)
    expect(await counts()).toEqual(after)
  })

  it('refuses another body, takes the body under another key, and is a name within one feed', async () => {
    const [body, other] = [JSON.stringify(fresh()), JSON.stringify(fresh())]
    expectProblem(await push('events', body, { 'idempotency-key': 'one name' }), 400)
    const named = { 'idempotency-key': 'one-name' }
    expect((await push('events', body, named)).body).toEqual(STORED)
    expectProblem(await push('events', other, named), 422)
    expect((await push('events', other, { 'idempotency-key': 'another-name' })).body).toEqual(STORED)
    expect((await push('narrow', body, named)).body).toEqual({ ...STORED, stored: 0, duplicate: 1 })
  })

  it('takes one of two that come at once', async () => {
    const body = JSON.stringify(fresh())
    const answers = await Promise.all(Array.from({ length: 8 }, () => push('events', body, { 'idempotency-key': 'at-once' })))
    expect(answers.map(({ body: counts }) => counts)).toEqual(Array.from({ length: 8 }, () => STORED))
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length).toBe(1)
  })

  it('of two different bodies at once keeps one, and the other is stored nowhere', async () => {
    const { workbench } = await city()
    const bodies = [fresh(), fresh()]
    const answers = await Promise.all(bodies.map((body) => push('events', body, { 'idempotency-key': 'two-bodies' })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422])
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from identity where key in (${sql.join(bodies.map(([one]) => String(Reflect.get(one ?? {}, 'id'))))})`.execute(workbench.store.db)
    expect(rows[0]?.count).toBe(1)
  })

  it('is not used up by a body that cannot be read', async () => {
    const key = { 'idempotency-key': 'second-try' }
    expect((await push('events', '{"samples": [', key)).status).toBe(400)
    expect((await push('events', fresh(), key)).body).toEqual(STORED)
  })

  it('is forgotten after seven days', async () => {
    const { workbench: { store: { db } } } = await city()
    const body = JSON.stringify(fresh())
    for (const name of ['week-old', 'days-old']) await push('events', body, { 'idempotency-key': name })
    await sql`update push_answer set recorded_at = clock_timestamp() - interval '7 days 1 minute' where key = 'week-old'`.execute(db)
    await sql`update push_answer set recorded_at = clock_timestamp() - interval '6 days 23 hours' where key = 'days-old'`.execute(db)
    expect(await prunePushAnswers(db)).toBe(1)
    expect((await push('events', body, { 'idempotency-key': 'week-old' })).body).toEqual({ ...STORED, stored: 0, duplicate: 1 })
    expect((await push('events', body, { 'idempotency-key': 'days-old' })).headers['idempotency-replayed']).toBe('true')
  })
})

describe('a body', () => {
  const lines = { 'content-type': 'application/x-ndjson' }

  it('of lines costs a bad line itself alone', async () => {
    const good = (): string => JSON.stringify(fresh()[0])
    const bytes = Buffer.concat([Buffer.from(`${good()}\n\n{"id":\n${good()}\r\n42\n{"id":"`), Buffer.from([0xe4, 0xb8]), Buffer.from(`"}\n{"__proto__":{"id":1}}\n${good()}`)])
    expect((await push('events', bytes, lines)).body).toEqual({ received: 7, stored: 3, duplicate: 0, rejected: 4 })
    const letters = (await (await city()).get('/api/v1/dead-letters?feed=events&limit=4')).as<{ deadLetters: { code: string; position: string }[] }>().deadLetters
    expect(letters.map(({ position, code }) => `${position} ${code}`).toSorted()).toEqual(['3 not-json', '5 not-a-record', '6 unreadable-bytes', '7 forbidden-key'])
    expect(Reflect.get({}, 'id')).toBeUndefined()
  })

  it('without any line is taken for a mistake, and one without samples for a quiet source', async () => {
    expectProblem(await push('events', '\n\n', lines), 400)
    expect((await push('events', '[]')).body).toEqual({ received: 0, stored: 0, duplicate: 0, rejected: 0 })
  })

  it.each(['text/plain', 'text/html', 'text/xml', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream', 'application/json-seq', 'application/jsonp', 'application/x-ndjson-not', 'application/vnd.api+json', 'image/png', 'x', ''])('of type "%s" is refused with those that are read', async (type) => {
    const answer = await push('events', '[]', { 'content-type': type })
    expectProblem(answer, 415)
    expect(answer.text).toContain('application/x-ndjson')
  })

  it('in another character set or compressed in another way is refused', async () => {
    for (const type of ['application/json; charset=gbk', 'application/json;charset="iso-8859-1"', 'application/x-ndjson; charset=utf-16']) expectProblem(await push('events', '[]', { 'content-type': type }), 415)
    expect((await push('events', '[]', { 'content-type': 'application/json; charset=UTF-8' })).status).toBe(200)
    for (const encoding of ['br', 'deflate', 'zstd', 'gzip, gzip']) {
      const answer = await push('events', '[]', { 'content-encoding': encoding })
      expectProblem(answer, 415)
      expect(answer.headers['accept-encoding']).toBe('gzip')
    }
  })

  it('compressed to nothing but large once it is opened is refused without being opened', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1_048_576, ' '))
    expect(bomb.length).toBeLessThan(1_048_576)
    const before = process.memoryUsage.rss()
    expectProblem(await push('events', bomb, { 'content-encoding': 'gzip' }), 413)
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1_048_576)
    expectProblem(await push('events', gzipSync('[]').subarray(0, 12), { 'content-encoding': 'gzip' }), 400)
    expectProblem(await push('events', 'no gzip', { 'content-encoding': 'gzip' }), 400)
    expectProblem(await push('events', 'x'.repeat(2_097_152)), 413)
  })
})

describe('a store that is away or full', () => {
  it.each([['57P01', 'The database does not answer'], ['53100', "The database's disk is full"]])('(%s) is told in both languages, with when to come again, and nothing is acknowledged', async (code, words) => {
    const { workbench } = await city()
    const intake = vi.spyOn(workbench.intake, 'take').mockRejectedValueOnce(Object.assign(new Error('terminating connection'), { code }))
    const body = fresh()
    const answer = await push('events', body, { 'idempotency-key': `store-${code}` })
    intake.mockRestore()
    expectProblem(answer, 503)
    expect([answer.headers['retry-after'], answer.text]).toEqual(['5', expect.stringContaining(words)])
    expect((await push('events', body, { 'idempotency-key': `store-${code}` })).body).toEqual(STORED)
  })
})

describe('a feed that is held to a rate', () => {
  it('takes a burst, then as many as the time allows, and says when to come again', async () => {
    const { clock } = await city()
    const statuses = async (count: number): Promise<readonly number[]> => Promise.all(Array.from({ length: count }, async () => (await push('rated', '[]')).status))
    expect((await statuses(4)).toSorted()).toEqual([200, 200, 200, 429])
    const late = await push('rated', '[]')
    expectProblem(late, 429)
    expect(late.headers['retry-after']).toBe('2')
    clock.now += 2_000
    expect(await statuses(2)).toEqual([200, 429])
    clock.now = NOON
    expect((await push('events', '[]')).status).toBe(200)
  })

  it('has as many inside at once as it says, and gives places back, also of senders that go away', async () => {
    const { app } = await city()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = Object(app.server.address())
    /** A sender that begins and does not go on. */
    const begin = (): { readonly status: Promise<number | undefined>; readonly request: ReturnType<typeof httpRequest> } => {
      const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/api/v1/feeds/narrow/samples', headers: { 'content-type': 'application/json', 'content-length': '100' } })
      const status = new Promise<number | undefined>((resolve) => {
        request.on('response', (response) => resolve(response.resume().statusCode))
        request.on('error', () => resolve(undefined))
      })
      request.write('[')
      return { status, request }
    }
    const sendWhole = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/api/v1/feeds/narrow/samples`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[]' })).status
    const waitFor = async (status: number): Promise<void> => {
      const until = performance.now() + 10_000
      while ((await sendWhole()) !== status) if (performance.now() > until) throw new Error(`No ${status} came.`)
    }
    for (let whole = 0; whole < 5; whole++) expect(await sendWhole()).toBe(200)
    // A whole push beside them could take the place of one that is on its way.
    const entering = vi.spyOn(PushGate.prototype, 'enter')
    const slow = [begin(), begin()]
    await vi.waitFor(() => expect(entering.mock.results.filter(({ value }) => value !== undefined).length).toBe(2), 10_000)
    entering.mockRestore()
    expect([await sendWhole(), await begin().status]).toEqual([429, 429])
    for (const { request } of slow) request.destroy()
    await waitFor(200)
  })
})

describe('a feed', () => {
  it('that is not there or not pushed says so in both languages', async () => {
    expectProblem(await push('nowhere', '[]'), 404)
    expectProblem(await push('ledger', '[]'), 409)
  })

  it('has its ways to push in the description of the API', async () => {
    const paths = (await (await city()).app.inject('/api/docs/json')).json().paths
    const described = JSON.stringify(paths['/api/v1/feeds/{id}/samples'].post)
    for (const word of ['idempotency-key', 'x-ctmm-signature', 'application/x-ndjson', 'gzip']) expect(described).toContain(word)
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/feeds/{id}/tokens', '/api/v1/feeds/{id}/tokens/{token}']))
  })

  it('has refusals counted by their reason', async () => {
    const text = (await (await city()).app.inject('/metrics')).body
    for (const reason of ['token', 'signature', 'clock', 'too-fast', 'too-many-at-once', 'key', 'key-reused', 'encoding', 'charset', 'too-large', 'not-gzip', 'not-json']) expect(text).toContain(`ctmm_samples_requests_refused_total{reason="${reason}"}`)
  })
})
