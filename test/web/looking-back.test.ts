// What the panels that look back show: the choice of a moment, restated figures, comparisons, how standings were decided, and the tools of the trend.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import type { Comparisons, StandingInterval } from '../../web/api/types.ts'
import { catalogueOf } from '../../web/catalogue/catalogue.ts'
import { restatementOf } from '../../web/catalogue/restatement.ts'
import ClockForm from '../../web/components/ClockForm.vue'
import ComparisonPanel from '../../web/components/ComparisonPanel.vue'
import CountsTree from '../../web/components/CountsTree.vue'
import IndicatorTable from '../../web/components/IndicatorTable.vue'
import IndicatorTabs from '../../web/components/IndicatorTabs.vue'
import RestatedMark from '../../web/components/RestatedMark.vue'
import StandingTimeline from '../../web/components/StandingTimeline.vue'
import TrendTools from '../../web/components/TrendTools.vue'
import { showLanguage } from '../../web/i18n/index.ts'
import { eventValue, model, monthValue, mountIn, restated, snapshot } from './fixture.ts'

const catalogue = catalogueOf(model)
const row = catalogue.rows('C28')[0]
const PAST = '/?asOf=2026-06-30T23:59:59.999%2B08:00'

const answer = (body: unknown): unknown => vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(body))))
beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-22T14:05:32+08:00'), toFake: ['Date'] }))
afterEach(async () => {
  document.body.innerHTML = ''
  vi.useRealTimers()
  vi.unstubAllGlobals()
  await showLanguage('zh')
})

describe('a restatement', () => {
  it('is another figure than was printed, not another count behind the same figure', () => {
    expect(restatementOf(restated)?.display.text).toBe('79.42')
    expect(restatementOf({ ...restated, display: { text: '79.42', unit: '%' } })).toBeUndefined()
    expect(restatementOf(eventValue)).toBeUndefined()
  })
  it('is not what was told for the first time afterwards', () => {
    expect(restatementOf({ ...eventValue, restated: { state: 'no-data', display: { text: '—', unit: '%' } } })).toBeUndefined()
    expect(restatementOf({ ...eventValue, restated: { state: 'no-data', value: 0, display: { text: '0', unit: '' } } })).toBeUndefined()
  })
  it('tells the earlier figure on focus and is put away with Esc', async () => {
    const wrapper = await mountIn(RestatedMark, { props: { value: restated, indicator: model.indicators[0] } })
    const [button, tip] = [wrapper.get('button'), wrapper.get('[role=tooltip]')]
    expect(button.text()).toBe('追溯修订')
    expect(button.attributes('aria-describedby')).toBe(tip.attributes('id'))
    expect(tip.text()).toBe('当日日终为 79.42% (780,870 / 983,210)')
    await button.trigger('focus')
    expect(tip.classes()).toContain('shown')
    await button.trigger('keydown', { key: 'Escape' })
    expect(tip.classes()).not.toContain('shown')
  })
  it('marks its line of the table, its tab and its counts, in the past only', async () => {
    const shown = { ...snapshot, values: [restated, monthValue] }
    await mountIn(IndicatorTable, { path: PAST, shown })
    await vi.waitFor(() => expect(document.body.querySelector('.restated')?.textContent).toContain('当日日终为 79.42%'))
    expect((await mountIn(IndicatorTabs, { path: PAST, shown, props: { rows: [row], chosen: row } })).text()).toContain('追溯修订 当日日终为 79.42%')
    expect((await mountIn(CountsTree, { path: PAST, shown, props: { row } })).text()).toContain('780,870 / 983,210')
    expect((await mountIn(IndicatorTabs, { path: '/', shown, props: { rows: [row], chosen: row } })).text()).not.toContain('追溯修订')
  })
})

