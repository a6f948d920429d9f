import { beforeAll, describe, expect, it } from 'vitest'
import { foldAll } from '../../db/rollups/fold.ts'
import type { Comparison, Comparisons } from '../../server/schemas/comparisons.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import { DAY, HOUR, NOON, events, iso, smallCityOfFile, type SmallCity } from './small-city.ts'
import { toldAt } from './told-at.ts'

const ONLINE = 'event_online_disposal_rate'

describe('the comparisons of a value', () => {
  const open = smallCityOfFile()
  let city: SmallCity
  const read = async (query: Readonly<Record<string, string>> = {}, code = ONLINE): Promise<Comparisons> => {
    const answer = await city.get(`/api/v1/indicators/${code}/comparisons?${new URLSearchParams(query).toString()}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.as<Comparisons>()
  }
  const of = ({ comparisons }: Comparisons, basis: Comparison['basis']): Comparison | undefined => comparisons.find((one) => one.basis === basis)

  beforeAll(async () => {
    city = await open()
    // Records begin in March 2024. The rolling thirty days: 6 of 10 a year ago, 5 of 10 at the turn of the year, 8 of 20 yesterday, 10 of 22 now.
    await city.push('events', events('O', { count: 1, online: 0, until: NOON - 730 * DAY }))
    await city.push('events', events('A', { count: 10, online: 6, until: NOON - 370 * DAY }))
    await city.push('events', events('Y', { count: 10, online: 5, until: NOON - 75 * DAY }))
    await foldAll(city.workbench.store.db)
    await city.push('events', events('B', { count: 20, online: 8, until: NOON - 3 * DAY }))
    await toldAt(city, NOON - HOUR, 'events', events('N', { count: 2, online: 2, until: NOON - 2 * HOUR }))
    const scenarios = (date: string, count: number): object[] => Array.from({ length: count }, (_, index) => ({ no: `S${index}`, date, area: '', state: '已开放', domain: '交通' }))
    await city.push('scenarios', scenarios('2026-01-01', 1))
    await city.push('scenarios', scenarios('2026-03-10', 2))
  })

  it('are the four bases with both periods, the difference, where the number went and what that means', async () => {
    const reading = await read({ window: 'rolling-30-days' })
    expect(reading).toMatchObject({ indicator: ONLINE, area: '990900', population: 'all', known: { at: iso(NOON), provisional: false }, now: { asOf: iso(NOON), numerator: 10, denominator: 22, judged: false, window: { id: 'rolling-30-days', from: '2026-02-09T00:00:00+08:00', to: iso(NOON) } } })
    expect(reading.comparisons.map(({ basis, name, comparable }) => [basis, name.zh, comparable])).toEqual([
      ['yesterday-same-time', '较昨日同时', true], ['previous-period', '环比', false], ['year-before', '同比', false], ['year-start', '较年初', true],
    ])
    expect(of(reading, 'yesterday-same-time')).toMatchObject({
      base: { asOf: iso(NOON - DAY), numerator: 8, denominator: 20, display: { text: '40.00' } }, difference: { text: '+5.45', unit: { zh: '个百分点' }, direction: 'up' }, meaning: 'improved', reason: null,
    })
    expect(of(reading, 'year-before')).toMatchObject({ base: { asOf: '2025-03-10T12:00:00+08:00', numerator: 6, denominator: 10 }, comparable: false, reason: { code: 'spring-festival' } })
    expect(of(await read(), 'year-before')).toMatchObject({ base: { numerator: 6, denominator: 10 }, comparable: true, difference: { text: '-13.13', direction: 'down' }, meaning: 'worse' })
    expect(of(reading, 'year-start')).toMatchObject({ base: { asOf: '2025-12-31T23:59:59.999+08:00', numerator: 5, denominator: 10 }, meaning: 'worse' })
    // Nothing was filed in the thirty days before.
    expect(of(reading, 'previous-period')).toMatchObject({ comparable: false, difference: null, meaning: null, reason: { code: 'unknown', zh: expect.stringContaining('基期') } })
  })

  it('read every base as any reading of that instant does', async () => {
    for (const asOf of [NOON, NOON - 40 * DAY - 3 * HOUR]) {
      for (const window of ['rolling-12-months', 'calendar-month', 'last-closed-month']) {
        const { now, comparisons } = await read({ window, asOf: iso(asOf) })
        for (const side of [now, ...comparisons.flatMap(({ base }) => (base === null ? [] : [base]))]) {
          const snapshot = (await city.get(`/api/v1/standings?asOf=${encodeURIComponent(side.asOf)}`)).as<Snapshot>()
          const { asOf: _at, ...value } = side
          const { restated: _restated, ...same } = snapshot.values.find((one) => one.indicator === ONLINE && one.window.id === window) ?? { restated: undefined }
          expect(value).toEqual(same)
        }
      }
    }
  })

  it('say why two values may not be compared', async () => {
    expect(of(await read({ asOf: '2025-12-01' }), 'year-before')).toMatchObject({ base: { denominator: 1 }, comparable: false, reason: { code: 'history-begins', zh: expect.stringContaining('2024-03-10') } })
    expect(of(await read({}, 'open_scenarios_count'), 'yesterday-same-time')).toMatchObject({ comparable: true, difference: { text: '+1' }, meaning: 'improved' })
    expect(of(await read({}, 'open_scenarios_count'), 'year-before')).toMatchObject({ comparable: false, reason: { code: 'history-begins', zh: expect.stringContaining('2026-01-01') } })
  })

  it('have no period before for a state at a moment, nor another one than the year before for a year', async () => {
    expect((await read({}, 'open_scenarios_count')).comparisons.map(({ basis }) => basis)).toEqual(['yesterday-same-time', 'year-before', 'year-start'])
    expect((await read({ window: 'year-to-date' })).comparisons.map(({ basis }) => basis)).toEqual(['yesterday-same-time', 'year-before'])
  })

  it('know what was known', async () => {
    const then = await read({ window: 'rolling-30-days', asOf: iso(NOON), knownAt: iso(NOON - 2 * HOUR) })
    expect([then.known.at, then.now.denominator]).toEqual([iso(NOON - 2 * HOUR), 0])
  })
})
