// What leaders read is counted and ordered by pure functions: moves, what is nearest, courses of levels, small trends.
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SeriesPoint, Snapshot } from '../../web/api/types.ts'
import type { SpanIndicator, SpanItem, SpanTrends } from '../../web/api/span-types.ts'
import { catalogueOf } from '../../web/catalogue/catalogue.ts'
import { levelRuns, levelStacks } from '../../web/charts/level-course.ts'
import { smallTrend } from '../../web/charts/small-trend.ts'
import { readingOf } from '../../web/live/reading.ts'
import TrendsPage from '../../web/pages/TrendsPage.vue'
import { movesOf } from '../../web/trends/moves.ts'
import { nextLevelsOf } from '../../web/trends/next-level.ts'
import { eventValue, model, mountIn, snapshot, standing } from './fixture.ts'

const catalogue = catalogueOf(model)
const both = (zh: string): { zh: string; en: string } => ({ zh, en: zh })
const share = (numerator: number): object => ({ numerator, denominator: 1_000 })

const told = (proven: number | null, ceiling: number, state: SpanItem['is']['state'] = 'proven'): SpanItem['moments'][number] => ({ proven, ceiling, state })
function itemOf(item: string, moments: SpanItem['moments'], more: Partial<SpanItem> = {}): SpanItem {
  const [was, is] = [moments[0] ?? told(null, 5, 'unproven'), moments[moments.length - 1] ?? told(null, 5, 'unproven')]
  const word = (one: typeof was): SpanItem['was'] => ({ ...one, word: both(one.proven === null ? '待更新' : `数值达${'〇一二三四五'[one.proven]}级`) })
  return { item, was: word(was), is: word(is), moved: 'same', since: null, turned: [], moments, ...more }
}
const side = (numerator: number, text: string): SpanIndicator['now'] => ({ ...eventValue, open: 0, ...share(numerator), display: { text, unit: '%' }, asOf: '2026-11-22T14:05:32+08:00' })
const point = (month: string, numerator: number | null, range?: readonly [number, number]): SeriesPoint => ({
  at: `${month}-28T23:59:59.999+08:00`, state: numerator === null ? 'no-data' : 'ok', ...(numerator === null ? { display: null } : { ...share(numerator), display: { text: (numerator / 10).toFixed(2), unit: '%' } }),
  ...(range === undefined ? {} : { min: { at: '', ...share(range[0]), display: { text: (range[0] / 10).toFixed(2), unit: '%' } }, max: { at: '', ...share(range[1]), display: { text: (range[1] / 10).toFixed(2), unit: '%' } } }),
})
const value = (more: Partial<SpanIndicator> = {}): SpanIndicator => ({
  indicator: 'event_online_disposal_rate', population: 'all', window: 'rolling-12-months', calculation: 'event-online/1', now: side(850, '85.00'), base: side(780, '78.00'),
  comparable: true, difference: { text: '+7.00', unit: both('个百分点'), direction: 'up' }, meaning: 'improved', reason: null, breaks: [], points: [point('2026-09', 780), point('2026-10', 800), point('2026-11', 850)],
  responsible: [{ feed: 'events', zh: '事件', en: 'Events', bureau: both('市城管局'), contact: '受理科', phone: '0000-1' }], ...more,
})
const trends = (more: Partial<SpanTrends> = {}): SpanTrends => ({
  area: 'c', asOf: '2026-11-22T14:05:32+08:00', from: '2025-11-22T23:59:59.999+08:00', months: 12, resolution: 'month', model: 'CTMM-TEST', known: { at: '2026-11-22T14:05:32+08:00', provisional: false },
  moments: ['2026-09', '2026-10', '2026-11'].map((month) => ({ at: `${month}-28T23:59:59.999+08:00` })), indicators: [value()],
  items: [itemOf('C28', [told(2, 2), told(2, 2), told(3, 3)], { moved: 'rose', since: '2026-11-03', turned: [{ requirement: 'Q27', was: 'not-met', is: 'met' }, { requirement: 'Q28', was: 'met', is: 'not-met' }] }), itemOf('C32', [told(2, 5), told(2, 5), told(null, 5, 'stale')], { moved: 'open' })],
  ...more,
})

