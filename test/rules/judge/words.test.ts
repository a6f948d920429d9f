import { describe, expect, it } from 'vitest'
import { explain } from '../../../rules/judge/explain.ts'
import { judge } from '../../../rules/judge/judge.ts'
import type { JudgedValue } from '../../../rules/judge/judged-value.ts'
import type { LastProven, Standing } from '../../../rules/judge/standing.ts'
import { standingWord, stateWithHistory } from '../../../rules/judge/word.ts'
import fc from 'fast-check'
import { draft } from '../draft-model.ts'
import { count, HOUR, mean, share, someValues } from './values.ts'

function standing(item: string, values: readonly JudgedValue[]): Standing {
  const found = judge(draft, values).find((candidate) => candidate.item === item)
  if (found === undefined) throw new Error(`no standing of ${item}`)
  return found
}

const word = (item: string, values: readonly JudgedValue[], lastProven?: LastProven): string => standingWord(draft, standing(item, values), { lastProven }).zh
const sentence = (item: string, values: readonly JudgedValue[], lastProven?: LastProven) => explain(draft, standing(item, values), values, { lastProven })
const of = (indicator: string, state: JudgedValue['state']): JudgedValue => ({ indicator, population: 'all', state })
const events = share('event_online_disposal_rate', 783_180, 983_210)

describe('the word of a standing', () => {
  it('comes from a closed vocabulary', () => {
    expect(word('C28', [events])).toBe('数值达二级·发展级')
    expect(word('C28', [share('event_online_disposal_rate', 1, 100)])).toBe('未达一级')
    expect(word('C19', [share('data_classified_share', 1, 100)])).toBe('数值不超过一级·基础级')
    expect(word('C28', [of('event_online_disposal_rate', 'insufficient-sample')])).toBe('样本不足')
    expect(word('C18', [of('hub_capability_share', 'not-assessable')])).toBe('不可评')
    expect(word('C31', [of('oneform_department_coverage', 'stale')], { level: 3, date: '2026-10-12' })).toBe('待更新（最近判定三级·协同级，2026-10-12）')
    expect(word('C31', [of('oneform_department_coverage', 'stale')])).toBe('待更新')
    expect(word('C28', [])).toBe('暂无数值')
    expect(word('C01', [])).toBe('无数值要求')
  })

  it('is never anything else', () => {
    const vocabulary = /^(数值达[一二三四五]级·..级|未达一级|数值不超过[一二三四]级·..级|样本不足|不可评|待更新（最近判定[一二三四]级·..级，2026-10-12）|待更新|暂无数值|无数值要求)$/
    fc.assert(fc.property(someValues, fc.option(fc.integer({ min: 1, max: 4 })), (values, level) => {
      for (const found of judge(draft, values)) {
        expect(standingWord(draft, found, { lastProven: level === null ? null : { level, date: '2026-10-12' } }).zh).toMatch(vocabulary)
      }
    }), { numRuns: 200 })
  })

  it('can be short', () => {
    expect(standingWord(draft, standing('C28', [events]), { form: 'short' })).toEqual({ zh: '数值达二级', en: 'Numbers reach level 2' })
  })

  it('keeps the last proven level, aged, while a stale value withholds it', () => {
    const values = [share('community_retrofit_share', 70, 100), of('carrier_digital_service_share', 'stale')]
    const last = { level: 3, date: '2026-10-12' }
    expect(stateWithHistory(draft, standing('C23', values), last)).toBe('stale')
    expect(word('C23', values, last)).toBe('待更新（最近判定三级·协同级，2026-10-12）')
    expect(word('C23', values, { level: 2, date: '2026-10-12' })).toBe('数值达二级·发展级')
  })

  it('does not keep a level that a fresh number refutes', () => {
    const values = [share('community_retrofit_share', 50, 100), of('carrier_digital_service_share', 'stale')]
    expect(word('C23', values, { level: 3, date: '2026-10-12' })).toBe('数值达二级·发展级')
  })
})

