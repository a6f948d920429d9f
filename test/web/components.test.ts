// What the components show for each state, in both languages, for the city and for an area.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { flushPromises } from '@vue/test-utils'
import BulletBar from '../../web/components/BulletBar.vue'
import ChangeList from '../../web/components/ChangeList.vue'
import CityDistribution from '../../web/components/CityDistribution.vue'
import CountsTree from '../../web/components/CountsTree.vue'
import FreshText from '../../web/components/FreshText.vue'
import HelpDialog from '../../web/components/HelpDialog.vue'
import IndicatorTable from '../../web/components/IndicatorTable.vue'
import LevelSteps from '../../web/components/LevelSteps.vue'
import OtherItems from '../../web/components/OtherItems.vue'
import RequirementLadder from '../../web/components/RequirementLadder.vue'
import RequirementMatrix from '../../web/components/RequirementMatrix.vue'
import StatusStrip from '../../web/components/StatusStrip.vue'
import WindowTable from '../../web/components/WindowTable.vue'
import { catalogueOf } from '../../web/catalogue/catalogue.ts'
import { showLanguage } from '../../web/i18n/index.ts'
import { city, eventValue, model, mountIn, restated, snapshot, standing } from './fixture.ts'

const catalogue = catalogueOf(model)
const row = catalogue.rows('C28')[0]
const item = catalogue.item('C28')

beforeEach(() => vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify({ changes: [] })))))
afterEach(async () => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
  await showLanguage('zh')
})

describe('the steps of a standing', () => {
  const looks = async (shown: unknown): Promise<string[]> => (await mountIn(LevelSteps, { props: { standing: shown } })).findAll('i').map((step) => step.classes()[0] ?? '')

  it('are solid when proven, outlined up to the ceiling, blank above', async () => {
    expect(await looks({ ...standing, proven: 2, ceiling: 4 })).toEqual(['fill-1', 'fill-2', 'open', 'open', 'blank'])
  })
  it('are hatched where unknown', async () => {
    expect(await looks({ ...standing, proven: null, ceiling: 5, cells: ['none', 'none', 'unknown', 'unknown', 'none'] })).toEqual(['open', 'open', 'hatched', 'hatched', 'open'])
  })
  it('are all blank below level one and while loading', async () => {
    expect(await looks({ ...standing, proven: 0, ceiling: 0 })).toEqual(Array(5).fill('blank'))
    expect(await looks(undefined)).toEqual(Array(5).fill('blank'))
  })
  it('say the interval in words', async () => {
    const wrapper = await mountIn(LevelSteps, { props: { standing } })
    expect(wrapper.get('[role=img]').attributes('aria-label')).toBe('数值达二级。已证 二级，上限 二级')
  })
})

describe('the indicator table', () => {
  it('shows value, gap with bound, freshness, the server\'s word and what is missing', async () => {
    const text = (await mountIn(IndicatorTable)).text()
    for (const part of ['79.66', '还差 3,388 件', '→ 三级 ≥ 80%', '08:00', '数值达二级', '达三级须补 1 项']) expect(text).toContain(part)
  })
  it('has the same rows before any value has come', async () => {
    const rows = async (shown: typeof snapshot | undefined): Promise<number> => (await mountIn(IndicatorTable, { shown })).findAll('tr').length
    expect(await rows(undefined)).toBe(await rows(snapshot))
  })
  it('keeps area, moment and language in its links', async () => {
    const wrapper = await mountIn(IndicatorTable, { path: '/?area=d1&asOf=2026-10-01T08:00:00%2B08:00&lang=en&q=x' })
    const href = wrapper.get('tr.item a').attributes('href') ?? ''
    expect(href).toContain('/items/C28?')
    expect(Object.fromEntries(new URLSearchParams(href.split('?')[1]))).toEqual({ area: 'd1', asOf: '2026-10-01T08:00:00+08:00', lang: 'en' })
  })
  it('gives an area no level', async () => {
    const wrapper = await mountIn(IndicatorTable, { path: '/?area=d1' })
    expect(wrapper.text()).toContain('不判等级')
    expect(wrapper.text()).not.toContain('数值达')
    expect(wrapper.findAll('.steps .steps')).toEqual([])
    expect(wrapper.find('svg text').exists()).toBe(false)
  })
  it('speaks English', async () => {
    await showLanguage('en')
    const text = (await mountIn(IndicatorTable)).text()
    for (const part of ['3,388 events short', '→ L3 ≥ 80%', 'Level 2 by numbers', '1 to meet for L3']) expect(text).toContain(part)
  })
})

