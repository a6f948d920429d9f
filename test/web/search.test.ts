// A search leads to everything that has an address: the very name first, then beginnings, then parts, grouped by kind.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadModel } from '../../rules/model/load-model.ts'
import SearchHits from '../../web/components/SearchHits.vue'
import { asksForLevel } from '../../web/search/entries.ts'
import { find, fitOf, plainWords, type Entry, type HitKind } from '../../web/search/find.ts'
import { city, feedOf, mountIn } from './fixture.ts'

const file = join(import.meta.dirname, '../../rules/models/ctmm-2026-draft.yaml')
const standard = loadModel(readFileSync(file, 'utf8'), file)
const place = { ...city, bureaus: [{ code: 'zwb', zh: '市政务服务管理局', en: 'Service bureau' }] }
const entry = (name: string, kind: HitKind = 'item'): Entry => ({ key: name, kind, name, note: '', names: [name], to: '/' })

describe('ranking', () => {
  it('puts the very name before its beginning, and that before a part of it', () => {
    expect(find('处置', [entry('线上处置率'), entry('处置流程'), entry('处置')])[0]?.hits.map((one) => one.name)).toEqual(['处置', '处置流程', '线上处置率'])
  })
  it('puts the kind with the best fit first', () => {
    expect(find('表11', [entry('含表11的', 'item'), entry('表 11', 'clause')]).map((one) => one.kind)).toEqual(['clause', 'item'])
  })
  it('finds several words in any order, after every whole match', () => {
    expect(fitOf('率 线上', ['城市管理事件线上处置率'])).toBe(3)
    expect(fitOf('率 线下', ['城市管理事件线上处置率'])).toBeUndefined()
  })
  it('minds neither case nor blanks nor brackets', () => {
    expect([plainWords(' 表 11 '), plainWords('Level 3 (Collaborative)')]).toEqual(['表11', 'level3collaborative'])
    expect(fitOf('TABLE 11', ['table11'])).toBe(0)
  })
  it('finds nothing for nothing', () => {
    expect([fitOf('', ['a']), fitOf('  ', ['a']), find('（）', [entry('a')]).length]).toEqual([undefined, undefined, 0])
  })
  it('shows no more than a list holds, whatever fits', () => {
    const many = (['item', 'indicator', 'feed', 'area'] as const).flatMap((kind) => Array.from({ length: 40 }, (_, n) => entry(`${kind} x${n}`, kind)))
    const groups = find('x', many)
    expect(groups.map((one) => one.hits.length)).toEqual([6, 6, 4])
  })
})

describe('levels', () => {
  it('are offered to who asks for one', () => {
    for (const text of ['处置流程三级', '三级', 'C28 L3', 'C28L3', '处置l3', 'level 3', 'disposal level']) expect(asksForLevel(text), text).toBe(true)
    for (const text of ['处置流程', 'C28', 'L', '高级', 'leveller']) expect(asksForLevel(text), text).toBe(false)
  })
})

describe('the list', () => {
  afterEach(() => vi.unstubAllGlobals())
  async function search(text: string) {
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ feeds: [feedOf('hotline-12345', { zh: '12345 热线', en: 'Hotline' })] }), { headers: { 'content-type': 'application/json' } }))
    const list = await mountIn(SearchHits, { path: '/?area=d1', standard, place, props: { text, open: true } })
    await flushPromises()
    return list
  }
  const first = async (text: string): Promise<string | undefined> => {
    const found = (await search(text)).findAll('[role=group]')[0]
    return found === undefined ? undefined : `${found.find('.kind').text()}：${found.findAll('[role=option]')[0]?.find('span').text()}`
  }

  it.each([
    ['C28', '能力项：处置流程'], ['I13', '指标：城市管理事件线上处置率'], ['8.4.1', '条款与达标线：8.4.1 常态管理'], ['表11', '条款与达标线：8.4.1 常态管理'], ['table 11', '条款与达标线：8.4.1 常态管理'],
    ['q27', '条款与达标线：城市管理事件线上处置率 ≥ 80%'], ['表11 三级 a)', '条款与达标线：城市管理事件线上处置率 ≥ 80%'], ['X05', '勘误：编号印为 d) e) f)'], ['处置流程三级', '等级：处置流程 · 三级'], ['C28 L3', '等级：处置流程 · 三级'],
    ['政务服务管理局', '部门：市政务服务管理局'], ['zwb', '部门：市政务服务管理局'], ['港东', '区域：港东区'], ['热线', '数据源：12345 热线'], ['990100-RX', '数据源：12345 热线'], ['勘误', '页面：模型：勘误'], ['disposal process', '能力项：处置流程'],
  ])('answers %s with %s', async (text, expected) => {
    expect(await first(text)).toBe(expected)
  })
  it('does not bring five levels along with an item', async () => {
    expect((await search('处置流程')).findAll('.kind').map((one) => one.text())).not.toContain('等级')
  })
  it('says what can be searched when nothing fits', async () => {
    const list = await search('没有这样的东西')
    expect(list.findAll('[role=option]')).toHaveLength(0)
    expect(list.text()).toContain('没有匹配的内容')
  })
  it('tells a screen reader how many there are', async () => {
    const list = await search('表11')
    expect(list.find('[role=status]').text()).toBe(`${list.findAll('[role=option]').length} 条结果`)
  })
})
