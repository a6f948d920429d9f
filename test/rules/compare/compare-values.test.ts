import { describe, expect, it } from 'vitest'
import type { Basis } from '../../../rules/compare/basis.ts'
import { comparisonInstant } from '../../../rules/compare/basis.ts'
import { compareValues, type Comparison } from '../../../rules/compare/compare-values.ts'
import { ruleOf } from '../../../rules/edges/plan.ts'
import type { Quantity } from '../../../rules/facts/fact.ts'
import { getIndicator, getWindow } from '../../../rules/model/lookup.ts'
import { spanOf } from '../../../rules/time/windows.ts'
import type { Value } from '../../../rules/values/value.ts'
import { fc } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { smallCity } from '../small-city.ts'

const city = smallCity({ assessment: { periodFrom: 26 } })
const at = (text: string): number => Date.parse(`${text}+08:00`)
const share = (numerator: number, denominator: number): Quantity => ({ kind: 'share', numerator: BigInt(numerator), denominator: BigInt(denominator) })
const mean = (hours: number, count = 1): Quantity => ({ kind: 'mean', sumMs: BigInt(hours * 3_600_000), count: BigInt(count) })
const count = (value: number): Quantity => ({ kind: 'count', value: BigInt(value) })

function valueAt(indicator: string, window: string, asOf: number, quantity: Quantity | undefined, more: Partial<Value> = {}): Value {
  const span = spanOf(ruleOf(getWindow(draft, window)), asOf, city)
  if (span === undefined) throw new RangeError(window)
  return {
    indicator, population: 'all', calculation: getIndicator(draft, indicator).calculation, window: { id: window, ...span }, judged: false, area: 'city', asOf, state: 'ok',
    ...(quantity === undefined ? {} : { quantity }), open: 0, freshness: { coveredUntil: asOf, staleAt: null, oldestFeed: null }, ...more,
  }
}

interface Compared {
  readonly indicator?: string
  readonly window?: string
  readonly basis?: Basis
  readonly asOf?: string
  readonly now?: Quantity | undefined
  readonly base?: Quantity | undefined
  readonly more?: Partial<Value>
  readonly moreBase?: Partial<Value>
  readonly versionBase?: string
  readonly recordedFrom?: number
  readonly city?: typeof city
}

function compare({ indicator = 'event_online_disposal_rate', window = 'rolling-12-months', basis = 'year-before', asOf = '2026-11-22T14:05:00', now = share(80, 100), base = share(79, 100), ...rest }: Compared): Comparison {
  const earlier = comparisonInstant(basis, ruleOf(getWindow(draft, window)), at(asOf), city.zone)
  if (earlier === undefined) throw new RangeError(`${window} has no ${basis}`)
  return compareValues({
    model: draft, city: rest.city ?? city, basis, recordedFrom: rest.recordedFrom,
    now: { value: valueAt(indicator, window, at(asOf), now, rest.more), version: draft.version },
    base: { value: valueAt(indicator, window, earlier, base, rest.moreBase), version: rest.versionBase ?? draft.version },
  })
}

const said = (comparison: Comparison): string =>
  comparison.comparable ? `${comparison.difference.text} ${comparison.difference.unit.zh} ${comparison.meaning}` : comparison.reason.code

