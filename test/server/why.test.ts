import { beforeAll, describe, expect, it } from 'vitest'
import { foldAll } from '../../db/rollups/fold.ts'
import type { Why } from '../../server/schemas/why.ts'
import { DAY, HOUR, NOON, events, iso, order, smallCityOfFile, type SmallCity } from './small-city.ts'
import { toldAt } from './told-at.ts'

const ONLINE = 'event_online_disposal_rate'

describe('why a value changed', () => {
  const open = smallCityOfFile()
  let city: SmallCity
  const read = async (query: Readonly<Record<string, string>> = {}, code = ONLINE): Promise<Why> => {
    const answer = await city.get(`/api/v1/indicators/${code}/why?${new URLSearchParams(query).toString()}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.as<Why>()
  }
  const hundredths = (text: string): number => Math.round(Number(text.replaceAll(',', '')) * 100)
  const addedUp = ({ areas }: Why): number => areas.reduce((sum, { total }) => sum + hundredths(total), 0)

  beforeAll(async () => {
    city = await open()
    await toldAt(city, NOON - 800 * DAY, 'events', events('O', { count: 1, online: 0, until: NOON - 800 * DAY }))
    await toldAt(city, NOON - 200 * DAY, 'events', events('A', { count: 20, online: 10, until: NOON - 200 * DAY }))
    await toldAt(city, NOON - 100 * DAY, 'events', events('W', { count: 10, online: 9, until: NOON - 100 * DAY, street: '西一街' }))
    await foldAll(city.workbench.store.db)
    await toldAt(city, NOON - 2 * HOUR, 'events', [...events('B', { count: 3, online: 3, until: NOON - 3 * HOUR }), ...events('C', { count: 2, online: 0, until: NOON - 3 * HOUR, street: null }), ...events('D', { count: 1, online: 1, until: NOON - 3 * HOUR, street: '西一街' })])
    const resource = (no: string, state: string, date: string): object => ({ no, state, date, area: '', owner: 'cgj' })
    await toldAt(city, NOON - 500 * DAY, 'catalogue', [resource('R1', 'shared', '2024-10-01')])
    await toldAt(city, NOON - DAY, 'orders', [order('A0', NOON - 500 * DAY, { hours: 4 }), order('A1', NOON - 40 * DAY, { hours: 4 }), order('A2', NOON - 40 * DAY, { hours: 8, area: '990902001' }), order('A3', NOON - 20 * HOUR, { hours: 1 })])
    await toldAt(city, NOON - DAY, 'grid', [{ no: 'A1', at: '2026-03-09 11:00:00', contact: '2026-01-29 16:00:00' }])
  })

  it('is told by counts, their effects and areas that add up, in administrative order', async () => {
    const why = await read()
    expect(why.comparison).toMatchObject({ basis: 'yesterday-same-time', comparable: true, base: { numerator: 19, denominator: 30 }, difference: { text: '+0.56' } })
    expect(why.now).toMatchObject({ numerator: 23, denominator: 36 })
    expect(why.counts.map(({ name, base, now, change }) => [name.zh, base, now, change]).slice(0, 2)).toEqual([[expect.any(String), '30', '36', '+6'], [expect.any(String), '19', '23', '+4']])
    expect(why.counts.slice(0, 2).reduce((sum, { effect }) => sum + hundredths(effect ?? '0'), 0)).toBe(56)
    expect(why.areas.map(({ area, base, now }) => [area, base.denominator, now.denominator])).toEqual([['990901', 20, 23], ['990902', 10, 11], [null, 0, 2]])
    expect(addedUp(why)).toBe(56)
    for (const { total, own, weight } of why.areas) expect(hundredths(own) + hundredths(weight)).toBe(hundredths(total))
    expect(why.sentence.zh).toMatch(/^较昨日同时，.*由 63\.33% 升至 63\.89%（\+0\.56 个百分点）：.*增加 6 .*增加 4 .*。$/)
    expect(why.sentence.en).toMatch(/rose to 63\.89% from 63\.33% \(\+0\.56 percentage points\)/)
    expect(why.restated).toBeNull()
  })

  it.each(['yesterday-same-time', 'month-before', 'year-start', 'year-before'])('adds up against %s in the city, in a district and in a street, where the two can be compared', async (basis) => {
    for (const area of ['990900', '990901', '990901001', 'park']) {
      for (const window of ['rolling-12-months', 'rolling-30-days', 'calendar-month']) {
        const why = await read({ basis, area, window })
        if (why.comparison.difference === null) expect(why.areas).toEqual([])
        else if (why.areasReason === null) expect(addedUp(why), `${basis} ${area} ${window}`).toBe(hundredths(why.comparison.difference.text))
        else expect(why.areasReason.zh).toContain('没有下级区域')
      }
    }
  })

  it('divides a mean by its hours', async () => {
    const why = await read({}, 'appeal_mean_response_hours')
    expect(why).toMatchObject({ unit: { zh: '小时' }, comparison: { base: { count: 2 }, difference: { direction: 'down' } }, now: { count: 3 } })
    expect(addedUp(why)).toBe(hundredths(why.comparison.difference?.text ?? '0'))
    expect(why.counts.map(({ name }) => name.zh)).toContain('累计时长')
  })

  it('says why it is not told where the two cannot be compared', async () => {
    const early = await read({ basis: 'year-before', asOf: iso(NOON - 100 * DAY) })
    expect(early).toMatchObject({ comparison: { comparable: false, reason: { code: 'history-begins' } }, areas: [], counts: [] })
    expect(early.sentence.zh).toContain('同比不可比')
    expect(await read({}, 'oneform_department_coverage')).toMatchObject({ areas: [], areasReason: { zh: expect.stringContaining('上报') } })
    expect(await read({}, 'open_domains_count')).toMatchObject({ areas: [], areasReason: { zh: expect.stringContaining('去重') } })
  })

  it('tells what was printed at first where the base has been restated since', async () => {
    await toldAt(city, NOON - HOUR, 'events', events('A', { count: 20, online: 12, until: NOON - 200 * DAY }).map((one) => ({ ...one, updated: '2026-03-10 11:00:00' })))
    const why = await read({ basis: 'year-start' })
    expect(why.restated).toEqual({ was: { text: '63.33', unit: '%' }, now: { text: '70.00', unit: '%' } })
    expect(why.sentence.zh).toContain('基期当时为 63.33%，后经追溯修订为 70.00%')
    const then = await read({ basis: 'year-start', asOf: iso(NOON), knownAt: iso(NOON - 90 * 60_000) })
    expect(then.restated).toBeNull()
  })

  it('refuses another basis', async () => {
    expect((await city.get(`/api/v1/indicators/${ONLINE}/why?basis=last-week`)).status).toBe(400)
    expect((await city.get('/api/v1/indicators/nothing/why')).status).toBe(404)
  })
})

describe('a list that grew', () => {
  const open = smallCityOfFile()
  it('is said to have moved the share, though the two are no comparison', async () => {
    const city = await open()
    const row = (no: string, state: string, date: string): object => ({ no, state, date, area: '990901001', owner: 'cgj' })
    const statuses = city.workbench.context.model.registers.find(({ id }) => id === 'data-resource')?.statuses ?? []
    const rate = city.workbench.context.model.calculations.find((one) => one.shape === 'share' && 'register' in one.facts && one.facts.register === 'data-resource')
    const met = rate !== undefined && 'met' in rate && typeof rate.met === 'object' ? rate.met.statuses[0] ?? '' : ''
    const not = statuses.find((one) => rate !== undefined && typeof rate.met === 'object' && !rate.met.statuses.includes(one)) ?? ''
    await city.push('catalogue', Array.from({ length: 10 }, (_, index) => row(`R${index}`, met, '2025-06-01')))
    await city.push('catalogue', Array.from({ length: 10 }, (_, index) => row(`N${index}`, not, '2026-03-10')))
    const code = city.workbench.context.model.indicators.find(({ calculation }) => calculation === rate?.id)?.code ?? ''
    const answer = await city.get(`/api/v1/indicators/${code}/why`)
    expect(answer.status, answer.text).toBe(200)
    const why = answer.as<Why>()
    expect(why).toMatchObject({ list: 'grew', comparison: { comparable: false, reason: { code: 'scope-changed' } }, counts: [{ base: '10', now: '20', change: '+10' }, { base: '10', now: '10', change: '0', effect: '0' }] })
    expect(why.sentence.zh).toContain('清单扩容（10 → 20')
    expect(why.areas).toMatchObject([{ area: '990901', total: '-50.00' }, { area: '990902', total: '0' }])
  })
})
