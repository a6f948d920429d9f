// A polled source that fails in every way, over the whole path: what is stored, how far the feed is covered, and what its health says. Nothing half is taken for whole.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFeedStates, type FeedState } from '../../db/feeds/feed-states.ts'
import type { FeedRun } from '../../db/feeds/feed-runs.ts'
import { runNow } from '../../server/jobs/feed-runner/run-now.ts'
import { json, raw, sourceServer, type Answering } from '../ingest/http/source-server.ts'
import { DAY, FEEDS, HOUR, MINUTE, NOON, local, openSmallCity, type SmallCity } from './small-city.ts'

let city: SmallCity
beforeAll(async () => {
  city = await openSmallCity()
}, 120_000)
afterAll(() => city?.close())

let number = 0
/** Applies a feed that is polled; events are cases, scenarios a full list. */
async function polledFeed(of: 'events' | 'scenarios', adapter: string) {
  const id = `polled-${of}-${++number}`
  const text = FEEDS[of].replace(`id: ${of}`, `id: ${id}`).replace('adapter: {kind: http-push}', `adapter: {kind: http-poll, retry: {attempts: 1, firstDelayMs: 1}, timeouts: {headersMs: 900, wholeMs: 1500}, ${adapter}}`)
    .replace('until: max-of, field: observedAt', 'until: received').replace('source: scenario-list', `source: list-${number}`)
  return city.workbench.applyFeed(text, `${id}.feed.yaml`)
}

type Polled = Awaited<ReturnType<typeof polledFeed>>

/** One reading as the runner makes it; the problem that it ended in. */
async function run(feed: Polled): Promise<FeedRun['problem']> {
  const ended = await runNow(city.workbench, feed)
  if (ended === undefined) throw new Error('Somebody else reads the feed.')
  expect(ended.state).toBe(ended.problem === null ? 'done' : 'failed')
  return ended.problem
}

const stateOf = async ({ id }: Polled): Promise<FeedState | undefined> => (await readFeedStates(city.workbench.store.db)).find(({ feed }) => feed === id)
const healthOf = async (feed: Polled): Promise<string | undefined> => (await city.get('/api/v1/feeds')).as<{ feeds: { id: string; state: string }[] }>().feeds.find(({ id }) => id === feed.id)?.state

const event = (id: string, minutes = 60): object => {
  const filed = NOON - minutes * MINUTE
  return { id, street: '东一街', filed: local(filed), closed: local(filed + MINUTE), online: '是', updated: local(filed + MINUTE) }
}
const page = (name: string, of: number, { total = 50 } = {}): object => ({ total, rows: Array.from({ length: 10 }, (_, index) => event(`${name}-${of}-${index}`)) })
const PAGED = 'records: /rows, total: /total, paging: {by: page, parameter: p}'