describe('what moved', () => {
  it('names the requirements that made a standing rise with the value that turned them, and none that turned the other way', () => {
    const { rose, fell, open } = movesOf(trends(), catalogue)
    expect(rose.map(({ item, causes }) => [item.item, causes.map(({ requirement, value: turned }) => [requirement.id, turned?.indicator])])).toEqual([['C28', [['Q27', 'event_online_disposal_rate']]]])
    expect([fell, open.map(({ item }) => item)]).toEqual([[], ['C32']])
  })
  it('puts values in order of how far they went, whatever their units', () => {
    const hours = (indicator: Partial<SpanIndicator>): SpanIndicator => value({ indicator: 'appeal_mean_response_hours', meaning: 'improved', ...indicator })
    const far = hours({ now: { ...side(0, '2.00'), sumMs: 7_200_000, count: 1 }, base: { ...side(0, '9.00'), sumMs: 32_400_000, count: 1 } })
    expect(movesOf(trends({ indicators: [value(), far] }), catalogue).improved.map(({ indicator }) => indicator)).toEqual(['appeal_mean_response_hours', 'event_online_disposal_rate'])
  })
  it('counts what may not be compared as neither', () => {
    const moves = movesOf(trends({ indicators: [value({ comparable: false, difference: null, meaning: null, reason: { code: 'scope-changed', ...both('清单扩容') } })] }), catalogue)
    expect([moves.improved.length, moves.worse.length, moves.unchanged.length, moves.incomparable.length]).toEqual([0, 0, 0, 1])
  })
  it('keeps to what was chosen', () => {
    const { rose, open, improved } = movesOf(trends(), catalogue, (item) => item === 'C32')
    expect([rose.length, open.length, improved.length]).toEqual([0, 1, 0])
  })
})

describe('what is nearest to its next level', () => {
  const readingWith = (standings: Snapshot['standings']) => readingOf({ ...snapshot, standings })

  it('tells the whole gap up to the lowest level that fails, and nothing beyond it', () => {
    expect(nextLevelsOf(readingWith([standing]), catalogue).map(({ item, level, missing, unknown }) => [item.id, level, missing.map(({ requirement }) => requirement.id), unknown])).toEqual([['C28', 3, ['Q27'], 0]])
  })
  it('puts fewer conditions first, what is unknown among them', () => {
    const late = { ...standing, item: 'C32', blockers: [{ requirement: 'Q32', indicator: 'I15', level: 2 }], requirements: [{ requirement: 'Q31', outcome: 'unknown', state: 'stale', gap: null }, { requirement: 'Q32', outcome: 'not-met', state: 'ok', gap: { ...both('再快 1 小时'), amount: '1' } }] } as const
    expect(nextLevelsOf(readingWith([late, standing]), catalogue).map(({ item, unknown }) => [item.id, unknown])).toEqual([['C28', 0], ['C32', 1]])
  })
  it('has nothing to tell of an item that lacks no number', () => {
    expect(nextLevelsOf(readingWith([{ ...standing, blockers: [] }]), catalogue)).toEqual([])
  })
})

describe('the course of levels', () => {
  it('joins neighbouring periods of one standing and keeps unknown apart from none', () => {
    expect(levelRuns([told(2, 2), told(2, 3), told(null, 5, 'stale'), told(null, 2, 'capped'), told(0, 0, 'below-one')])).toEqual([
      { look: 'proven', level: 2, cap: null, from: 1, length: 2 }, { look: 'unknown', level: null, cap: null, from: 3, length: 1 }, { look: 'open', level: null, cap: 2, from: 4, length: 1 }, { look: 'below', level: 0, cap: null, from: 5, length: 1 },
    ])
  })
  it('stacks every item once a period, the best at the bottom', () => {
    const items = [itemOf('C28', [told(2, 2), told(3, 3)]), itemOf('C32', [told(2, 2), told(null, 5, 'stale')])]
    expect(levelStacks(items, 2)).toEqual([
      [{ kind: '2', items: ['C28', 'C32'], from: 0, to: 1 }],
      [{ kind: '3', items: ['C28'], from: 0, to: 0.5 }, { kind: 'unknown', items: ['C32'], from: 0.5, to: 1 }],
    ])
  })
  it('of nothing is nothing', () => {
    expect([levelRuns([]), levelStacks([], 1)]).toEqual([[], [[]]])
  })
})

