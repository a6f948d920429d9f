import { beforeAll, describe, expect, it } from 'vitest'
import type { Distribution } from '../../server/schemas/distribution.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { DAY, HOUR, MINUTE, NOON, iso, order, smallCityOfFile, type SmallCity } from './small-city.ts'
import { toldAt } from './told-at.ts'

const MEAN = 'appeal_mean_response_hours'

describe('the distribution of response times', () => {
  const open = smallCityOfFile()
  let city: SmallCity
  const read = async (query: Readonly<Record<string, string>> = {}, code = MEAN): Promise<Distribution> => {
    const answer = await city.get(`/api/v1/indicators/${code}/distribution?${new URLSearchParams(query).toString()}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.as<Distribution>()
  }
  const held = ({ bins, beyond }: Distribution): number => bins.reduce((sum, { count }) => sum + count, beyond.count)

  beforeAll(async () => {
    city = await open()
    const start = NOON - 20 * DAY
    await toldAt(city, NOON - DAY, 'orders', [
      // Fourteen within twenty minutes, one exactly two hours (within the bound of two), a little more, six, thirteen, a hundred hours; and one that waits.
      ...Array.from({ length: 14 }, (_, index) => order(`Q${index}`, start + index * MINUTE, { hours: 1 / 3 })), order('A1', start, { hours: 2 }), order('A2', start, { hours: 2 + 1 / 3600 }), order('A3', start, { hours: 6, area: '990902001' }),
      order('A4', start, { hours: 13 }), order('A5', start, { hours: 100, complex: '1' }), order('A6', NOON - 5 * HOUR, {}), order('B1', start, { hours: 100, area: '990901002' }),
      // Before the window of twelve months, answered within it; cancelled by nobody; the day that has just fallen out of it.
      order('OLD', NOON - 366 * DAY, { hours: 48 }), order('EDGE', Date.parse('2025-03-11T00:00:00+08:00'), { hours: 1 }), order('OUT', Date.parse('2025-03-10T23:59:59+08:00'), { hours: 1 }),
    ])
    await toldAt(city, NOON - 10 * MINUTE, 'orders', [order('A3', start, { hours: 5, area: '990902001', updated: '2026-03-10 11:00:00' })])
  })

  it('counts every case of the judged window once, to the bin its time ends in', async () => {
    const found = await read()
    expect(found).toMatchObject({ indicator: MEAN, area: '990900', population: 'all', total: 22, waiting: 1, clock: 'natural', binHours: 0.5, value: { judged: true, window: { id: 'rolling-12-months' }, count: 22, open: 1 } })
    expect(held(found)).toBe(22)
    const filled = found.bins.flatMap(({ count, waiting }, index) => (count === 0 ? [] : [[index, count, waiting]]))
    // (0, 0.5], (0.5, 1], (1.5, 2], (2, 2.5], (4.5, 5], (12.5, 13]; A3 has been corrected to five hours, and so long A6 waits already.
    expect(filled).toEqual([[0, 14, 0], [1, 1, 0], [3, 1, 0], [4, 1, 0], [9, 2, 1], [25, 1, 0]])
    expect(found.beyond).toMatchObject({ hours: 72, count: 2, waiting: 0, longest: { display: { text: '100.00' } } })
  })

  it('marks mean, median and nine tenths, and counts what is within each bound, the bound itself among it', async () => {
    const { mean, median, p90, value, within } = await read()
    expect(mean?.display).toEqual(value.display)
    expect([median?.display.text, p90?.display.text]).toEqual(['0.33', '13.00'])
    expect(within.filter(({ bound }) => bound === '2')).toEqual([expect.objectContaining({ count: 16, share: '72.73' })])
    expect(within.every(({ count }) => count <= 22)).toBe(true)
  })

  it.each([{}, { area: '990902' }, { area: 'park' }, { population: 'excluding-complex' }, { window: 'rolling-30-days' }, { window: 'year-to-date' }, { asOf: iso(NOON - 19 * DAY - 12 * HOUR) }, { asOf: iso(NOON), knownAt: iso(NOON - 30 * MINUTE) }, { asOf: iso(NOON - 366 * DAY + HOUR) }])('has the count and the sum of the value for %j', async (query) => {
    const found = await read(query)
    expect(held(found)).toBe(found.value.count)
    expect(found.total).toBe(found.value.count)
    expect(found.waiting).toBe(found.value.open)
    const snapshot = (await city.get(`/api/v1/standings?${new URLSearchParams({ asOf: iso(NOON), ...('area' in query ? { area: String(query.area) } : {}), ...('asOf' in query ? { asOf: String(query.asOf) } : {}), ...('knownAt' in query ? { knownAt: String(query.knownAt) } : {}) }).toString()}`)).as<Snapshot>()
    const same = snapshot.values.find((one) => one.indicator === MEAN && one.population === found.population && one.window.id === found.value.window.id)
    expect([found.value.sumMs, found.value.count]).toEqual([same?.sumMs, same?.count])
  })

  it('knows what was known: before the correction the case took six hours', async () => {
    const then = await read({ asOf: iso(NOON), knownAt: iso(NOON - 30 * MINUTE) })
    expect([then.bins[11]?.count, then.bins[9]?.count]).toEqual([1, 1])
  })

  it('widens its bins where many cases take long, and says what lies beyond', async () => {
    expect(await read({ area: 'park' })).toMatchObject({ binHours: 1, total: 2, beyond: { hours: 144, count: 0, longest: null } })
    expect((await read({ area: '990901' })).beyond).toMatchObject({ hours: 72, count: 2 })
  })

  it('is refused for what has no single durations, and for what is not declared', async () => {
    for (const path of ['event_online_disposal_rate/distribution', `${MEAN}/distribution?window=rolling-9-days`, `${MEAN}/distribution?population=some`]) {
      expect((await city.get(`/api/v1/indicators/${path}`)).status).toBe(400)
    }
    expect((await city.get('/api/v1/indicators/nothing/distribution')).status).toBe(404)
    expect((await city.get(`/api/v1/indicators/${MEAN}/distribution?asOf=yesterday`)).status).toBe(400)
  })

  it('serves everyone the same answer for a minute', async () => {
    const before = await read()
    await city.push('orders', [order('NEW', NOON - HOUR, { hours: 1 })])
    expect(await read()).toEqual(before)
    city.clock.now = NOON + 61_000
    expect((await read()).total).toBe(23)
    city.clock.now = NOON
  })
})