describe('a source that fails', () => {
  it.each<readonly [string, Answering, string, number]>([
    ['on page 3 of 5', ({ query }, response) => (query.get('p') === '3' ? json(response, '', { status: 500 }) : json(response, page('a', Number(query.get('p'))))), 'unreachable', 20],
    ['by half a body on page 2', ({ query }, response) => (query.get('p') === '2' ? raw(response, 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"total":50,"rows":[') : json(response, page('b', 1))), 'incomplete', 10],
    ['by a total that changes', ({ query }, response) => json(response, page('c', Number(query.get('p')), { total: 49 + Number(query.get('p')) })), 'incomplete', 10],
    ['by silence on page 4', ({ query }, response) => void (query.get('p') === '4' || json(response, page('d', Number(query.get('p'))))), 'unreachable', 30],
    ['by a page that drips', ({ query }, response) => {
      if (query.get('p') !== '2') return json(response, page('e', 1))
      response.writeHead(200, { 'content-type': 'application/json' })
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    }, 'incomplete', 10],
    ['by wrong JSON on page 5', ({ query }, response) => json(response, query.get('p') === '5' ? '{"total":50,"rows":[}' : page('f', Number(query.get('p')))), 'contract', 40],
    ['by refusing us on page 2', ({ query }, response) => json(response, page('g', 1), { status: query.get('p') === '2' ? 403 : 200 }), 'refused', 10],
    ['by sending us elsewhere on page 2', ({ query }, response) => (query.get('p') === '2' ? response.writeHead(302, { location: 'http://169.254.169.254/' }).end() : json(response, page('h', 1))), 'refused', 10],
    ['by ending early on page 3', ({ query }, response) => json(response, query.get('p') === '3' ? { total: 50, rows: [] } : page('i', Number(query.get('p')))), 'incomplete', 20],
  ])('%s: what came stays, the feed is covered no further and grows late, and the next reading has it all', async (_name, answering, failure, kept) => {
    let isMended = false
    const source = await sourceServer((asked, response, count) => (isMended ? json(response, page('mended', Number(asked.query.get('p')))) : answering(asked, response, count)))
    const feed = await polledFeed('events', `url: '${source.origin}/events', ${PAGED}, since: {parameter: from, path: updated, date: {format: 'yyyy-MM-dd HH:mm:ss'}}`)
    expect((await run(feed))?.code).toBe(failure)
    expect(await stateOf(feed)).toMatchObject({ received: kept, stored: kept, coveredUntil: null, cursor: null })
    // What is not what was agreed says why nothing comes, whatever else is late.
    const drifts = failure === 'contract'
    expect(await healthOf(feed)).toBe(drifts ? 'drifting' : 'failing')

    isMended = true
    expect(await run(feed)).toBeNull()
    expect(await stateOf(feed)).toMatchObject({ received: kept + 50, coveredUntil: city.clock.now, cursor: { newest: NOON - 59 * MINUTE } })
    expect(await healthOf(feed)).toBe('ok')

    isMended = false
    city.clock.now += 3 * HOUR
    expect((await run(feed))?.code).toBe(failure)
    expect([(await stateOf(feed))?.coveredUntil, await healthOf(feed)]).toEqual([NOON, drifts ? 'drifting' : 'failing'])
    city.clock.now += 2 * HOUR
    expect(await healthOf(feed)).toBe(drifts ? 'drifting' : 'stopped')
    city.clock.now = NOON
  })

  it('is read again with what changed since, once it is mended, and nothing counts twice', async () => {
    const known = [event('s1', 90), event('s2', 30)]
    const source = await sourceServer((_asked, response) => json(response, known))
    const feed = await polledFeed('events', `url: '${source.origin}', records: "", since: {parameter: from, path: updated, date: {format: 'yyyy-MM-dd HH:mm:ss'}}`)
    for (let reading = 0; reading < 3; reading++) expect(await run(feed)).toBeNull()
    expect(await stateOf(feed)).toMatchObject({ received: 6, stored: 2, duplicate: 4 })
    expect(source.asked.map(({ query }) => query.get('from'))).toEqual([null, local(NOON - 34 * MINUTE), local(NOON - 34 * MINUTE)])
  })
})

describe('a source that has nothing new', () => {
  it('says so with 304, and is covered until now', async () => {
    const source = await sourceServer(({ headers }, response) => (headers['if-none-match'] === '"1"' ? response.writeHead(304).end() : json(response, [event('n1')], { headers: { etag: '"1"' } })))
    const feed = await polledFeed('events', `url: '${source.origin}', records: ""`)
    await run(feed)
    city.clock.now += 5 * HOUR
    expect(await healthOf(feed)).toBe('stopped')
    expect(await run(feed)).toBeNull()
    expect(await stateOf(feed)).toMatchObject({ received: 1, stored: 1, coveredUntil: city.clock.now })
    expect([await healthOf(feed), source.asked.length]).toEqual(['ok', 2])
    city.clock.now = NOON
  })
})

describe('a full list', () => {
  const row = (no: string): object => ({ no, date: '2026-03-01', area: '', state: '已开放', domain: no })
  const open = async (): Promise<number | null | undefined> => {
    const snapshot = (await city.get(`/api/v1/standings?asOf=${encodeURIComponent(local(NOON))}`)).as<{ values: { indicator: string; value: number | null }[] }>()
    return snapshot.values.find(({ indicator }) => indicator === 'open_scenarios_count')?.value
  }

  it('of which a page fails, a row is bad or nothing is left is not applied at all', async () => {
    let state: 'whole' | 'broken' | 'bad row' | 'empty' | 'shorter' = 'whole'
    const source = await sourceServer(({ query }, response) => {
      const first = query.get('p') === '1'
      if (state === 'broken' && !first) return json(response, '', { status: 500 })
      if (state === 'empty') return json(response, { total: 0, rows: [] })
      if (state === 'shorter') return json(response, { total: 1, rows: [row('A')] })
      json(response, { total: 4, rows: first ? [row('A'), row('B')] : [row('C'), state === 'bad row' ? '{' : row('D')] })
    })
    const feed = await polledFeed('scenarios', `url: '${source.origin}', ${PAGED}`)
    expect([await run(feed), await open()]).toEqual([null, 4])
    const covered = (await stateOf(feed))?.coveredUntil
    city.clock.now += DAY
    state = 'broken'
    expect([(await run(feed))?.code, await open()]).toEqual(['unreachable', 4])
    state = 'empty'
    expect((await run(feed))?.en).toMatch(/empty list/)
    expect([await open(), (await stateOf(feed))?.coveredUntil]).toEqual([4, covered])
    state = 'bad row'
    await run(feed)
    expect([await open(), (await stateOf(feed))?.coveredUntil]).toEqual([4, covered])
    state = 'shorter'
    city.clock.now += DAY
    expect([await run(feed), (await stateOf(feed))?.coveredUntil]).toEqual([null, city.clock.now])
    city.clock.now = NOON
  })
})

describe('a token that ends in the middle of a reading', () => {
  it('is fetched anew, and the reading goes on', async () => {
    let issued = 0
    let uses = 0
    const source = await sourceServer(({ path, query, headers }, response) => {
      if (path === '/token') {
        uses = 0
        return json(response, { access_token: `t${++issued}`, expires_in: 3600 })
      }
      if (headers.authorization !== `Bearer t${issued}` || ++uses > 2) return json(response, { error: 'expired' }, { status: 401 })
      json(response, page('o', Number(query.get('p'))))
    })
    const feed = await polledFeed('events', `url: '${source.origin}/events', ${PAGED}, auth: {kind: oauth2, tokenUrl: '${source.origin}/token', clientId: city, clientSecret: {secret: oauth-client}}`)
    await city.workbench.secrets.set('oauth-client', 'the client secret')
    expect(await run(feed)).toBeNull()
    expect(await stateOf(feed)).toMatchObject({ received: 50, stored: 50, coveredUntil: NOON })
    expect(issued).toBe(3)
  })
})
