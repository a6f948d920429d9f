import { describe, expect, it } from 'vitest'
import { judge } from '../../../rules/judge/judge.ts'
import type { JudgedValue } from '../../../rules/judge/judged-value.ts'
import type { Standing } from '../../../rules/judge/standing.ts'
import { draft } from '../draft-model.ts'
import { count, HOUR, mean, share } from './values.ts'

function standing(item: string, ...values: readonly JudgedValue[]): Standing {
  const found = judge(draft, values).find((candidate) => candidate.item === item)
  if (found === undefined) throw new Error(`no standing of ${item}`)
  return found
}

describe('a standing', () => {
  it('of 79.96 % of events handled online is level 2, short of Q27 by 4 events', () => {
    expect(standing('C28', share('event_online_disposal_rate', 7996, 10_000))).toMatchObject({
      proven: 2, ceiling: 2, state: 'proven', unknowns: [],
      blockers: [{ requirement: 'Q27', indicator: 'event_online_disposal_rate', level: 3, gap: { kind: 'share', exact: 4n, own: '0.04', zh: '还差 4 件', en: '4 more events' } }],
      cells: ['met', 'met', 'not-met', 'not-met', 'none'],
    })
  })

  it('is 0 when a level-1 number fails', () => {
    expect(standing('C28', share('event_online_disposal_rate', 39, 100))).toMatchObject({ proven: 0, ceiling: 0, state: 'below-one', blockers: [{ requirement: 'Q25', level: 1 }] })
  })

  it('proves nothing and is capped when the lowest number fails above level 1', () => {
    expect(standing('C19', share('data_classified_share', 29, 100))).toMatchObject({
      proven: null, ceiling: 1, state: 'capped', blockers: [{ requirement: 'Q06' }], unknowns: [{ requirement: 'Q08', indicator: 'bureaus_classified_share', state: 'no-data' }],
    })
  })

  it('carries the data share of level 3 upwards when level 4 counts bureaus', () => {
    const bureaus = share('bureaus_classified_share', 49, 49)
    expect(standing('C19', share('data_classified_share', 59, 100), bureaus)).toMatchObject({ proven: 2, ceiling: 2, cells: ['none', 'met', 'not-met', 'met-over-gap', 'none'] })
    expect(standing('C19', share('data_classified_share', 60, 100), bureaus)).toMatchObject({ proven: 4, ceiling: 5 })
  })

  it('reads appeals without the complex ones at level 1 only', () => {
    const all = mean(HOUR * 100n * 12n, 100)
    const rate = share('appeal_annual_completion_rate', 65, 100)
    expect(standing('C32', all, rate)).toMatchObject({ proven: null, ceiling: 2, cells: ['unknown', 'met-over-gap', 'not-met', 'not-met', 'none'] })
    expect(standing('C32', all, rate, mean(HOUR * 24n * 50n, 50, 'excluding-complex'))).toMatchObject({ proven: 2, ceiling: 2 })
    expect(standing('C32', all, rate, mean(HOUR * 24n * 50n + 1n, 50, 'excluding-complex'))).toMatchObject({ proven: 0, ceiling: 0 })
  })

  it('counts the hours to cut, whole and rounded up', () => {
    const { blockers } = standing('C32', mean(HOUR * 24n, 1, 'excluding-complex'), mean(HOUR * 12n * 1000n + 1n, 1000), share('appeal_annual_completion_rate', 1, 1))
    expect(blockers).toMatchObject([{ requirement: 'Q32', gap: { kind: 'mean', exact: 1n, own: '0.01', zh: '还须缩短 0.01 小时' } }])
  })

  it('names every number that is missing for the next level', () => {
    const { blockers } = standing('C35', count('open_scenarios_count', 1), count('open_domains_count', 3))
    expect(blockers).toMatchObject([{ requirement: 'Q38', gap: { exact: 1n, zh: '还差 1 个场景', en: '1 more scenario' } }])
  })

  it('stops below an unknown number even when a higher one is met', () => {
    const scenarios = standing('C35', count('open_scenarios_count', 9), count('new_type_communities_count', 1))
    expect(scenarios).toMatchObject({ proven: 1, ceiling: 5, cells: ['met', 'unknown', 'met-over-gap', 'unknown', 'none'] })
    expect(scenarios.unknowns.map(({ requirement }) => requirement)).toEqual(['Q39', 'Q41'])
  })

  it('reaches 5 with the hub only', () => {
    expect(standing('C18', share('hub_capability_share', 95, 100))).toMatchObject({ proven: 5, ceiling: 5 })
    expect(standing('C18', share('hub_capability_share', 9499, 10_000))).toMatchObject({ proven: 4, ceiling: 4 })
  })

  it('of an item without numbers is open', () => {
    expect(standing('C01')).toEqual({ item: 'C01', proven: null, ceiling: 5, state: 'unproven', blockers: [], unknowns: [], cells: ['none', 'none', 'none', 'none', 'none'], requirements: [] })
  })

  it('says why nothing is proven', () => {
    const of = (state: JudgedValue['state']) => standing('C31', { indicator: 'oneform_department_coverage', population: 'all', state }).state
    expect([of('stale'), of('not-assessable'), of('insufficient-sample'), of('not-covered'), of('no-data')]).toEqual(['stale', 'not-assessable', 'insufficient-sample', 'unproven', 'unproven'])
  })

  it('ignores the counts of a value that is not ok', () => {
    const stale: JudgedValue = { ...share('event_online_disposal_rate', 100, 100), state: 'stale' }
    expect(standing('C28', stale)).toMatchObject({ proven: null, ceiling: 5, state: 'stale' })
  })

  it('refuses two values for one indicator and population', () => {
    const value = share('event_online_disposal_rate', 1, 2)
    expect(() => judge(draft, [value, value])).toThrow('event_online_disposal_rate/all has two values')
  })
})