describe('the sentence that says why', () => {
  it('has window, counts, bound, clause and the whole gap', () => {
    expect(sentence('C28', [events])).toEqual({
      zh: '滚动 12 个月，应处置 983,210 件，线上闭环 783,180 件，城市管理事件线上处置率 79.66%，低于三级·协同级达标线 80%（表11 三级 a)），按当前分母还差 3,388 件。',
      en: 'Rolling 12 months, 983,210 events to be handled, 783,180 events closed online, City-management events disposed of online: 79.66%, below the bound of 80% for level 3 (Collaborative) (table 11, level 3, a)), 3,388 more events under the present denominator.',
    })
  })

  it('has the period of the value when it is known', () => {
    const period = { zh: '2025-11-23 至 2026-11-22 08:00', en: '2025-11-23 to 2026-11-22 08:00' }
    expect(sentence('C28', [{ ...events, period }]).zh).toMatch(/^2025-11-23 至 2026-11-22 08:00，应处置/)
  })

  it('lists everything that the next level lacks', () => {
    const values = [mean(12_312_000n * 100n, 100), mean(HOUR * 100n, 100, 'excluding-complex'), share('appeal_annual_completion_rate', 1_504_670, 1_802_000)]
    expect(sentence('C32', values).zh).toBe(
      '达四级·融合级须补 2 项：滚动 12 个月，派单诉求 100 件，民意诉求平均响应时间 3.42 小时，超过四级·融合级达标线 2 小时（表13 四级 b)），按当前件数还须缩短 1.42 小时；'
      + '上一完整年度，受理 1,802,000 件，已办结 1,504,670 件，民意诉求年度办结率 83.50%，低于四级·融合级达标线 85%（表13 四级 b)），按当前分母还差 27,030 件。')
  })

  it('counts single things in the singular', () => {
    const values = [count('open_scenarios_count', 2), count('open_domains_count', 5), count('new_type_communities_count', 1), count('demo_parks_count', 1)]
    expect(sentence('C35', values)).toEqual({
      zh: '数字公共服务示范园区数 1 个园区，低于四级·融合级达标线 2 个园区（表15 四级 c)），还差 1 个园区。',
      en: 'Demonstration parks: 1 park, below the bound of 2 parks for level 4 (Integrated) (table 15, level 4, c)), 1 more park.',
    })
  })

  it('claims nothing above the last number', () => {
    expect(sentence('C28', [share('event_online_disposal_rate', 95, 100)]).zh).toMatch(/数值达四级·融合级，五级·引领级无数值要求，须评估。$/)
    expect(sentence('C25', [share('barrier_free_area_share', 176, 176)]).zh).toMatch(/数值达三级·协同级，四级·融合级、五级·引领级无数值要求，须评估。$/)
    expect(sentence('C18', [share('hub_capability_share', 98, 102)]).zh).toMatch(/数值达五级·引领级，定性特征仍须评估。$/)
  })

  it('says what is unknown and that nothing rises or falls by it', () => {
    expect(sentence('C18', [of('hub_capability_share', 'not-assessable')]).zh).toBe('城市智能中枢能力具备率尚不可评（评价清单未导入），补齐数据之前不升不降。')
    expect(sentence('C31', [of('oneform_department_coverage', 'stale')], { level: 3, date: '2026-10-12' }).zh)
      .toBe('“一表通”使用部门覆盖率数据停更，最近判定三级·协同级（2026-10-12），恢复更新之前不升不降。')
    expect(sentence('C19', [share('data_classified_share', 29, 100)]).zh).toMatch(/；另外，实现分类分级管理的委办局占比暂无数据，不升不降。$/)
    expect(sentence('C01', []).zh).toBe('本项没有数值要求，各级都须凭证据评估。')
  })

  it('names the population that a value leaves out', () => {
    expect(sentence('C32', [mean(HOUR * 25n, 1, 'excluding-complex')]).zh).toContain('民意诉求平均响应时间（不含复杂疑难） 25.00 小时，超过一级·基础级达标线 24 小时（表13 一级 b)）')
  })

  it('never says 五级 of an item whose numbers end below, unless to say that it has none', () => {
    fc.assert(fc.property(someValues, (values) => {
      for (const found of judge(draft, values)) {
        if (found.item === 'C18') continue
        const { zh } = explain(draft, found, values)
        expect(zh.replace(/、?五级·引领级无数值要求，须评估/, '')).not.toContain('五级')
      }
    }), { numRuns: 100 })
  })
})