describe('a difference', () => {
  it('of shares is in percentage points, of means in hours, of counts in pieces', () => {
    expect(said(compare({ now: share(8_124, 10_000), base: share(80, 100) }))).toBe('+1.24 个百分点 improved')
    expect(said(compare({ indicator: 'appeal_mean_response_hours', now: mean(5), base: mean(13, 2) }))).toBe('-1.50 小时 improved')
    expect(said(compare({ indicator: 'open_scenarios_count', window: 'snapshot', now: count(7), base: count(10) }))).toBe('-3 个场景 worse')
  })

  it('is better or worse by the direction of the indicator, not of the number', () => {
    expect(said(compare({ indicator: 'appeal_mean_response_hours', now: mean(7), base: mean(6) }))).toBe('+1.00 小时 worse')
    expect(said(compare({ now: share(7, 10), base: share(8, 10) }))).toBe('-10.00 个百分点 worse')
    expect(said(compare({ now: share(4, 5), base: share(8, 10) }))).toBe('0 个百分点 unchanged')
  })

  it('is exact, and is never printed as none where there is one', () => {
    expect(said(compare({ now: share(800_001, 1_000_000), base: share(8, 10) }))).toBe('+0.0001 个百分点 improved')
    expect(said(compare({ now: share(1, 3), base: share(1, 3_000_000) }))).toBe('+33.33 个百分点 improved')
    expect(compare({ now: share(2, 3), base: share(1, 3) })).toMatchObject({ difference: { exact: { numerator: 300n, denominator: 9n }, direction: 'up' } })
  })

  it('names both periods', () => {
    const { now, base } = compare({ window: 'calendar-month', basis: 'previous-period' })
    expect([now.window, base?.window].map((window) => [window?.from, window?.to])).toEqual([[at('2026-11-01T00:00:00'), at('2026-11-22T14:05:00')], [at('2026-10-01T00:00:00'), at('2026-10-22T14:05:00')]])
  })

  const quantities = fc.oneof(
    fc.tuple(fc.tuple(fc.nat({ max: 999 }), fc.integer({ min: 1, max: 999 })), fc.tuple(fc.nat({ max: 999 }), fc.integer({ min: 1, max: 999 }))).map(([a, b]) => ({ indicator: 'event_online_disposal_rate', pair: [share(...a), share(...b)] as const })),
    fc.tuple(fc.nat({ max: 99 }), fc.integer({ min: 1, max: 9 }), fc.nat({ max: 99 }), fc.integer({ min: 1, max: 9 })).map(([a, n, b, m]) => ({ indicator: 'appeal_mean_response_hours', pair: [mean(a, n), mean(b, m)] as const })),
  )

  it('the other way round is the same with the other sign, and of equals it is nothing', () => {
    fc.assert(fc.property(quantities, ({ indicator, pair: [a, b] }) => {
      const [there, back, same] = [compare({ indicator, now: a, base: b }), compare({ indicator, now: b, base: a }), compare({ indicator, now: a, base: a })]
      if (!there.comparable || !back.comparable || !same.comparable) throw new RangeError('comparable')
      expect(there.difference.exact.numerator).toBe(-back.difference.exact.numerator)
      expect(there.difference.exact.denominator).toBe(back.difference.exact.denominator)
      expect(there.difference.text.slice(1)).toBe(back.difference.text.slice(1))
      const other = { improved: 'worse', worse: 'improved', unchanged: 'unchanged' } as const
      expect(there.meaning).toBe(other[back.meaning])
      expect(said(same)).toMatch(/^0 .* unchanged$/)
      expect(there.meaning === 'unchanged').toBe(there.difference.text === '0')
    }))
  })
})