describe('a bullet', () => {
  it('says value and bounds in words', async () => {
    const wrapper = await mountIn(BulletBar, { props: { row, value: eventValue, levels: true } })
    expect(wrapper.get('svg').attributes('aria-label')).toBe('指标值 79.66；达标线 一级 ≥ 40%，二级 ≥ 60%，三级 ≥ 80%，四级 ≥ 90%')
  })
})

describe('freshness', () => {
  const fresh = async (more: object): Promise<string> => (await mountIn(FreshText, { props: { value: { ...eventValue, ...more }, now: snapshot.asOf, zone: city.zone } })).text()
  it('counts the days of a stopped feed', async () => {
    expect(await fresh({ state: 'stale', freshness: { coveredUntil: '2026-10-12T09:00:00+08:00', staleAt: null, oldestFeed: null } })).toBe('停更 41 天')
  })
  it('says when nothing was ever received', async () => {
    expect(await fresh({ state: 'no-data', freshness: { coveredUntil: null, staleAt: null, oldestFeed: null } })).toBe('未收到')
  })
})

describe('the requirement matrix', () => {
  it('marks every cell by more than colour and leads to the level', async () => {
    const wrapper = await mountIn(RequirementMatrix)
    const links = wrapper.findAll('a.cell')
    expect(links.map((link) => link.attributes('aria-label'))).toEqual([
      '处置流程 一级：达标', '处置流程 二级：达标', '处置流程 三级：未达', '处置流程 四级：未达', '互动响应 一级：待更新', '互动响应 二级：待更新',
    ])
    expect(links[2]?.attributes('href')).toBe('/items/C28#level-3')
    expect(links[2]?.find('svg').exists()).toBe(true)
  })
  it('uses no level colour for an area', async () => {
    expect((await mountIn(RequirementMatrix, { path: '/?area=d1' })).find('td [class*=fill-]').exists()).toBe(false)
  })
})

describe('the city panel', () => {
  it('is a distribution of items, labelled as local policy', async () => {
    const text = (await mountIn(CityDistribution)).text()
    expect(text).toContain('本地口径，非标准规定')
    expect(text).toContain('数值达二级及以上1 / 2 项')
    expect(text).toContain('尚无等级得证1 / 2 项')
  })
})

describe('the items without numbers', () => {
  it('ask for evidence and invent no count', async () => {
    const text = (await mountIn(OtherItems)).text()
    expect(text).toContain('其余 1 项能力没有数值要求，等级须由证据评估')
    expect(text).toContain('自评登记尚未开通')
  })
})

describe('the requirement ladder', () => {
  it('gives clause, printed letter, bound, outcome, gap and the qualitative mark', async () => {
    const text = (await mountIn(RequirementLadder, { props: { item } })).text()
    for (const part of ['表 11 三级 a)', '（原文印作 d)）', '≥ 80%', '还差 3,388 件', '数值达标', '另有定性要求', '无数值要求，须评估', '事件线上流转']) expect(text).toContain(part)
  })
})

describe('the counts behind a number', () => {
  it('are window, counts, open cases, calculation and the oldest feed', async () => {
    const text = (await mountIn(CountsTree, { props: { row } })).text()
    for (const part of ['983,210 件', '783,180 件', '5,120 件', 'event-online/1', '口径说明', '区级线下台账', '2026-11-22 08:00', '2025-11-23 00:00']) expect(text).toContain(part)
  })
  it('stand beside the windows that are only monitored', async () => {
    const text = (await mountIn(WindowTable, { props: { row } })).text()
    expect(text).toContain('监测值，不判级')
    expect(text).toContain('82.04')
  })
})