describe('the choice of a moment', () => {
  const form = async (props: object) => {
    const shown: unknown[] = []
    const wrapper = await mountIn(ClockForm, { props: { asOf: undefined, knownAt: undefined, shown: Date.now(), onShow: (clocks: unknown) => shown.push(clocks), ...props } })
    return { wrapper, shown }
  }
  it('offers the usual moments and says in words what will be shown', async () => {
    const { wrapper, shown } = await form({})
    expect(wrapper.findAll('.quick')[0]?.findAll('button').map((button) => button.text())).toEqual(['昨日此时', '昨日日终', '上月末', '去年末'])
    await wrapper.findAll('.quick button')[2]?.trigger('click')
    await wrapper.findAll('.quick button')[5]?.trigger('click')
    expect(wrapper.get('.will').text()).toBe('将查看 2026-10-31 24:00 · 按 2026-11-01 08:00 所知')
    await wrapper.get('form').trigger('submit')
    expect(shown).toEqual([{ asOf: '2026-10-31T23:59:59.999+08:00', knownAt: '2026-11-01T08:00:00+08:00' }])
  })
  it('keeps the last millisecond of a day that the field cannot show', async () => {
    const { wrapper, shown } = await form({ asOf: '2026-06-30T23:59:59.999+08:00' })
    expect(wrapper.get<HTMLInputElement>('#as-of').element.value).toBe('2026-06-30T23:59')
    await wrapper.get('form').trigger('submit')
    expect(shown).toEqual([{ asOf: '2026-06-30T23:59:59.999+08:00', knownAt: undefined }])
  })
  it('takes what is typed, and refuses the future in either clock', async () => {
    const { wrapper, shown } = await form({})
    await wrapper.get('#as-of').setValue('2026-12-01T08:00')
    await wrapper.get('form').trigger('submit')
    expect(wrapper.get('#as-of-wrong').text()).toBe('请填写完整的日期与时间，且不晚于现在。')
    await wrapper.get('#as-of').setValue('2026-10-01T08:00')
    await wrapper.get('#known-at').setValue('2026-12-01T08:00')
    await wrapper.get('form').trigger('submit')
    expect([wrapper.get('#as-of-wrong').text(), wrapper.get('#known-at-wrong').text(), shown]).toEqual(['', '所知时刻须完整，且不晚于现在。', []])
  })
  it('opens the second clock where one is set, and leads back to the present', async () => {
    const { wrapper, shown } = await form({ asOf: '2026-06-30T23:59:59.999+08:00', knownAt: '2026-07-01T08:00:00+08:00' })
    expect(wrapper.get('details').attributes('open')).toBeDefined()
    await wrapper.findAll('.buttons button')[1]?.trigger('click')
    expect(shown).toEqual([{ asOf: undefined, knownAt: undefined }])
  })
})

describe('the comparisons', () => {
  const side = { ...eventValue, asOf: '2026-11-22T14:05:32+08:00' }
  const base = { ...eventValue, asOf: '2026-11-21T14:05:32+08:00', window: { ...eventValue.window, from: '2025-11-22T00:00:00+08:00', to: '2026-11-21T14:05:32+08:00' }, display: { text: '79.40', unit: '%' } }
  const body: Comparisons = {
    indicator: eventValue.indicator, area: 'c', population: 'all', known: { at: side.asOf, provisional: false }, now: side,
    comparisons: [
      { basis: 'yesterday-same-time', name: { zh: '较昨日同时', en: 'against the same time yesterday' }, base, comparable: true, difference: { text: '+0.26', unit: { zh: '个百分点', en: 'percentage points' }, direction: 'up' }, meaning: 'improved', reason: null },
      { basis: 'year-before', name: { zh: '同比', en: 'against the year before' }, base: null, comparable: false, difference: null, meaning: null, reason: { code: 'history-begins', zh: '记录自 2025-01-01 起，未覆盖基期窗口', en: 'The records begin on 2025-01-01' } },
      { basis: 'year-start', name: { zh: '较年初', en: 'since the beginning of the year' }, base, comparable: true, difference: { text: '0', unit: { zh: '个百分点', en: 'percentage points' }, direction: 'equal' }, meaning: 'unchanged', reason: null },
    ],
  }
  it('show where the number went, what that means, both periods, or why two may not be compared', async () => {
    answer(body)
    const wrapper = await mountIn(ComparisonPanel, { props: { row, to: side.asOf } })
    const texts = wrapper.findAll('.bases li').map((one) => one.text().replaceAll(/\s+/g, ' '))
    expect(texts[0]).toBe('较昨日同时↑上升 0.26 个百分点改善基期 79.40%2025-11-23 – 2026-11-22 对 2025-11-22 – 2026-11-21')
    expect(texts[1]).toBe('同比不可比记录自 2025-01-01 起，未覆盖基期窗口')
    expect(texts[2]).toContain('持平')
    expect(wrapper.text()).not.toContain('级')
  })
  it('follow the clocks and the window of the address', async () => {
    answer(body)
    await mountIn(ComparisonPanel, { path: `${PAST}&knownAt=2026-07-01T08:00:00%2B08:00&window=rolling-30-days`, props: { row, to: side.asOf } })
    const asked = new URL(String(vi.mocked(fetch).mock.calls[0]?.[0]), 'http://x').searchParams
    expect(Object.fromEntries(asked)).toEqual({ area: 'c', population: 'all', window: 'rolling-30-days', asOf: '2026-06-30T23:59:59.999+08:00', knownAt: '2026-07-01T08:00:00+08:00' })
  })
})