describe('two values are not comparable', () => {
  it('when one of them is unknown, and it says which and how', () => {
    expect(compare({ now: undefined, more: { state: 'no-data' } })).toMatchObject({ comparable: false, reason: { code: 'unknown', zh: '本期暂无数据' } })
    expect(compare({ window: 'calendar-month', moreBase: { state: 'no-data' } })).toMatchObject({ comparable: false, reason: { code: 'unknown', zh: '基期暂无数据' } })
    expect(compare({ moreBase: { state: 'stale' } })).toMatchObject({ comparable: false, reason: { code: 'unknown', zh: '基期数据停更' } })
    expect(compare({ moreBase: { state: 'insufficient-sample' } })).toMatchObject({ reason: { zh: '基期样本不足' } })
    expect(compareValues({ model: draft, city, basis: 'year-before', now: { value: valueAt('event_online_disposal_rate', 'rolling-12-months', at('2026-11-22T14:05:00'), share(1, 2)), version: 'v' }, base: undefined })).toMatchObject({ comparable: false, reason: { code: 'unknown', zh: '基期没有该窗口的数值' } })
  })

  it('when they were computed in another way or by another model (口径不同)', () => {
    expect(compare({ moreBase: { calculation: 'event-online/2' } })).toMatchObject({ comparable: false, reason: { code: 'other-calculation', zh: '口径不同（event-online/2 与 event-online/1）' } })
    expect(said(compare({ versionBase: 'CTMM-2025' }))).toBe('other-calculation')
    expect(said(compare({ base: count(3) }))).toBe('other-calculation')
  })

  it('when the records begin within the earlier window, and are when these begin with it', () => {
    const from = at('2025-11-01T00:00:00')
    expect(compare({ window: 'calendar-month', recordedFrom: from + 1 })).toMatchObject({ comparable: false, reason: { code: 'history-begins', zh: '记录自 2025-11-01 起，未覆盖基期窗口' } })
    expect(compare({ window: 'calendar-month', recordedFrom: from + 1, moreBase: { state: 'no-data' } })).toMatchObject({ reason: { code: 'history-begins' } })
    expect(compare({ window: 'calendar-month', recordedFrom: from + 1, moreBase: { state: 'stale' } })).toMatchObject({ reason: { code: 'unknown' } })
    expect(compare({ window: 'calendar-month', recordedFrom: from }).comparable).toBe(true)
  })

  it('when a new period has begun since the same time yesterday', () => {
    expect(said(compare({ window: 'calendar-month', basis: 'yesterday-same-time', asOf: '2026-11-01T09:00:00' }))).toBe('other-period')
    expect(compare({ window: 'calendar-month', basis: 'yesterday-same-time', asOf: '2026-11-02T09:00:00' }).comparable).toBe(true)
    expect(said(compare({ window: 'last-closed-assessment-period', basis: 'yesterday-same-time', asOf: '2026-11-26T09:00:00' }))).toBe('other-period')
    expect(compare({ window: 'rolling-12-months', basis: 'yesterday-same-time', asOf: '2026-11-01T09:00:00' }).comparable).toBe(true)
  })

  it('when their list grew or shrank by more than the city allows, and are at exactly that share', () => {
    const list = { indicator: 'data_classified_share', window: 'snapshot' } as const
    expect(compare({ ...list, now: share(50, 106), base: share(50, 100) })).toMatchObject({ comparable: false, reason: { code: 'scope-changed', zh: '统计范围调整（清单扩容）：分母由 100 变为 106，变动超过 5%（本地口径）' } })
    expect(compare({ ...list, now: share(50, 100), base: share(50, 106) })).toMatchObject({ comparable: false, reason: { code: 'scope-changed', zh: expect.stringContaining('清单缩减') } })
    expect(compare({ ...list, now: share(50, 105), base: share(50, 100) }).comparable).toBe(true)
    expect(compare({ ...list, now: share(50, 106), base: share(50, 100), city: smallCity({ policies: { listChangePercent: 6 } }) }).comparable).toBe(true)
    expect(compare({ now: share(50, 1_000), base: share(50, 100) }).comparable).toBe(true)
  })

  it('as different values at all', () => {
    expect(() => compare({ moreBase: { area: 'east' } })).toThrow('cannot be compared')
  })
})

describe('years around the Spring Festival (春节错月)', () => {
  const closedMonth = (asOf: string) => compare({ window: 'last-closed-month', asOf })

  it('are not comparable by January or February alone when it moved between them', () => {
    expect(closedMonth('2026-02-10T09:00:00')).toMatchObject({ comparable: false, reason: { code: 'spring-festival', zh: '春节错月（春节分别为 2026-02-17、2025-01-29）：1-2 月须合并比较' } })
    expect(said(closedMonth('2026-03-10T09:00:00'))).toBe('spring-festival')
    expect(closedMonth('2026-04-10T09:00:00').comparable).toBe(true)
  })

  it('are comparable by both months together', () => {
    expect(compare({ window: 'year-to-date', asOf: '2026-02-28T23:59:59.999' }).comparable).toBe(true)
    expect(compare({ window: 'calendar-quarter', asOf: '2026-03-05T12:00:00' }).comparable).toBe(true)
    expect(said(compare({ window: 'year-to-date', asOf: '2026-02-10T12:00:00' }))).toBe('spring-festival')
  })

  it('are comparable by a month that held all of it, or none of it, in both', () => {
    expect(closedMonth('2027-03-10T09:00:00').comparable).toBe(true)
    expect(closedMonth('2027-02-10T09:00:00').comparable).toBe(true)
  })

  it('are comparable over twelve months, as states of lists, and wherever the city does not keep it', () => {
    expect(compare({ window: 'rolling-12-months', asOf: '2026-02-05T12:00:00' }).comparable).toBe(true)
    expect(compare({ indicator: 'data_classified_share', window: 'snapshot', asOf: '2026-02-17T12:00:00' }).comparable).toBe(true)
    expect(compare({ window: 'last-closed-month', asOf: '2026-02-10T09:00:00', city: smallCity({ policies: { springFestival: false } }) }).comparable).toBe(true)
    expect(compare({ window: 'last-closed-month', basis: 'previous-period', asOf: '2026-03-10T09:00:00' }).comparable).toBe(true)
  })

  it('are not compared where the date is not known', () => {
    expect(compare({ window: 'last-closed-month', asOf: '2051-02-10T09:00:00' })).toMatchObject({ comparable: false, reason: { code: 'spring-festival', zh: '春节日期未载明，不能判断是否春节错月' } })
  })
})