describe('a small trend', () => {
  const bounds = [{ level: 2, at: 60 }, { level: 3, at: 80 }]
  const percent = { quantity: 'share', unit: 'percent', direction: 'atLeast' } as const

  it('leaves gaps open and shows a point that no line reaches', () => {
    const { lines, alone, last } = smallTrend({ points: [point('2026-07', 700), point('2026-08', 750), point('2026-09', null), point('2026-10', 790), point('2026-11', null)], breaks: [], bounds, indicator: percent })
    expect(lines).toHaveLength(1)
    expect(alone).toEqual([last])
  })
  it('keeps the least and the greatest of each period within its drawing', () => {
    const { ranges } = smallTrend({ points: [point('2026-10', 700, [610, 790]), point('2026-11', 750, [700, 820])], breaks: [], bounds, indicator: percent })
    const ys = [...(ranges[0] ?? '').matchAll(/ (-?[\d.]+)/g)].map((found) => Number(found[1]))
    expect(ys).toHaveLength(4)
    expect([Math.min(...ys) >= 0, Math.max(...ys) <= 100, new Set(ys).size]).toEqual([true, true, 4])
  })
  it('has better above, also where less is better', () => {
    const hours = (of: number): SeriesPoint => ({ at: '', state: 'ok', sumMs: of * 3_600_000, count: 1, display: { text: String(of), unit: 'h' } })
    const { last, lines, bounds: drawn } = smallTrend({ points: [hours(20), hours(4)], breaks: [], bounds: [{ level: 1, at: 24 }, { level: 3, at: 6 }], indicator: { quantity: 'mean', unit: 'hours', direction: 'atMost' } })
    const first = Number(/^M0 ([\d.]+)/.exec(lines[0] ?? '')?.[1])
    expect(last?.y).toBeLessThan(first)
    expect(drawn.find(({ level }) => level === 3)?.y).toBeLessThan(drawn.find(({ level }) => level === 1)?.y ?? 0)
  })
  it('steps where it counts, and marks a change of scope where it happened', () => {
    const count = (of: number, at: string): SeriesPoint => ({ at, state: 'ok', value: of, display: { text: String(of), unit: '' } })
    const { lines, breaks } = smallTrend({
      points: [count(1, '2026-09-30T00:00:00Z'), count(1, '2026-10-31T00:00:00Z'), count(2, '2026-11-30T00:00:00Z')], bounds: [{ level: 3, at: 2 }],
      breaks: [{ at: '2026-10-12T00:00:00Z', code: 'scope-changed', ...both('清单扩容') }], indicator: { quantity: 'count', unit: 'count', direction: 'atLeast' },
    })
    expect(lines[0]).toMatch(/^M0 [\d.]+H50V[\d.]+H100V[\d.]+$/)
    expect(breaks.map(({ x }) => x)).toEqual([50])
  })
  it('of one point or none draws no line', () => {
    expect(smallTrend({ points: [point('2026-11', 700)], breaks: [], bounds, indicator: percent })).toMatchObject({ lines: [], alone: [{ x: 50 }] })
    expect(smallTrend({ points: [], breaks: [], bounds, indicator: percent })).toMatchObject({ lines: [], alone: [], last: undefined })
  })
})

describe('the page of trends', () => {
  afterEach(() => vi.unstubAllGlobals())
  const shown = async (path: string, answer: SpanTrends | object, status = 200) => {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (url: string) => (asked.push(url), new Response(JSON.stringify(answer), { status, headers: { 'content-type': 'application/json' } })))
    const wrapper = await mountIn(TrendsPage, { path })
    await flushPromises()
    return { wrapper, asked }
  }

  it('says what rose and why, in words, and that nothing here is an assessment', async () => {
    const { wrapper, asked } = await shown('/trends?months=12', trends())
    const text = wrapper.text().replace(/\s+/g, ' ')
    expect(asked[0]).toBe('/api/v1/trends?area=c&months=12')
    expect(text).toContain('数值达标，非评估结论')
    expect(text).toContain('实时值，未经定版')
    expect(wrapper.find('section.rose').text().replace(/\s+/g, ' ')).toMatch(/处置流程 数值达二级 → 数值达三级 2026-11-03 起\s?因 指标I13 78.00% → 85.00%（三级 ≥ 80%）/)
    expect(wrapper.find('section.improved').text().replace(/\s+/g, ' ')).toContain('↑ 7.00 个百分点')
    expect(text).toContain('1 项一端未知，升降不定')
    expect(wrapper.find('.nearest').text()).toContain('达三级须补 1 项')
  })
  it('prints who answers, the mark of the demonstration and the moment on its one sheet', async () => {
    const { wrapper } = await shown('/trends', trends())
    const sheet = wrapper.find('.sheet').text().replace(/\s+/g, ' ')
    for (const words of ['演示数据', '数值达标，非评估结论', '2026-11-22 14:05 对 2025-11-22 24:00', '市城管局', '受理科 0000-1']) expect(sheet).toContain(words)
  })
  it('of an area has values and bounds and no level word', async () => {
    const { wrapper } = await shown('/trends?area=d1', trends({ area: 'd1', items: [] }))
    expect(wrapper.text()).not.toMatch(/数值达[一二三四五]级|等级上升/)
    expect(wrapper.text()).toContain('区域只列指标值与达标线，不判等级')
  })
  it('keeps to the item and the moment of the address', async () => {
    const { wrapper, asked } = await shown('/trends?item=C32&months=36&asOf=2026-06-30T00:00:00Z', trends({ months: 36 }))
    expect(asked[0]).toBe(`/api/v1/trends?area=c&months=36&asOf=${encodeURIComponent('2026-06-30T00:00:00Z')}`)
    expect(wrapper.find('section.rose').text()).toContain('没有等级上升')
    expect(wrapper.text()).toContain('回看值，未经定版')
  })
  it('shows an error where the trends would be, with the advice of the server', async () => {
    const { wrapper } = await shown('/trends', { type: '', title: '暂停', status: 503, advice: '请稍后再试' }, 503)
    expect(wrapper.find('[role=alert]').text()).toContain('请稍后再试')
  })
})
