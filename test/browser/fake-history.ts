// The invented city's past: series at any resolution with a gap, restated days and a list that jumped; comparisons; how standings were decided.
import type { Comparison, Comparisons, Counts, Resolution, Series, SeriesPoint, StandingInterval, Value } from '../../web/api/types.ts'
import { DAY, displayOf, HOUR, model, START, valuesOf } from './fake-city.ts'

const known = { at: new Date(START).toISOString(), provisional: false }
const day = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 10)

function valueFor(code: string, query: URLSearchParams, area: string): Value | undefined {
  const population = query.get('population') ?? 'all'
  const window = query.get('window')
  return valuesOf(area, 0, START).find((value) => value.indicator === code && value.population === population && (window === null ? value.judged : value.window.id === window))
}

/** A drifting value with a weekly swing, a gap of eight days, ten restated days, and a list that grew 200 days ago. */
export function seriesOf(code: string, query: URLSearchParams, area: string): Series | undefined {
  const last = valueFor(code, query, area)
  const indicator = model.indicators.find((one) => one.code === code)
  if (last === undefined || indicator === undefined) return undefined
  const from = Date.parse(query.get('from') ?? '') || START - 365 * DAY
  const to = Math.min(START, Date.parse(query.get('to') ?? '') || START, Date.parse(query.get('knownAt') ?? '') || START)
  const span = (to - from) / DAY
  const asked = query.get('resolution') ?? 'day'
  const resolution: Resolution = asked === 'auto' ? (span <= 3.1 ? 'hour' : span <= 400 ? 'day' : span <= 1_200 ? 'week' : 'month') : (asked as Resolution)
  const isList = indicator.id === 'I02' || indicator.id === 'I04'
  const step = resolution === 'hour' ? HOUR : DAY
  const points: SeriesPoint[] = []
  for (let at = from; at < to; at += step) {
    const close = Math.min(to, Math.floor((at + 8 * HOUR) / step + 1) * step - 8 * HOUR - 1)
    const age = (START - close) / DAY
    const head = { at: new Date(close).toISOString() }
    if ((age > 110 && age < 119) || age > 900 || last.state !== 'ok') {
      points.push({ ...head, state: last.state === 'ok' ? 'no-data' : last.state, display: null })
      continue
    }
    const counts = countsAt(last, age, isList && age > 200)
    const display = displayOf(counts, indicator.unit)
    const before = { ...counts, ...(counts.numerator === undefined ? {} : { numerator: Math.round(counts.numerator * 0.972) }) }
    const restated = age > 150 && age < 161 && counts.numerator !== undefined
    points.push({ ...head, state: 'ok', ...counts, display, ...(restated ? { restated: true as const, was: displayOf(before, indicator.unit) } : {}) })
  }
  return {
    indicator: code, area, population: last.population, window: last.window.id, judged: last.judged, calculation: last.calculation, resolution, known,
    breaks: isList && span > 200 ? [{ at: new Date(START - 200 * DAY).toISOString(), code: 'scope-changed', zh: '统计范围调整（清单扩容）：分母由 24,310 变为 28,412，变动超过 5%（本地口径）', en: 'Its scope changed: the list grew from 24,310 to 28,412, by more than 5% (local policy)' }] : [],
    points: resolution === 'hour' || resolution === 'day' ? points : thin(points, resolution),
  }
}

function countsAt(last: Value, age: number, smaller: boolean): Counts {
  const drift = 1 - (age / 365) * 0.11 + Math.sin(age / 1.1) * 0.0035 + Math.sin(age / 23) * 0.012
  if (last.value !== undefined) return { value: Math.max(0, Math.round(last.value - age / 70)) }
  if (last.sumMs !== undefined) return { sumMs: Math.round(last.sumMs * (2 - drift) ** 2), count: last.count ?? 1 }
  const denominator = Math.round((last.denominator ?? 0) * (smaller ? 0.855 : 1))
  return { numerator: Math.min(denominator, Math.round((last.numerator ?? 0) * Math.max(0, drift))), denominator }
}

const share = (one: Counts): number => (one.numerator !== undefined ? one.numerator / (one.denominator ?? 1) : one.sumMs !== undefined ? one.sumMs / (one.count ?? 1) : (one.value ?? 0))