describe('the status strip', () => {
  it('marks a demonstration city', async () => {
    expect((await mountIn(StatusStrip)).text()).toContain('演示数据')
    expect((await mountIn(StatusStrip, { place: { ...city, demo: false } })).text()).not.toContain('演示数据')
  })
  it('shows the loading of history', async () => {
    const wrapper = await mountIn(StatusStrip, { shown: { ...snapshot, progress: { loaded: 62_000, total: 150_000, loadedFrom: '2026-03-01T00:00:00+08:00' } } })
    expect(wrapper.text()).toContain('正在载入历史 62,000 / 150,000 · 已回溯到 2026-03-01')
    expect(wrapper.get('[role=progressbar]').attributes('aria-valuenow')).toBe('62000')
  })
  it('is a band that names both clocks of a past moment, with the way back', async () => {
    const wrapper = await mountIn(StatusStrip, { link: 'past', path: '/?asOf=2026-06-30T23:59:59.999%2B08:00&knownAt=2026-07-01T08:00:00%2B08:00' })
    expect(wrapper.get('.past').text()).toContain('回看 2026-06-30 24:00 · 按 2026-07-01 08:00 所知')
    await wrapper.get('.back').trigger('click')
    await flushPromises()
    expect(wrapper.find('.past').exists()).toBe(false)
  })
  it('stands before the past reading has come, and says when it is known by now', async () => {
    const wrapper = await mountIn(StatusStrip, { link: 'loading', shown: undefined, path: '/?asOf=2026-06-30T14:05:00%2B08:00' })
    expect(wrapper.get('.past').text()).toContain('回看 2026-06-30 14:05 · 按现在所知')
    expect((await mountIn(StatusStrip, { link: 'loading', shown: undefined, path: '/?knownAt=2026-07-01T08:00:00%2B08:00' })).text()).toContain('回看 2026-07-01 08:00 · 按 2026-07-01 08:00 所知')
  })
  it('counts what was restated and says what is provisional', async () => {
    const wrapper = await mountIn(StatusStrip, { link: 'past', path: '/?asOf=2026-06-30T14:05:00%2B08:00', shown: { ...snapshot, known: { at: snapshot.asOf, provisional: true }, values: [restated] } })
    expect(wrapper.text()).toContain('追溯修订 1 项')
    expect(wrapper.text()).toContain('暂定')
  })
  it('says when the screen stands still', async () => {
    expect((await mountIn(StatusStrip, { link: 'frozen' })).text()).toContain('连接中断 · 画面停在 2026-11-22 14:05')
  })
  it('counts the feeds', async () => {
    expect((await mountIn(StatusStrip)).text()).toMatch(/17 正常.*1 延迟.*1 停更/)
  })
})

describe('the latest changes', () => {
  it('have an honest empty state', async () => {
    expect((await mountIn(ChangeList)).text()).toContain('没有等级、清单或数据源的变动')
  })
  it('show an error in its place with the advice', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify({ title: '数据库忙', status: 503, advice: '请稍后重试' }), { status: 503 })))
    const wrapper = await mountIn(ChangeList)
    expect(wrapper.get('[role=alert]').text()).toContain('请稍后重试')
  })
  it('leave out what came after the moment that is read', async () => {
    const change = (at: string, zh: string): object => ({ at, kind: 'standing', title: { zh, en: zh }, detail: { zh: '', en: '' }, severity: 'info' })
    vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify({ changes: [change('2026-11-01T00:00:00+08:00', '之后'), change('2026-09-01T00:00:00+08:00', '之前')] }))))
    const wrapper = await mountIn(ChangeList, { path: '/?asOf=2026-10-01T00:00:00%2B08:00' })
    await flushPromises()
    expect(wrapper.text()).toContain('之前')
    expect(wrapper.text()).not.toContain('之后')
  })
})

describe('the help', () => {
  it('lists the keys and can turn single keys off', async () => {
    const wrapper = await mountIn(HelpDialog, { props: { keys: true } })
    expect(wrapper.findAll('kbd').map((key) => key.text())).toEqual(['/', 'g', 'o', 'g', 'i', 'g', 't', 'g', 'f', 'g', 'm', 't', '?', 'Esc'])
    expect(wrapper.find('input[type=checkbox]').exists()).toBe(true)
  })
})
