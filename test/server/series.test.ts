import { beforeAll, describe, expect, it } from 'vitest'
import { foldAll } from '../../db/rollups/fold.ts'
import { dailyReadings } from '../../server/readings/daily-readings.ts'
import { inputsAt } from '../../server/readings/value-inputs.ts'
import { getIndicator } from '../../rules/model/lookup.ts'
import { valueOf } from '../../rules/values/values-of-area.ts'
import type { Snapshot } from '../../server/schemas/snapshot.ts'
import type { Series, SeriesPoint } from '../../server/schemas/trends.ts'
import { DAY, HOUR, NOON, events, iso, local, order, smallCityOfFile, type Answer, type SmallCity } from './small-city.ts'
import { toldAt } from './told-at.ts'

const MAY = Date.parse('2025-05-20T12:00:00+08:00')
const ONLINE = 'event_online_disposal_rate'

const ask = (city: SmallCity, code: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> => city.get(`/api/v1/indicators/${code}/series?${new URLSearchParams(query).toString()}`)
const read = async (city: SmallCity, code: string, query: Readonly<Record<string, string>> = {}): Promise<Series> => {
  const answer = await ask(city, code, query)
  expect(answer.status, answer.text).toBe(200)
  return answer.as<Series>()
}
const closed = (id: string, filed: number, updated: number): object => ({ id, street: '东一街', filed: local(filed), closed: local(filed + 30_000), online: '是', updated: local(updated) })
const share = ({ numerator, denominator }: SeriesPoint): string | null => (denominator === undefined ? null : `${numerator}/${denominator}`)
const day = (at: number): string => local(at).slice(0, 10)

describe('a series', () => {
  const open = smallCityOfFile()
  let city: SmallCity

  beforeAll(async () => {
    city = await open()
    // Four events on the 20th of May; three days later two are corrected, a day after that one more turns up.
    await toldAt(city, MAY, 'events', events('E', { count: 4, online: 1, until: MAY - HOUR }))
    await toldAt(city, MAY + 3 * DAY, 'events', [1, 2].map((index) => closed(`E-${index}`, MAY - HOUR - index * 60_000, MAY + 2 * DAY)))
    await foldAll(city.workbench.store.db)
    await toldAt(city, MAY + 4 * DAY, 'events', events('L', { count: 1, online: 0, until: MAY - 2 * HOUR }))
    await toldAt(city, MAY + 5 * DAY, 'orders', [order('A1', MAY - 5 * HOUR, { hours: 3 }), order('A2', MAY, { hours: 30, complex: '1' })])
    await city.push('grid', [])
    // More happens in July and in the winter; June has nothing of its own.
    await toldAt(city, MAY + 45 * DAY, 'events', events('J', { count: 5, online: 5, until: MAY + 45 * DAY - HOUR }))
    await toldAt(city, NOON - HOUR, 'events', events('W', { count: 2, online: 0, until: NOON - 2 * HOUR, street: '西一街' }))
  })

  it('marks the days of which another figure was printed when they were over, with that figure', async () => {
    const { points, known } = await read(city, ONLINE, { from: '2025-05-18', to: '2025-05-26' })
    expect(points.map((point) => [point.at.slice(0, 10), share(point), point.display?.text ?? null, point.restated ?? false, point.was?.text])).toEqual([
      ['2025-05-18', null, null, false, undefined],
      ['2025-05-19', null, null, false, undefined],
      ['2025-05-20', '3/5', '60.00', true, '25.00'],
      ['2025-05-21', '3/5', '60.00', true, '25.00'],
      ['2025-05-22', '3/5', '60.00', true, '25.00'],
      ['2025-05-23', '3/5', '60.00', true, '75.00'],
      ['2025-05-24', '3/5', '60.00', false, undefined],
      ['2025-05-25', '3/5', '60.00', false, undefined],
      ['2025-05-26', '3/5', '60.00', false, undefined],
    ])
    expect(known).toEqual({ at: iso(NOON), provisional: false })
  })

  it('does not call history restated that was told for the first time', async () => {
    const { points } = await read(city, 'appeal_mean_response_hours', { from: '2025-05-19', to: '2025-05-26' })
    expect(points.map(({ count, restated }) => [count, restated])).toEqual([[undefined, undefined], ...Array(7).fill([2, undefined])])
    // Before its list began a count is unknown, and 0 is what nobody had said of these days.
    await toldAt(city, MAY + 20 * DAY, 'scenarios', [{ no: 'S1', date: '2025-05-25', area: '', state: '已开放', domain: '交通' }])
    expect((await read(city, 'open_scenarios_count', { from: '2025-05-24', to: '2025-05-27' })).points.map(({ value, restated }) => [value, restated])).toEqual([[undefined, undefined], [1, undefined], [1, undefined], [1, undefined]])
  })

  it('tells what was known then, and ends there', async () => {
    const { points, known } = await read(city, ONLINE, { from: '2025-05-19', knownAt: iso(MAY + 3 * DAY + HOUR) })
    expect(points.map((point) => [point.at, share(point), point.restated])).toEqual([
      ['2025-05-19T23:59:59.999+08:00', null, undefined],
      ['2025-05-20T23:59:59.999+08:00', '3/4', true],
      ['2025-05-21T23:59:59.999+08:00', '3/4', true],
      ['2025-05-22T23:59:59.999+08:00', '3/4', true],
      [iso(MAY + 3 * DAY + HOUR), '3/4', undefined],
    ])
    expect(known.at).toBe(iso(MAY + 3 * DAY + HOUR))
  })

  it('is the reading of each of its instants, whatever the window, population and area', async () => {
    const asked = [
      [ONLINE, 'all', 'rolling-12-months', '990900'], [ONLINE, 'all', 'rolling-30-days', '990901'], [ONLINE, 'all', 'calendar-quarter', 'park'], [ONLINE, 'all', 'last-closed-month', '990900'],
      ['appeal_mean_response_hours', 'all', 'rolling-12-months', '990900'], ['appeal_mean_response_hours', 'excluding-complex', 'year-to-date', '990901'],
      ['appeal_annual_completion_rate', 'all', 'last-closed-year', '990900'],
    ] as const
    for (const [code, population, window, area] of asked) {
      for (const knownAt of [undefined, iso(MAY + 200 * DAY)]) {
        const clocks = knownAt === undefined ? {} : { knownAt }
        const { points } = await read(city, code, { population, window, area, from: '2025-05-19', ...clocks })
        expect(points.length).toBeGreaterThan(190)
        for (const point of [points[0], points[2], points[14], points[47], points[105], points.at(-2), points.at(-1)]) {
          const snapshot = (await city.get(`/api/v1/standings?${new URLSearchParams({ area, asOf: point?.at ?? '', ...clocks }).toString()}`)).as<Snapshot>()
          const value = snapshot.values.find((one) => one.indicator === code && one.population === population && one.window.id === window)
          const { numerator, denominator, sumMs, count } = value ?? {}
          const counts = value?.state === 'ok' ? { numerator, denominator, sumMs, count } : { numerator: undefined, denominator: undefined, sumMs: undefined, count: undefined }
          expect({ state: point?.state, numerator: point?.numerator, denominator: point?.denominator, sumMs: point?.sumMs, count: point?.count }, `${code} ${window} ${area} ${point?.at} ${knownAt}`).toEqual({ state: value?.state, ...counts })
        }
      }
    }
  })

  it('reads several values of one calculation at once as it reads each alone', async () => {
    const { workbench: { context, store: { db } } } = city
    const indicator = getIndicator(context.model, 'appeal_mean_response_hours')
    const wanted = [['all', 'rolling-12-months'], ['excluding-complex', 'rolling-30-days'], ['all', 'calendar-month'], ['excluding-complex', 'year-to-date']].map(([population = '', window = '']) => ({ indicator, population, window }))
    const from = context.city.zone.localDay(MAY) - 1
    const days = [...await dailyReadings(db, context, { area: '990900', wanted, from, to: from + 60, now: NOON })]
    expect(days.length).toBe(61)
    for (const { at, values } of [days[0], days[1], days[2], days[13], days[60]].flatMap((one) => one ?? [])) {
      const inputs = await inputsAt(db, context, { asOf: at }, { areas: ['990900'] })
      expect(values).toEqual(wanted.map((one) => valueOf(inputs, one, '990900')))
    }
  })

  it('keeps the extremes and the gaps of longer periods, which are told whole', async () => {
    const { points, resolution } = await read(city, ONLINE, { from: '2025-05-31', to: '2025-07-10', resolution: 'month', window: 'rolling-30-days' })
    expect(resolution).toBe('month')
    expect(points.map(({ at, period, days, display, min, max }) => [at.slice(0, 10), period, days, display?.text ?? null, min?.display.text, min?.at.slice(0, 10), max?.display.text])).toEqual([
      ['2025-05-31', { from: '2025-05-01', to: '2025-05-31' }, { known: 12, all: 31 }, '60.00', '60.00', '2025-05-20', '60.00'],
      // The events of May leave the thirty days on the 19th of June.
      ['2025-06-18', { from: '2025-06-01', to: '2025-06-30' }, { known: 18, all: 30 }, '60.00', '60.00', '2025-06-01', '60.00'],
      ['2025-07-10', { from: '2025-07-01', to: '2025-07-10' }, { known: 7, all: 10 }, '100', '100', '2025-07-04', '100'],
    ])
    const weeks = await read(city, ONLINE, { from: '2025-07-01', to: '2025-07-10', resolution: 'week' })
    expect(weeks.points.map(({ period, days, display, min, max }) => [period?.from, days, display?.text, min?.display.text, max?.display.text])).toEqual([
      ['2025-06-30', { known: 7, all: 7 }, '80.00', '60.00', '80.00'], ['2025-07-07', { known: 4, all: 4 }, '80.00', '80.00', '80.00'],
    ])
    const years = await read(city, ONLINE, { from: '2024-01-01', resolution: 'year' })
    expect(years.points.map(({ period, display, days }) => [period?.from, display?.text ?? null, days?.known])).toEqual([['2024-01-01', null, 0], ['2025-01-01', '80.00', 226], ['2026-01-01', '66.67', 69]])
    expect((await read(city, ONLINE, { resolution: 'quarter' })).points.at(-1)).toMatchObject({ at: iso(NOON), period: { from: '2026-01-01', to: '2026-03-10' } })
  })

  it('chooses a resolution that a screen can hold', async () => {
    const chosen = async (from: number): Promise<string> => (await read(city, ONLINE, { resolution: 'auto', from: day(from) })).resolution
    expect(await Promise.all([NOON - DAY, NOON - 30 * DAY, NOON - 700 * DAY, NOON - 3_000 * DAY].map(chosen))).toEqual(['hour', 'day', 'week', 'month'])
    expect((await read(city, ONLINE, { resolution: 'auto', from: day(MAY - DAY), to: day(MAY) })).resolution).toBe('day')
  })

  it('marks where a list jumped, and restates what a bureau reported anew', async () => {
    const rows = (count: number, date: string): object[] => Array.from({ length: count }, (_, index) => ({ no: `R${index}`, date, area: '', state: 'approved', owner: 'x' }))
    await city.push('catalogue', rows(10, '2025-09-01'))
    await city.push('catalogue', rows(14, '2025-09-05').slice(10))
    expect((await read(city, 'data_classified_share', { from: '2025-08-31', to: '2025-09-06' })).breaks).toEqual([{ at: '2025-09-05T23:59:59.999+08:00', code: 'scope-changed', zh: expect.stringContaining('10 变为 14'), en: expect.stringContaining('10 to 14') }])

    const report = (used: number, rate: string): object[] => [{ date: '2025-10-01', area: '', used, all: 10, rate }]
    // A statement is as new as the instant at which it was received.
    city.clock.now = NOON - HOUR
    await toldAt(city, Date.parse('2025-10-01T09:00:00+08:00'), 'one-form', report(7, '70'))
    city.clock.now = NOON
    await toldAt(city, Date.parse('2025-10-04T09:00:00+08:00'), 'one-form', report(8, '80'))
    const { points } = await read(city, 'oneform_department_coverage', { from: '2025-09-30', to: '2025-10-05' })
    expect(points.map(({ display, restated, was }) => [display?.text ?? null, restated, was?.text])).toEqual([
      [null, undefined, undefined], ['80.00', true, '70.00'], ['80.00', true, '70.00'], ['80.00', true, '70.00'], ['80.00', undefined, undefined], ['80.00', undefined, undefined],
    ])
  })

  it('is a table for spreadsheets', async () => {
    const answer = await ask(city, ONLINE, { from: '2025-05-19', to: '2025-05-20', format: 'csv' })
    expect([answer.status, answer.type, answer.headers['content-disposition']]).toEqual([200, 'text/csv; charset=utf-8', expect.stringContaining('filename="event_online_disposal_rate-990900-day.csv"')])
    expect(answer.text.split('\r\n')).toEqual([
      '\uFEFF时点,区域,指标,统计范围,统计窗口,口径,数值,单位,状态,分子,分母,追溯修订前',
      '2025-05-19T23:59:59.999+08:00,小城,城市管理事件线上处置率,all,滚动 12 个月,event-online/1,,,无数据,,,',
      '2025-05-20T23:59:59.999+08:00,小城,城市管理事件线上处置率,all,滚动 12 个月,event-online/1,60.00,%,正常,3,5,25.00', '',
    ])
    const months = await city.get(`/api/v1/indicators/appeal_mean_response_hours/series?from=2025-05-01&to=2025-05-31&resolution=month&lang=en`, { accept: 'text/csv' })
    expect(months.text.split('\r\n').slice(0, 2).map((line) => line.split(',').length)).toEqual([20, 20])
    expect(months.text).toContain('2025-05-01,2025-05-31,12,31,Small City')
    expect((await city.get(`/api/v1/indicators/${ONLINE}/series`, { accept: 'text/html,application/json,*/*' })).type).toContain('application/json')
  })

  it('does not call a window restated of which nothing had been told by then, whatever was told before it', async () => {
    await toldAt(city, MAY + 44 * DAY, 'events', events('X', { count: 1, online: 1, until: MAY + 42 * DAY }))
    expect((await read(city, ONLINE, { window: 'calendar-month', from: '2025-05-31', to: '2025-07-02' })).points.slice(-2).map((point) => [share(point), point.restated])).toEqual([['1/1', undefined], ['1/1', undefined]])
  })

  it.each([
    ['resolution=hour&from=2026-01-01', 400, /hours are kept, which is 2026-02-03/, /35 days/],
    ['resolution=hour&knownAt=2026-03-09', 400, /as they were known/, /resolution=day/],
    ['resolution=minute', 400, /resolution/],
    ['from=2016-01-01', 400, /3660 days/, /ten years/],
    ['window=assessment-period', 400, /no periods/, /city file/],
    ['from=2026-03-09&knownAt=2026-03-08', 400, /range/],
    ['format=pdf', 400, /format/],
  ])('answers ?%s with %i and what to do', async (query, status, detail, advice = /\S/) => {
    const answer = await city.get(`/api/v1/indicators/${ONLINE}/series?${query}`)
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ detail: expect.stringMatching(detail), advice: expect.stringMatching(advice) })])
  })
})

