import { beforeAll, describe, expect, it } from 'vitest'
import { judge } from '../../rules/judge/judge.ts'
import { movedBetween } from '../../server/readings/standing-course.ts'
import type { SpanIndicator, SpanTrends } from '../../server/schemas/span-trends.ts'
import type { Series } from '../../server/schemas/trends.ts'
import { draft } from '../rules/draft-model.ts'
import { DAY, HOUR, NOON, events, iso, smallCityOfFile, type SmallCity } from './small-city.ts'

const ONLINE = 'event_online_disposal_rate'

describe('the trends of a span', () => {
  const open = smallCityOfFile()
  let city: SmallCity
  const read = async (query: Readonly<Record<string, string>> = {}): Promise<SpanTrends> => {
    const answer = await city.get(`/api/v1/trends?${new URLSearchParams(query).toString()}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.as<SpanTrends>()
  }
  const online = ({ indicators }: SpanTrends): SpanIndicator | undefined => indicators.find(({ indicator }) => indicator === ONLINE)
  const disposal = ({ items }: SpanTrends): SpanTrends['items'][number] | undefined => items.find(({ item }) => item === 'C28')

  beforeAll(async () => {
    city = await open()
    // Records begin two and a half years ago. A rolling year holds 5 of 10 online until ninety more, 86 of them online, are filed three days ago.
    await city.push('events', events('O', { count: 1, online: 1, until: NOON - 900 * DAY }))
    await city.push('events', events('A', { count: 10, online: 5, until: NOON - 200 * DAY }))
    await city.push('events', events('B', { count: 90, online: 86, until: NOON - 3 * DAY }))
  })

  it('set the end of the span against its beginning, with the difference and what it means', async () => {
    const trends = await read({ months: '3' })
    expect(trends).toMatchObject({ area: '990900', months: 3, resolution: 'week', asOf: iso(NOON), from: '2025-12-10T23:59:59.999+08:00' })
    expect(online(trends)).toMatchObject({
      now: { numerator: 91, denominator: 100 }, base: { numerator: 5, denominator: 10, asOf: '2025-12-10T23:59:59.999+08:00' },
      comparable: true, difference: { text: '+41.00', direction: 'up', unit: { zh: '个百分点' } }, meaning: 'improved', reason: null,
    })
  })

  it('tell which standing rose, since which day, and which requirements turned', async () => {
    expect(disposal(await read({ months: '3' }))).toMatchObject({
      moved: 'rose', was: { proven: 1, ceiling: 1, state: 'proven', word: { zh: '数值达一级' } }, is: { proven: 4, ceiling: 5, state: 'proven', word: { zh: '数值达四级' } }, since: '2026-03-07',
      turned: ['Q26', 'Q27', 'Q28'].map((requirement) => ({ requirement, was: 'not-met', is: 'met' })),
    })
  })

  it('hold every standing at every moment, and every point that a series of that resolution has', async () => {
    for (const months of ['3', '12']) {
      const trends = await read({ months })
      expect(trends.moments.at(-1)?.at).toBe(iso(NOON))
      for (const { moments } of trends.items) expect(moments).toHaveLength(trends.moments.length)
      const series = (await city.get(`/api/v1/indicators/${ONLINE}/series?${new URLSearchParams({ from: trends.from, resolution: trends.resolution }).toString()}`)).as<Series>()
      expect(online(trends)?.points.map(({ at, numerator, denominator, min, max }) => ({ at, numerator, denominator, min, max }))).toEqual(series.points.map(({ at, numerator, denominator, min, max }) => ({ at, numerator, denominator, min, max })))
    }
  })

  it('say why the two ends may not be compared', async () => {
    expect(online(await read({ months: '24' }))).toMatchObject({ comparable: false, difference: null, meaning: null, reason: { code: 'history-begins' } })
  })

  it('name who answers for the figures', async () => {
    expect(online(await read())?.responsible).toEqual([{ feed: 'events', zh: 'events 数据源', en: 'The feed events', bureau: { zh: '城管局', en: 'Urban Management' }, contact: null, phone: null }])
  })

  it('of an area have values and no standing', async () => {
    const trends = await read({ area: '990901', months: '3' })
    expect(trends.items).toEqual([])
    expect(online(trends)?.now).toMatchObject({ numerator: 91, denominator: 100 })
  })

  it('are those of a moment of the past, and as they were known then', async () => {
    const past = await read({ months: '3', asOf: iso(NOON - 10 * DAY) })
    expect([past.asOf, online(past)?.now.denominator, disposal(past)?.moved]).toEqual([iso(NOON - 10 * DAY), 10, 'same'])
    expect(online(await read({ months: '3', asOf: iso(NOON - HOUR), knownAt: iso(NOON - HOUR) }))?.now.state).not.toBe('ok')
  })

  it.each(['0', '121', '12.5', 'a', ''])('refuse a span of %j months', async (months) => {
    expect((await city.get(`/api/v1/trends?months=${months}`)).status).toBe(400)
  })
  it('refuse an area that the city does not have', async () => {
    expect((await city.get('/api/v1/trends?area=nowhere')).status).toBe(404)
  })
})

describe('a standing', () => {
  const [bare] = judge(draft, []).filter(({ item }) => item === 'C28')
  const told = (proven: number | null, ceiling: number, state: 'proven' | 'capped' | 'stale' | 'below-one' = 'proven') => {
    if (bare === undefined) throw new Error('The draft has no item C28.')
    return { standing: { ...bare, proven, ceiling, state }, state }
  }

  it.each([
    ['rose where the lower end of one lies above the upper end of the other', told(2, 2), told(3, 4), 'rose'],
    ['rose from a cap to what is proven above it', told(null, 2, 'capped'), told(3, 3), 'rose'],
    ['fell where what was proven is ruled out', told(3, 3), told(2, 2), 'fell'],
    ['fell below level one', told(1, 1), told(0, 0, 'below-one'), 'fell'],
    ['stayed the same', told(2, 2), told(2, 2), 'same'],
    ['neither rose nor fell for certain where the level above is merely unknown', told(3, 3), told(2, 5), 'open'],
    ['is open while its feed is silent, though both ends read alike', told(2, 5), told(2, 5, 'stale'), 'open'],
  ] as const)('%s', (_name, was, is, moved) => {
    expect(movedBetween(was, is)).toBe(moved)
  })
})