describe('the standing timeline', () => {
  const intervals: StandingInterval[] = [
    { from: '2026-01-01T00:00:00+08:00', to: '2026-05-01T00:00:00+08:00', proven: 1, ceiling: 1, state: 'proven', decided: 'backfilled' },
    { from: '2026-05-01T00:00:00+08:00', to: '2026-07-01T00:00:00+08:00', proven: 2, ceiling: 2, state: 'proven', decided: 'restated', was: { proven: 1, ceiling: 1, state: 'proven', model: 'OLD' } },
    { from: '2026-07-01T00:00:00+08:00', to: '2026-11-22T14:05:00+08:00', proven: 2, ceiling: 2, state: 'proven', decided: 'live' },
  ]
  it('says how every part was decided, and what was decided where that was restated', async () => {
    answer({ intervals })
    const wrapper = await mountIn(StandingTimeline, { props: { item: 'C28', from: '2026-01-01T00:00:00+08:00', to: '2026-11-22T14:05:00+08:00' } })
    await flushPromises()
    expect(wrapper.findAll('.track')[0]?.findAll('li').length).toBe(2)
    expect(wrapper.findAll('.how li').map((one) => one.attributes('title'))).toEqual([
      '2026-01-01 00:00 – 2026-05-01 00:00 · 补算', '2026-05-01 00:00 – 2026-07-01 00:00 · 追溯修订 · 当时判定：数值达一级（依据 OLD）', '2026-07-01 00:00 – 2026-11-22 14:05 · 实时判定',
    ])
    expect(wrapper.findAll('.legend li').map((one) => one.text())).toEqual(['实时判定按事件，当时即判', '追溯修订按日，以现在所知为准', '补算按日，当时尚未判定'])
  })
})

describe('the tools of the trend', () => {
  const props = { windows: [eventValue, monthValue], windowId: 'rolling-12-months', days: 365, resolution: 'auto', told: 'day', hours: false }
  it('offer the judged window and, apart, those that are only monitored', async () => {
    const wrapper = await mountIn(TrendTools, { props })
    expect(wrapper.get('select').findAll('option').map((option) => option.text())).toEqual(['滚动 12 个月 · 判级', '滚动 30 天'])
    expect(wrapper.get('optgroup').attributes('label')).toBe('监测值，不判级')
  })
  it('name the resolution that was chosen by itself, and say why hours cannot be', async () => {
    const wrapper = await mountIn(TrendTools, { props })
    const [, resolutions] = wrapper.findAll('.segmented')
    expect(resolutions?.findAll('a').map((link) => link.text())).toEqual(['自动 · 日', '日', '周', '月', '季', '年'])
    expect(resolutions?.get('.off').attributes('title')).toContain('近 35 天')
    expect((await mountIn(TrendTools, { props: { ...props, hours: true } })).find('.off').exists()).toBe(false)
  })
})
