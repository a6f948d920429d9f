import { beforeAll, describe, expect, it } from 'vitest'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import type { Change, Series, StandingInterval } from '../../server/schemas/trends.ts'
import { CITY, DAY, HOUR, NOON, events, iso, local, order, smallCityOfFile, type Answer } from './small-city.ts'

const open = smallCityOfFile()

const SCENARIOS = [
  { no: 'S1', date: '2026-03-01', area: '990901', state: '已开放', domain: '交通' },
  { no: 'S2', date: '2026-03-01', area: '990902', state: '已开放', domain: '医疗' },
  { no: 'S3', date: '2026-03-01', area: '', state: '拟开放', domain: '教育' },
]

/** An answer that says what is wrong and what to do. */
function expectProblem(answer: Answer, status: number, detail: RegExp, advice: RegExp = /\S/): void {
  expect([answer.status, answer.type.split(';')[0]]).toEqual([status, 'application/problem+json'])
  expect(answer.body).toMatchObject({ type: 'about:blank', status, detail: expect.stringMatching(detail), advice: expect.stringMatching(advice) })
}

describe('the API', () => {
  beforeAll(async () => {
    const city = await open()
    await city.push('events', events('E', { count: 10, online: 7 }))
    await city.push('events', events('W', { count: 5, online: 1, street: '西一街' }))
    await city.push('events', events('N', { count: 1, online: 0, street: null }))
    await city.push('orders', [order('A1', NOON - 30 * HOUR, { hours: 3 }), order('A2', NOON - 2 * HOUR), order('A3', NOON - 20 * DAY, { hours: 30, complex: '1', area: '990902001' })])
    await city.push('grid', [{ no: 'A3', contact: local(NOON - 20 * DAY + HOUR), at: local(NOON - 20 * DAY + HOUR) }])
    await city.push('scenarios', SCENARIOS)
    await city.push('one-form', [{ date: '2026-03-09', area: '', used: 8, all: 10, rate: '80' }])
    await city.settled()
  })

  it('tells the city, its areas in administrative order and its bureaus', async () => {
    const answer = await (await open()).get('/api/v1/city')
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      name: { zh: '小城', en: 'Small City' }, zone: 'Asia/Shanghai', demo: false, root: '990900', configured: true,
      bureaus: [{ code: 'cgj', zh: '城管局', en: 'Urban Management' }, { code: 'zwb' }],
    })
    expect(answer.as<{ areas: { code: string }[] }>().areas.map(({ code }) => code)).toEqual(['990900', '990901', '990901001', '990901002', '990902', '990902001', 'park'])
  })

  it('tells the model once, and then that it has not changed', async () => {
    const city = await open()
    const first = await city.get('/api/v1/model')
    expect(first.as<{ requirements: unknown[]; characteristics: unknown[] }>()).toMatchObject({ version: 'CTMM-2026-报批稿', requirements: { length: 43 }, characteristics: { length: 313 } })
    const again = await city.get('/api/v1/model', { 'if-none-match': String(first.headers['etag']) })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('tells values and standings of the city and of an area, with exact counts', async () => {
    const city = await open()
    const whole = (await city.get('/api/v1/standings')).as<Snapshot>()
    expect(whole).toMatchObject({ area: '990900', asOf: iso(NOON), model: 'CTMM-2026-报批稿', progress: null })
    expect(whole.standings.length).toBe(38)
    expect(valueOf(whole, 'event_online_disposal_rate')).toMatchObject({ numerator: 8, denominator: 16, open: 8, judged: true, state: 'ok', calculation: 'event-online/1', display: { text: '50.00', unit: '%' } })
    expect(valueOf(whole, 'appeal_mean_response_hours')).toMatchObject({ sumMs: 6 * HOUR, count: 3, open: 1 })
    expect(valueOf(whole, 'appeal_mean_response_hours', 'excluding-complex')).toMatchObject({ sumMs: 5 * HOUR, count: 2 })
    expect(valueOf(whole, 'open_scenarios_count')).toMatchObject({ value: 2 })
    expect(valueOf(whole, 'oneform_department_coverage')).toMatchObject({ numerator: 8, denominator: 10, state: 'ok', freshness: { coveredUntil: iso(Date.parse('2026-03-09T00:00:00+08:00')), oldestFeed: 'one-form' } })
    expect(standingOf(whole, 'C28')).toMatchObject({ proven: 1, ceiling: 1, state: 'proven', blockers: [{ requirement: 'Q26', level: 2, gap: { amount: expect.any(Number) } }], cells: ['met', 'not-met', 'not-met', 'not-met', 'none'] })
    expect(standingOf(whole, 'C28')?.sentence.zh).toMatch(/8.*16|50/)

    const east = (await city.get('/api/v1/standings?area=990901')).as<Snapshot>()
    expect(valueOf(east, 'event_online_disposal_rate')).toMatchObject({ numerator: 7, denominator: 10 })
    const park = (await city.get('/api/v1/standings?area=park')).as<Snapshot>()
    expect(valueOf(park, 'event_online_disposal_rate')).toMatchObject({ numerator: 1, denominator: 5 })
  })

  it('tells the past as it was true then: an order that is answered later is open, and what comes later is not there', async () => {
    const city = await open()
    const asOf = NOON - 29 * HOUR
    const past = (await city.get(`/api/v1/standings?asOf=${encodeURIComponent(iso(asOf))}`)).as<Snapshot>()
    expect(past.asOf).toBe(iso(asOf))
    expect(valueOf(past, 'appeal_mean_response_hours', 'excluding-complex')).toMatchObject({ sumMs: HOUR, count: 1, open: 1 })
    expect(valueOf(past, 'event_online_disposal_rate')).toMatchObject({ numerator: 0, denominator: 0, state: 'no-data', display: { text: '—' } })
    expect(standingOf(past, 'C28')).toMatchObject({ proven: null, ceiling: 5, state: 'unproven' })
    for (const text of ['2026-03-09T07:00:00', '2026-03-08T23:00:00Z', '2026-03-09 07:00']) {
      expect((await city.get(`/api/v1/standings?asOf=${encodeURIComponent(text)}`)).as<Snapshot>().asOf).toBe(iso(asOf))
    }
  })

  it('tells the levels as the command prints them, every declared window with exact counts', async () => {
    const answer = await (await open()).get('/api/v1/levels?area=990900')
    const levels = answer.as<{ area: string; asOf: string; values: { indicator: string; judged: boolean }[]; standings: { item: string }[] }>()
    expect(levels).toMatchObject({ area: '990900', asOf: iso(NOON), standings: { length: 38 } })
    expect(levels.values.filter(({ indicator }) => indicator === 'event_online_disposal_rate').map(({ judged }) => judged)).toEqual([true, false, false, false, false, false])
    expect(levels.values).toContainEqual(expect.objectContaining({ indicator: 'event_online_disposal_rate', population: 'all', numerator: 8, denominator: 16, state: 'ok', freshness: expect.objectContaining({ oldestFeed: expect.any(String) }) }))
  })

  it('tells the course of an indicator day by day, today up to now, gaps as gaps', async () => {
    const city = await open()
    const { points, ...head } = (await city.get(`/api/v1/indicators/event_online_disposal_rate/series?from=2026-03-08&to=2026-03-10T12:00:00`)).as<Series>()
    expect(head).toEqual({ indicator: 'event_online_disposal_rate', area: '990900', population: 'all', window: 'rolling-12-months', judged: true, calculation: 'event-online/1', resolution: 'day', known: { at: iso(NOON), provisional: false }, breaks: [] })
    expect(points.map(({ at, numerator, denominator, display }) => [at, numerator, denominator, display?.text])).toEqual([
      ['2026-03-08T23:59:59.999+08:00', undefined, undefined, undefined], ['2026-03-09T23:59:59.999+08:00', undefined, undefined, undefined], [iso(NOON), 8, 16, '50.00'],
    ])
    const mean = (await city.get(`/api/v1/indicators/appeal_mean_response_hours/series?from=2026-03-09&population=excluding-complex&window=rolling-30-days&area=990901`)).as<Series>()
    expect(mean.points.map(({ sumMs, count }) => [sumMs, count])).toEqual([[3 * HOUR, 1], [5 * HOUR, 2]])
  })

  it('tells an indicator in the areas below a parent, never with a level', async () => {
    const city = await open()
    const { values } = (await city.get('/api/v1/indicators/event_online_disposal_rate/areas')).as<{ values: { area: string; numerator?: number; denominator?: number }[] }>()
    expect(values.map(({ area, numerator, denominator }) => [area, numerator, denominator])).toEqual([['990901', 7, 10], ['990902', 1, 5], ['park', 1, 5]])
    expect(JSON.stringify(values)).not.toContain('proven')
    const streets = (await city.get(`/api/v1/indicators/event_online_disposal_rate/areas?parent=990901&asOf=${encodeURIComponent(iso(NOON))}`)).as<{ values: { area: string }[] }>()
    expect(streets.values.map(({ area }) => area)).toEqual(['990901001', '990901002'])
  })

  it('tells the intervals in which a standing stayed the same', async () => {
    const city = await open()
    const { intervals } = (await city.get('/api/v1/items/C28/standings?from=2026-03-01')).as<{ intervals: StandingInterval[] }>()
    expect(intervals).toEqual([
      { from: '2026-03-01T00:00:00+08:00', to: '2026-03-09T23:59:59.999+08:00', proven: null, ceiling: 5, state: 'unproven', decided: 'backfilled' },
      { from: '2026-03-09T23:59:59.999+08:00', to: iso(NOON), proven: 1, ceiling: 1, state: 'proven', decided: 'backfilled' },
    ])
    expect((await city.get('/api/v1/items/C01/standings')).body).toMatchObject({ intervals: [] })
  })

  it('tells what changed, newest first', async () => {
    const city = await open()
    const { changes } = (await city.get('/api/v1/changes?limit=5')).as<{ changes: Change[] }>()
    expect(changes.length).toBeLessThanOrEqual(5)
    expect(changes.map(({ at }) => at)).toEqual(changes.map(({ at }) => at).toSorted().reverse())
    expect((await city.get('/api/v1/changes?area=990902')).status).toBe(200)
  })

  it('tells every feed with its health and exact counts', async () => {
    const { feeds } = (await (await open()).get('/api/v1/feeds')).as<{ feeds: { id: string }[] }>()
    expect(feeds.map(({ id }) => id)).toEqual(['catalogue', 'events', 'grid', 'ledger', 'one-form', 'orders', 'scenarios'])
    expect(feeds.find(({ id }) => id === 'events')).toMatchObject({
      source: 'cityops', adapter: 'http-push', bureau: 'cgj', state: 'ok', coveredUntil: iso(NOON), received: 16, stored: 16, duplicate: 0, rejected: 0, cadenceMinutes: 60,
    })
    expect(feeds.find(({ id }) => id === 'ledger')).toMatchObject({ adapter: 'csv-file', state: 'never', coveredUntil: null, lastReceivedAt: null, received: 0 })
  })

  it('tells which samples wait for mending', async () => {
    const city = await open()
    expect(await city.push('catalogue', [{ no: 'R1', date: '2026-03-01', area: '', state: 'unheard-of', owner: 'x' }])).toEqual({ received: 1, stored: 0, duplicate: 0, rejected: 1 })
    expect((await city.get('/api/v1/dead-letters?feed=catalogue&limit=10')).body).toMatchObject({
      deadLetters: [{ feed: 'catalogue', position: '0', field: 'status', value: 'unheard-of', code: 'unlisted-value', reason: { zh: expect.any(String), en: expect.any(String) }, advice: { zh: expect.any(String), en: expect.any(String) }, sample: expect.stringContaining('R1') }],
    })
  })

  it('applies city and feed files, and says what is wrong with them by line', async () => {
    const city = await open()
    const { text } = (await city.get('/api/v1/city/file')).as<{ text: string }>()
    expect((await city.post('/api/v1/city/file', { text, fileName: 'city.yaml' })).body).toEqual({ changed: false, areas: 7, bureaus: 2 })
    expectProblem(await city.post('/api/v1/city/file', { text: text.replace('kind: district', 'kind: distrikt'), fileName: 'city.yaml' }), 422, /city\.yaml:\d+: .*distrikt/)
    expectProblem(await city.post('/api/v1/feeds', { text: 'schema: ctmm-feed/1\nid: x\n', fileName: 'x.feed.yaml' }), 422, /x\.feed\.yaml:\d+: /)
    expectProblem(await city.post('/api/v1/feeds', { text: 'x', fileName: 'x', more: 1 }), 400, /no place for more; it knows text/)
  })

  it('takes samples that a command has read', async () => {
    const city = await open()
    const sample = { position: 2, record: { id: 'L1', date: '2026-03-01' } }
    expect((await city.post('/api/v1/feeds/ledger/deliveries', { samples: [sample] })).body).toMatchObject({ received: 1, stored: 1, duplicate: 0, rejected: 0 })
    expect((await city.post('/api/v1/feeds/ledger/deliveries', { samples: [sample] })).body).toMatchObject({ received: 1, stored: 0, duplicate: 1, rejected: 0 })
    expectProblem(await city.post('/api/v1/feeds/ledger/deliveries', { samples: [{ position: 3 }] }), 400, /samples/)
    expectProblem(await city.post('/api/v1/feeds/nobody/deliveries', { samples: [] }), 404, /no feed nobody/, /feed file/)
  })

  it.each([
    ['/api/v1/standings?area=999', 404, /999/, /city/],
    ['/api/v1/standings?area=', 400, /area/],
    ['/api/v1/standings?asOf=yesterday', 400, /asOf=yesterday/, /2026-11-22T14:05:00\+08:00/],
    ['/api/v1/standings?asOf=2026-02-30', 400, /asOf=2026-02-30/],
    ['/api/v1/standings?asOf=2026-02-30T00:00:00Z', 400, /asOf/],
    ['/api/v1/standings?asOf=0000-01-01T00:00:00Z', 400, /asOf/],
    ['/api/v1/standings?asOf=9999-01-01T00:00:00Z', 400, /asOf/],
    ['/api/v1/standings?asOf=2026-03-10T12:00:00+08:00', 400, /asOf/, /%2B/],
    ['/api/v1/standings?asOf=2026-03-01&asOf=2026-03-02', 400, /asOf/],
    ['/api/v1/standings?areaa=990901', 400, /areaa/],
    ['/api/v1/levels?area=999', 404, /999/],
    ['/api/v1/levels?as-of=2026-03-01', 400, /as-of/],
    ['/api/v1/indicators/unheard_of/series', 404, /unheard_of/, /model/],
    ['/api/v1/indicators/event_online_disposal_rate/series?from=2026-03-09&to=2026-03-08', 400, /range/],
    ['/api/v1/indicators/event_online_disposal_rate/series?from=1990-01-01', 400, /range/],
    ['/api/v1/indicators/event_online_disposal_rate/series?from=2027-01-01', 400, /range/],
    ['/api/v1/indicators/event_online_disposal_rate/series?population=some', 400, /population some/, /all/],
    ['/api/v1/indicators/event_online_disposal_rate/series?window=snapshot', 400, /window snapshot/, /rolling-12-months/],
    ['/api/v1/indicators/event_online_disposal_rate/series?window=', 400, /window/],
    ['/api/v1/indicators/unheard_of/areas', 404, /unheard_of/],
    ['/api/v1/indicators/event_online_disposal_rate/areas?parent=999', 404, /999/],
    ['/api/v1/indicators/unheard_of/comparisons', 404, /unheard_of/, /model/],
    ['/api/v1/indicators/event_online_disposal_rate/comparisons?area=999', 404, /999/],
    ['/api/v1/indicators/event_online_disposal_rate/comparisons?window=snapshot', 400, /window snapshot/, /rolling-12-months/],
    ['/api/v1/items/C99/standings', 404, /C99/, /model/],
    ['/api/v1/items/C28/standings?from=2026-03-09&to=2026-03-08', 400, /range/],
    ['/api/v1/items/C28/standings?area=999', 404, /999/],
    ['/api/v1/changes?limit=0', 400, /^limit=0 is not written as it has to be.* \/ limit=0 写法不符合要求/],
    ['/api/v1/changes?limit=9e9', 400, /limit/],
    ['/api/v1/dead-letters?limit=1001', 400, /limit/],
    ['/api/v1/dead-letters?before=x', 400, /before/],
    ['/api/v1/feeds?limit=3', 400, /^The query has no place for limit/],
    ['/api/v1/city?x=1', 400, /x/],
    ['/api/v1/live?area=999', 404, /999/],
    ['/api/v1/live?region=990901', 400, /region/],
    ['/api/v1/nothing', 404, /nothing/, /docs/],
    ['/nothing', 404, /nothing/],
    ['/api/v1/standings/%E0%A4%A', 400, /\S/],
  ])('answers %s with %i and what to do', async (path, status, detail, advice = /\S/) => {
    expectProblem(await (await open()).get(path), status, detail, advice)
  })

  it.each([
    ['/api/v1/feeds/nobody/samples', 404, /no feed nobody/, /feed apply/],
    ['/api/v1/feeds/ledger/samples', 409, /csv-file/, /http-push/],
    ['/api/v1/standings', 404, /POST/],
  ])('answers a POST to %s with %i and what to do', async (path, status, detail, advice = /\S/) => {
    expectProblem(await (await open()).post(path, { samples: [] }), status, detail, advice)
  })
})

