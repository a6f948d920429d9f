// Why a value changed and how long cases took, for the fake server: made of its own values, so that everything adds up.
import type { Distribution, Why } from '../../web/api/why-types.ts'
import { city, displayOf, model } from './fake-city.ts'
import { comparisonsOf } from './fake-history.ts'

const HOUR = 3_600_000

/** Undefined for an indicator that the fake city does not have. */
export function whyOf(code: string, query: URLSearchParams, area: string): Why | undefined {
  const found = comparisonsOf(code, query, area)
  const comparison = found?.comparisons[0]
  const indicator = model.indicators.find((one) => one.code === code)
  if (found === undefined || comparison === undefined || indicator === undefined) return undefined
  const parts = city.areas.filter((one) => one.parent === area && one.kind !== 'zone')
  const total = comparison.difference?.text ?? '0'
  return {
    indicator: code, area, population: found.population, known: found.known, now: found.now, comparison,
    sentence: { zh: `较昨日同时，${indicator.zh}变化 ${total}。`, en: `Against the same time yesterday, ${indicator.en} changed by ${total}.` },
    counts: [], list: null, restated: null, unit: comparison.difference?.unit ?? { zh: '', en: '' },
    areas: comparison.difference === null ? [] : parts.map((part, index) => ({ area: part.code, base: { display: found.now.display }, now: { display: found.now.display }, total: index === 0 ? total : '0', own: index === 0 ? total : '0', weight: '0' })),
    areasReason: null,
  }
}

/** Undefined for what is no mean. */
export function distributionOf(code: string, query: URLSearchParams, area: string): Distribution | undefined {
  const found = comparisonsOf(code, query, area)
  const value = found?.now
  if (found === undefined || value?.sumMs === undefined || value.count === undefined) return undefined
  const mark = (hours: number) => ({ ms: hours * HOUR, display: displayOf({ sumMs: hours * HOUR, count: 1 }, 'hours') })
  return {
    indicator: code, area, population: found.population, known: found.known, value, total: value.count, waiting: 2, clock: 'natural', binHours: 0.5,
    bins: Array.from({ length: 144 }, (_, index) => (index === 0 ? { count: value.count ?? 0, waiting: 2 } : { count: 0, waiting: 0 })),
    beyond: { hours: 72, count: 0, waiting: 0, longest: null },
    mean: mark(value.sumMs / value.count / HOUR), median: mark(0.4), p90: mark(0.5),
    within: model.requirements.filter((one) => one.indicator === model.indicators.find((other) => other.code === code)?.id && one.population === found.population).map(({ level, bound }) => ({ level, bound, count: value.count ?? 0, share: '100' })),
    note: { zh: '达标线考核平均值，不考核单件。', en: 'The bounds judge the mean, not the single case.' },
  }
}