describe('a series of hours', () => {
  const open = smallCityOfFile()

  it('is the reading of every hour, folded or not, up to now', async () => {
    const city = await open()
    // Sums of hours are kept by the database's clock.
    const now = Math.floor(Date.now() / HOUR) * HOUR + 25 * 60_000
    city.clock.now = now
    // One exactly on an hour, before the others: it is counted once.
    await city.push('events', events('H', { count: 1, online: 1, until: Math.floor((now - 8 * HOUR) / HOUR) * HOUR }))
    await city.push('events', events('A', { count: 30, online: 20, until: now - 5 * HOUR }))
    await foldAll(city.workbench.store.db)
    await city.push('events', [...events('B', { count: 3, online: 0, until: now - 90 * 60_000 }), ...events('C', { count: 2, online: 1, until: now - 60_000 })])
    const { points, resolution } = await read(city, ONLINE, { from: iso(now - 8 * HOUR), resolution: 'hour' })
    expect([resolution, points.length, points.at(-1)?.at]).toEqual(['hour', 9, iso(now)])
    for (const folded of [false, true]) {
      if (folded) await foldAll(city.workbench.store.db)
      expect((await read(city, ONLINE, { from: iso(now - 8 * HOUR), resolution: 'hour' })).points).toEqual(points)
    }
    for (const point of points) {
      const snapshot = (await city.get(`/api/v1/standings?asOf=${encodeURIComponent(point.at)}`)).as<Snapshot>()
      const value = snapshot.values.find(({ indicator, judged }) => indicator === ONLINE && judged)
      expect(share(point)).toBe(value?.state === 'ok' ? `${value.numerator}/${value.denominator}` : null)
    }
    expect(points.map(share)).toEqual(['1/1', '1/1', '1/5', '21/31', '21/31', '21/31', '21/34', '21/34', '22/36'])
    const long = await read(city, ONLINE, { resolution: 'hour' })
    expect(long.points.length).toBeGreaterThan(34 * 24)
  })
})
