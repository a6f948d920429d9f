// The invented city's trends: the series and comparisons of every judged value at once, and standings that rose, fell and fell silent.
import type { Series, StandingInterval } from '../../web/api/types.ts'
import type { SpanIndicator, SpanItem, SpanTrends } from '../../web/api/span-types.ts'
import { city, DAY, model, START, valuesOf } from './fake-city.ts'
import { comparisonsOf, seriesOf } from './fake-history.ts'
import { standingsOf } from './fake-judge.ts'

type Told = SpanItem['moments'][number]

export function trendsOf(query: URLSearchParams, area: string): SpanTrends {
  const months = Number(query.get('months') ?? 12)
  const asOf = Math.min(START, Date.parse(query.get('asOf') ?? '') || START)
  const from = asOf - months * 30.4 * DAY
  const resolution = months <= 6 ? 'week' : 'month'
  const asked = (population: string): URLSearchParams => new URLSearchParams({ population, from: new Date(from).toISOString(), to: new Date(asOf).toISOString(), resolution })
  const values = valuesOf(area, 0, asOf).filter(({ judged }) => judged)
  const series = values.flatMap((value) => seriesOf(value.indicator, asked(value.population), area) ?? [])
  const moments = (series[0]?.points ?? []).map(({ at }) => ({ at }))
  return {
    area, asOf: new Date(asOf).toISOString(), from: new Date(from).toISOString(), months, resolution, model: model.version, known: { at: new Date(START).toISOString(), provisional: false },
    moments, indicators: series.flatMap((one) => indicatorOf(one, area) ?? []), items: area === city.root ? itemsOf(moments.length) : [],
  }
}

function indicatorOf({ indicator, population, window, calculation, breaks, points }: Series, area: string): SpanIndicator | undefined {
  const compared = comparisonsOf(indicator, new URLSearchParams({ population }), area)
  const number = Number(model.indicators.find(({ code }) => code === indicator)?.id.slice(1))
  // One in four is worse, one in six may not be compared.
  const told = compared?.comparisons.find(({ basis }) => basis === (number % 6 === 4 ? 'year-before' : number % 4 === 1 ? 'year-start' : 'yesterday-same-time'))
  if (compared === undefined || told === undefined) return undefined
  const side = (value: typeof compared.now): SpanIndicator['now'] => JSON.parse(JSON.stringify({ ...value, open: value.open ?? 0 })) as SpanIndicator['now']
  return {
    indicator, population, window, calculation, now: side(compared.now), base: told.base === null ? null : side(told.base),
    comparable: told.comparable, difference: told.difference === null ? null : { ...told.difference, unit: { ...told.difference.unit } }, meaning: told.meaning, reason: told.reason === null ? null : { ...told.reason },
    breaks: breaks.map((one) => ({ ...one })), points: JSON.parse(JSON.stringify(points)) as SpanIndicator['points'],
    responsible: [{ feed: 'feed', zh: '数据源', en: 'Feed', bureau: { zh: '市大数据局', en: 'Data bureau' }, contact: '数据科', phone: '0000-88002001（虚构）' }],
  }
}

/** The last moment is the present standing; before it, items rose one after another and one fell. */
function itemsOf(count: number): SpanItem[] {
  return standingsOf(valuesOf(city.root, 0, START)).filter(({ requirements }) => requirements.length > 0).map((standing, index): SpanItem => {
    const is: Told = { proven: standing.proven, ceiling: standing.ceiling, state: standing.state }
    const before: Told = standing.proven === null || index % 3 === 2 ? is : { proven: Math.max(0, standing.proven + (index === 1 ? 1 : -1)), ceiling: Math.max(0, standing.proven + (index === 1 ? 1 : -1)), state: 'proven' }
    const turn = Math.round(count * (0.3 + index * 0.06))
    const moved = before === is ? (standing.state === 'stale' ? 'open' : 'same') : (before.proven ?? 0) < (is.proven ?? 0) ? 'rose' : 'fell'
    const word = (one: StandingInterval | Told): SpanItem['is']['word'] => (one.proven === null ? standing.word : { zh: `数值达${'〇一二三四五'[one.proven] ?? ''}级`, en: `Numbers reach level ${one.proven}` })
    return {
      item: standing.item, was: { ...before, word: word(before) }, is: { ...is, word: word(is) }, moved, since: before === is ? null : '2026-05-12',
      turned: standing.requirements.slice(0, 1).map(({ requirement }) => ({ requirement, was: moved === 'fell' ? 'met' : 'not-met', is: moved === 'fell' ? 'not-met' : 'met' })),
      moments: Array.from({ length: count }, (_, at) => (at < turn ? before : is)),
    }
  })
}