function thin(points: readonly SeriesPoint[], resolution: Resolution): SeriesPoint[] {
  const keyOf = (at: string): string => {
    const text = day(Date.parse(at))
    if (resolution === 'year') return text.slice(0, 4)
    if (resolution === 'month') return text.slice(0, 7)
    if (resolution === 'quarter') return `${text.slice(0, 4)}-${Math.floor((Number(text.slice(5, 7)) - 1) / 3)}`
    return String(Math.floor((Date.parse(text) / DAY + 3) / 7))
  }
  const groups = new Map<string, SeriesPoint[]>()
  for (const point of points) groups.set(keyOf(point.at), [...(groups.get(keyOf(point.at)) ?? []), point])
  return [...groups.values()].flatMap((all) => {
    const told = all.filter((one) => one.display !== null)
    const [first, close] = [all[0], told[told.length - 1] ?? all[all.length - 1]]
    if (first === undefined || close === undefined) return []
    const sorted = [...told].sort((a, b) => share(a) - share(b))
    const [min, max] = [sorted[0], sorted[sorted.length - 1]]
    const extreme = (one: SeriesPoint | undefined, name: 'min' | 'max'): object => (one?.display == null ? {} : { [name]: { at: one.at, ...countsOf(one), display: one.display } })
    return [{ ...close, period: { from: day(Date.parse(first.at)), to: day(Date.parse((all[all.length - 1] ?? close).at)) }, days: { known: told.length, all: all.length }, ...extreme(min, 'min'), ...extreme(max, 'max') }]
  })
}

const countsOf = ({ numerator, denominator, sumMs, count, value }: SeriesPoint): Counts =>
  JSON.parse(JSON.stringify({ numerator, denominator, sumMs, count, value })) as Counts

/** Better than yesterday, worse than at the turn of the year, and one that may not be compared. */
export function comparisonsOf(code: string, query: URLSearchParams, area: string): Comparisons | undefined {
  const value = valueFor(code, query, area)
  const indicator = model.indicators.find((one) => one.code === code)
  if (value === undefined || indicator === undefined) return undefined
  const now = { ...value, asOf: new Date(START).toISOString() }
  const unit = indicator.unit === 'percent' ? { zh: '个百分点', en: 'percentage points' } : indicator.unit === 'hours' ? { zh: '小时', en: 'hours' } : indicator.noun
  const better = indicator.direction === 'atLeast' ? 'up' : 'down'
  const base = (ageDays: number): Comparison['base'] => {
    const at = START - ageDays * DAY
    const counts = countsAt(value, ageDays, false)
    return { ...now, ...counts, display: displayOf(counts, indicator.unit), asOf: new Date(at).toISOString(), window: { ...value.window, from: new Date(Date.parse(value.window.from) - ageDays * DAY).toISOString(), to: new Date(at).toISOString() } }
  }
  const isKnown = value.state === 'ok'
  const told = (basis: Comparison['basis'], zh: string, en: string, age: number, text: string, improved: boolean): Comparison => ({
    basis, name: { zh, en }, base: base(age), comparable: isKnown, reason: isKnown ? null : { code: 'unknown', zh: '本期暂无数据', en: 'This period has no data' },
    difference: isKnown ? { text, unit, direction: improved === (better === 'up') ? 'up' : 'down' } : null, meaning: isKnown ? (improved ? 'improved' : 'worse') : null,
  })
  return {
    indicator: code, area, population: value.population, known, now,
    comparisons: [
      told('yesterday-same-time', '较昨日同时', 'against the same time yesterday', 1, indicator.unit === 'count' ? '+1' : '+0.02', true),
      ...(value.window.id === 'rolling-30-days' ? [told('previous-period', '环比', 'against the period before', 30, '-0.41', false)] : []),
      { basis: 'year-before', name: { zh: '同比', en: 'against the year before' }, base: base(365), comparable: false, difference: null, meaning: null, reason: { code: 'history-begins', zh: '记录自 2025-01-01 起，未覆盖基期窗口', en: 'The records begin on 2025-01-01, within the earlier window' } },
      told('year-start', '较年初', 'since the beginning of the year', 326, indicator.unit === 'count' ? '-2' : '-3.12', false),
    ],
  }
}

export function intervals(): StandingInterval[] {
  const at = (age: number): string => new Date(START - age * DAY).toISOString()
  return [
    { from: at(420), to: at(300), proven: null, ceiling: 2, state: 'capped', decided: 'backfilled' },
    { from: at(300), to: at(210), proven: 1, ceiling: 1, state: 'proven', decided: 'live' },
    { from: at(210), to: at(161), proven: 2, ceiling: 2, state: 'proven', decided: 'live' },
    { from: at(161), to: at(150), proven: 2, ceiling: 2, state: 'proven', decided: 'restated', was: { proven: 1, ceiling: 1, state: 'proven', model: model.version } },
    { from: at(150), to: at(119), proven: 2, ceiling: 2, state: 'proven', decided: 'live' },
    { from: at(119), to: at(88), proven: null, ceiling: 5, state: 'stale', decided: 'live' },
    { from: at(88), to: at(0), proven: 2, ceiling: 2, state: 'proven', decided: 'live' },
  ]
}