describe('a store without a city', () => {
  const bare = smallCityOfFile({ configured: false })

  it('says so in the city, and everywhere else what to do', async () => {
    const city = await bare()
    expect((await city.get('/api/v1/city')).body).toMatchObject({ configured: false, areas: [], root: '' })
    expect((await city.get('/api/v1/model')).status).toBe(200)
    expect((await city.get('/readyz')).body).toMatchObject({ status: 'ready', city: false })
    for (const path of ['standings', 'levels', 'feeds', 'changes', 'live', 'dead-letters', 'items/C28/standings', 'indicators/event_online_disposal_rate/series', 'indicators/event_online_disposal_rate/areas', 'indicators/event_online_disposal_rate/comparisons']) {
      expectProblem(await city.get(`/api/v1/${path}`), 503, /no city/, /city apply/)
    }
    expectProblem(await city.post('/api/v1/feeds/orders/samples', { samples: [] }), 503, /no city/)
    expectProblem(await city.post('/api/v1/feeds', { text: 'x: 1', fileName: 'x' }), 503, /no city/)
  })

  it('answers for a city, and for a new area of it, as soon as its file has been applied', async () => {
    const city = await bare()
    const without = CITY.replace(/ *- \{code: 'park'.*\n/, '')
    for (const [text, area] of [[without, '990901'], [CITY, 'park']] as const) {
      expect((await city.post('/api/v1/city/file', { text, fileName: 'city.yaml' })).status).toBe(200)
      expect((await city.get(`/api/v1/standings?area=${area}`)).body).toMatchObject({ area, standings: { length: 38 } })
      const following = await city.assessor.follow(area, () => undefined)
      expect(following?.snapshot.area).toBe(area)
      following?.end()
    }
  })
})

const valueOf = (snapshot: Snapshot, indicator: string, population = 'all') =>
  snapshot.values.find((value) => value.indicator === indicator && value.population === population && value.judged)
const standingOf = (snapshot: Snapshot, item: string) => snapshot.standings.find((standing) => standing.item === item)
