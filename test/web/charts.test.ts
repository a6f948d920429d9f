// Chart options and geometry are pure: the same input draws the same picture.
import { describe, expect, it } from 'vitest'
import type { Area, Extreme, Indicator, Series, SeriesPoint, StandingInterval, Value } from '../../web/api/types.ts'
import { areaDotsOf } from '../../web/charts/area-dots.ts'
import { bulletOf } from '../../web/charts/bullet.ts'
import type { Palette } from '../../web/charts/palette.ts'
import { timelineOf } from '../../web/charts/timeline.ts'
import { trendOption, type TrendInput } from '../../web/charts/trend-option.ts'
import { axisRange } from '../../web/charts/trend-axis.ts'
import { fromFirstKnown, slotOfBreak, trendSlotsOf, type TrendSlot } from '../../web/charts/trend-points.ts'
import { eventValue, model } from './fixture.ts'

const share = { unit: 'percent', direction: 'atLeast' } as const
const indicator = model.indicators[0] as Indicator
const palette: Palette = { ink: '#111', ink2: '#222', ink3: '#333', line: '#ddd', paper: '#fff', accent: '#00f', warn: '#a50', levels: ['l0', 'l1', 'l2', 'l3', 'l4', 'l5'], font: 'sans-serif' }

describe('a bullet', () => {
  const requirements = [{ level: 1, bound: '40' }, { level: 2, bound: '60' }, { level: 3, bound: '80' }]

  it('has a band per level from its bound to the next', () => {
    const { bands, mark } = bulletOf({ ...share, requirements, value: 79.66 })
    expect(bands).toEqual([{ level: 0, from: 0, to: 40 }, { level: 1, from: 40, to: 60 }, { level: 2, from: 60, to: 80 }, { level: 3, from: 80, to: 100 }])
    expect(mark).toBe(79.66)
  })
  it('keeps a visible band for a bound of 100 %', () => {
    const { bands } = bulletOf({ ...share, requirements: [{ level: 3, bound: '100' }], value: 100 })
    expect((bands[1]?.to ?? 0) - (bands[1]?.from ?? 0)).toBeGreaterThan(3)
  })
  it('turns lower-is-better round, so that better is to the right', () => {
    const hours = { unit: 'hours', direction: 'atMost', requirements: [{ level: 2, bound: '12' }, { level: 3, bound: '6' }] } as const
    const slow = bulletOf({ ...hours, value: 11 })
    const quick = bulletOf({ ...hours, value: 2 })
    expect(quick.mark ?? 0).toBeGreaterThan(slow.mark ?? 0)
    expect(slow.bands.map((band) => band.level)).toEqual([0, 2, 3])
    expect(slow.bands.at(-1)?.to).toBe(100)
  })
  it('has no mark without a value and keeps a far value at the edge', () => {
    expect(bulletOf({ ...share, requirements, value: undefined }).mark).toBeUndefined()
    expect(bulletOf({ unit: 'hours', direction: 'atMost', requirements: [{ level: 1, bound: '24' }], value: 900 }).mark).toBe(0)
  })
})

describe('the slots of a trend', () => {
  const zone = 'Asia/Shanghai'
  const at = (close: string, numerator: number, more: Partial<SeriesPoint> = {}): SeriesPoint => ({ at: close, state: 'ok', numerator, denominator: 100, display: { text: `${numerator}.00`, unit: '%' }, ...more })
  const gap = (close: string): SeriesPoint => ({ at: close, state: 'no-data', display: null })
  const end = (day: string): string => `${day}T23:59:59.999+08:00`
  const slotsOf = (resolution: Series['resolution'], points: readonly SeriesPoint[], live?: Value & { readonly at: string }, lang: 'zh' | 'en' = 'zh'): TrendSlot[] => trendSlotsOf({ series: { resolution, points }, indicator, zone, lang }, live)

  it('leave a gap open and use the city\'s day, not the browser\'s', () => {
    expect(slotsOf('day', [at('2026-10-31T16:30:00Z', 70), gap(end('2026-11-02')), at(end('2026-11-03'), 73)]).map((slot) => [slot.label, slot.y, slot.text])).toEqual([['2026-11-01', 70, '70.00'], ['2026-11-02', null, null], ['2026-11-03', 73, '73.00']])
  })
  it('name an hour by its end, the last of a day by 24:00', () => {
    expect(slotsOf('hour', [at('2026-11-22T14:59:59.999+08:00', 1), at(end('2026-11-22'), 2), at('2026-11-23T00:25:00+08:00', 3)]).map(({ label }) => label)).toEqual(['2026-11-22 15:00', '2026-11-22 24:00', '2026-11-23 00:25'])
  })
  it.each([
    ['week', '2026-11-16', '2026-11-22', '2026-11-16 至 11-22'], ['week', '2025-12-29', '2026-01-04', '2025-12-29 至 2026-01-04'],
    ['month', '2026-11-01', '2026-11-22', '2026-11'], ['quarter', '2026-10-01', '2026-11-22', '2026年第四季度'], ['year', '2026-01-01', '2026-11-22', '2026'],
  ] as const)('name a %s that begins on %s', (resolution, from, to, label) => {
    expect(slotsOf(resolution, [at(end(to), 70, { period: { from, to } })])[0]?.label).toBe(label)
  })
  it('carry the extremes of a period and what was printed before', () => {
    const extreme = (numerator: number): Extreme => ({ at: end('2026-11-03'), numerator, denominator: 100, display: { text: `${numerator}.00`, unit: '%' } })
    const [slot] = slotsOf('month', [at(end('2026-11-22'), 70, { period: { from: '2026-11-01', to: '2026-11-22' }, min: extreme(60), max: extreme(75), restated: true, was: { text: '1,069.50', unit: '%' } })])
    expect(slot).toMatchObject({ low: 60, high: 75, was: { y: 1069.5, text: '1,069.50' } })
  })
  it('end with the live value where it speaks of the same day, and widen the extremes by it', () => {
    const live = { ...eventValue, numerator: 80, denominator: 100, display: { text: '80.00', unit: '%' }, at: '2026-11-22T15:00:00+08:00' }
    expect(slotsOf('day', [at(end('2026-11-21'), 70), at('2026-11-22T14:50:00+08:00', 71)], live).map(({ y }) => y)).toEqual([70, 80])
    expect(slotsOf('day', [at(end('2026-11-20'), 70)], live).map(({ y }) => y)).toEqual([70])
    const low = { at: end('2026-11-03'), numerator: 60, denominator: 100, display: { text: '60.00', unit: '%' } }
    const month = at('2026-11-22T14:50:00+08:00', 71, { period: { from: '2026-11-01', to: '2026-11-22' }, min: low, max: low })
    expect(slotsOf('month', [month], live)[0]).toMatchObject({ label: '2026-11', y: 80, low: 60, high: 80 })
    expect(slotsOf('day', [at('2026-11-22T14:50:00+08:00', 71)], { ...live, state: 'stale' })[0]?.y).toBe(71)
  })
  it('begin with the first known value after a long time without any', () => {
    const long = slotsOf('day', [...Array(5).fill(gap(end('2026-11-01'))), at(end('2026-11-06'), 70), gap(end('2026-11-07'))])
    expect(fromFirstKnown(long).map(({ y }) => y)).toEqual([70, null])
    expect(fromFirstKnown(long.slice(4)).length).toBe(2)
    expect(fromFirstKnown(slotsOf('day', [gap(end('2026-11-01')), ...Array(9).fill(at(end('2026-11-06'), 70))])).length).toBe(10)
  })
  it('find the slot of a break, also within a period', () => {
    const days = slotsOf('day', [at(end('2026-11-01'), 1), at(end('2026-11-02'), 2), at(end('2026-11-03'), 3)])
    expect(slotOfBreak(days, end('2026-11-02'))).toBe(1)
    expect(slotOfBreak(days, end('2026-11-04'))).toBeUndefined()
    const months = slotsOf('month', [at(end('2026-10-20'), 1, { period: { from: '2026-10-01', to: '2026-10-31' } }), at(end('2026-11-22'), 2, { period: { from: '2026-11-01', to: '2026-11-22' } })])
    expect(slotOfBreak(months, end('2026-10-25'))).toBe(0)
  })
})

describe('the option of a trend', () => {
  const point = { at: '2026-11-01T23:59:59.999+08:00', state: 'ok', display: null } as const
  const slot = (y: number | null, more: Partial<TrendSlot> = {}, index = 0): TrendSlot => ({ label: `2026-11-0${index + 1}`, y, text: y === null ? null : `${y}.00`, was: null, low: null, high: null, point, ...more })
  const slots = [70, 71, null, 79].map((y, index) => slot(y, {}, index))
  const input = (more: Partial<TrendInput> = {}): TrendInput => ({
    slots, resolution: 'day', breaks: [], direction: 'atLeast', unit: 'percent', name: '线上处置率', tooltip: (one) => [one.label, `线上处置率  ${one.text ?? '—'}`], description: '一句话', lang: 'zh', palette, still: true, levels: true,
    bounds: [{ level: 1, at: 40, text: '一级 ≥ 40%' }, { level: 2, at: 60, text: '二级 ≥ 60%' }, { level: 3, at: 80, text: '三级 ≥ 80%' }], ...more,
  })
  const all = (option: ReturnType<typeof trendOption>): Record<string, unknown>[] => option.series as Record<string, unknown>[]
  const seriesOf = (option: ReturnType<typeof trendOption>): Record<string, unknown> => all(option)[0] ?? {}
  const linesOf = (option: ReturnType<typeof trendOption>): Record<string, unknown>[] => (seriesOf(option)['markLine'] as { data: Record<string, unknown>[] }).data

  it('draws dashed labelled bounds that are on the axis, the one just below the data included', () => {
    expect(linesOf(trendOption(input()))).toEqual([{ yAxis: 60, name: '二级 ≥ 60%' }, { yAxis: 80, name: '三级 ≥ 80%' }])
  })
  it('draws a bound that two levels share once', () => {
    const bounds = [{ level: 3, at: 100, text: '三级·四级 ≥ 100%' }, { level: 4, at: 100, text: '三级·四级 ≥ 100%' }]
    expect(linesOf(trendOption(input({ bounds })))).toHaveLength(1)
  })
  it('never joins over a gap', () => {
    expect(seriesOf(trendOption(input()))).toMatchObject({ connectNulls: false })
  })
  it('inverts the axis and the bands where lower is better', () => {
    const option = trendOption(input({ direction: 'atMost', unit: 'hours', slots: [slot(3)], bounds: [{ level: 3, at: 6, text: '三级' }, { level: 4, at: 2, text: '四级' }] }))
    expect(option.yAxis).toMatchObject({ inverse: true, min: 0 })
    const bands = (seriesOf(option)['markArea'] as { data: [{ yAxis: number; itemStyle: { color: string } }, { yAxis: number }][] }).data
    expect(bands.map(([from, to]) => [from.itemStyle.color, from.yAxis, to.yAxis])).toEqual([['l0', 7, 6], ['l3', 6, 2], ['l4', 2, 0]])
  })
  it('has no level bands for an area or a window that is not judged', () => {
    expect(seriesOf(trendOption(input({ levels: false })))['markArea']).toBeUndefined()
  })
  it('draws a change of scope as a line of its own, with its word', () => {
    expect(linesOf(trendOption(input({ breaks: [{ slot: 3, text: '统计范围调整' }] }))).at(-1)).toMatchObject({ xAxis: 3, name: '统计范围调整', lineStyle: { color: '#a50', type: 'solid' } })
  })
  it('draws what was known before beside what is known now, only where it was restated', () => {
    expect(all(trendOption(input()))).toHaveLength(1)
    const before = all(trendOption(input({ slots: [slot(70), slot(71, { was: { y: 66, text: '66.00' } }), slot(72)] })))[1]
    expect(before).toMatchObject({ name: 'before', data: [null, 66, null], connectNulls: false })
  })
  it('draws the least to the greatest of each period as a band that is open in a gap', () => {
    const band = all(trendOption(input({ resolution: 'month', slots: [slot(70, { low: 60, high: 75 }), slot(null), slot(71, { low: 70, high: 72 })] }))).slice(1)
    expect(band.map(({ data, stack }) => [data, stack])).toEqual([[[60, null, 70], 'extremes'], [[15, null, 2], 'extremes']])
  })
  it('reaches as far as everything that is drawn', () => {
    expect(axisRange({ slots: [slot(70, { low: 33, high: 75 }), slot(71, { was: { y: 51, text: '51' } })], bounds: [{ at: 20 }], unit: 'percent', direction: 'atLeast' })).toEqual({ min: 10, max: 100 })
    expect(axisRange({ slots: [slot(3, { was: { y: 9, text: '9' } })], bounds: [], unit: 'hours', direction: 'atMost' })).toEqual({ min: 0, max: 11 })
  })
  it('describes itself in words and shows the panel\'s text in the tooltip', () => {
    const option = trendOption(input())
    expect(option.aria).toMatchObject({ label: { description: '一句话' } })
    const tooltip = option.tooltip as { formatter: (hit: unknown) => string; renderMode: string }
    expect(tooltip.formatter([{ dataIndex: 3 }])).toBe('2026-11-04\n线上处置率  79.00')
    expect(tooltip.formatter([{ dataIndex: 2 }])).toContain('—')
    expect(tooltip.formatter([])).toBe('')
    expect(tooltip.renderMode).toBe('richText')
  })
  it('stands still for people who ask for less motion', () => {
    expect(trendOption(input({ still: true })).animation).toBe(false)
    expect(trendOption(input({ still: false })).animation).toBe(true)
  })
  it.each([['hour', 72, '2026-11-22 15:00', '11-22 15:00'], ['hour', 24, '2026-11-22 15:00', '15:00'], ['week', 60, '2026-11-16 至 11-22', '11-16'], ['month', 24, '2026-11', '11月'], ['quarter', 8, '2026年第四季度', '2026年第四季度'], ['year', 10, '2026', '2026']] as const)('labels %s on %i slots', (resolution, count, label, text) => {
    const option = trendOption(input({ resolution, slots: Array.from({ length: count }, () => slot(70, { label })) }))
    const { formatter } = (option.xAxis as { axisLabel: { formatter: (label: string, index: number) => string } }).axisLabel
    expect(formatter(label, count - 1)).toBe(text)
  })
})

describe('the standing timeline', () => {
  const interval = (from: string, to: string, more: Partial<StandingInterval> = {}): StandingInterval => ({ from, to, proven: 2, ceiling: 2, state: 'proven', decided: 'live', ...more })
  const [first, second, third, fourth] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', '2026-01-05T00:00:00Z'] as const
  const range = [Date.parse(first), Date.parse(fourth)] as const

  it('clips to the range and gives percent of the width', () => {
    const { standings: [one] } = timelineOf([interval('2026-01-01T00:00:00Z', '2026-01-06T00:00:00Z')], Date.parse('2026-01-05T00:00:00Z'), Date.parse('2026-01-09T00:00:00Z'))
    expect(one).toMatchObject({ left: 0, width: 25, look: 'proven' })
  })
  it('tells unknown, unproven and failing apart', () => {
    const { standings } = timelineOf([interval(first, second, { state: 'stale', proven: 2 }), interval(second, third, { proven: null }), interval(third, fourth, { proven: 0 })], ...range)
    expect(standings.map((one) => one.look)).toEqual(['unknown', 'open', 'below'])
  })
  it('joins a standing over how it was decided, and tells that apart', () => {
    const was = { proven: 1, ceiling: 1, state: 'proven', model: 'M' } as const
    const { standings, decided } = timelineOf([interval(first, second, { decided: 'backfilled' }), interval(second, third), interval(third, fourth, { decided: 'restated', was })], ...range)
    expect(standings.map(({ left, width, proven }) => [left, width, proven])).toEqual([[0, 100, 2]])
    expect(decided.map(({ left, width, decided: way, was: before }) => [left, width, way, before?.proven])).toEqual([[0, 25, 'backfilled', undefined], [25, 25, 'live', undefined], [50, 50, 'restated', 1]])
  })
  it('is empty for an empty range', () => {
    expect(timelineOf([interval(first, second)], 5, 5)).toEqual({ standings: [], decided: [] })
  })
})

describe('the dots of areas', () => {
  const area = (code: string, kind: string): Area => ({ code, kind, zh: code, en: code, parent: 'c' })
  const values = new Map<string, Value>([['d1', eventValue], ['z1', { ...eventValue, denominator: 0 }]])
  const dots = areaDotsOf({
    areas: [area('d2', 'district'), area('z1', 'zone'), area('d1', 'district')], values, requirements: [{ level: 3, bound: '100' }, { level: 4, bound: '100' }], ...share,
    position: (value) => (value.denominator ? ((value.numerator ?? 0) / value.denominator) * 100 : undefined),
  })

  it('keep the administrative order and set zones apart', () => {
    expect(dots.regular.map((dot) => dot.area.code)).toEqual(['d2', 'd1'])
    expect(dots.zones.map((dot) => dot.area.code)).toEqual(['z1'])
  })
  it('leave an area without a value or with a zero denominator without a dot', () => {
    expect(dots.regular[0]?.at).toBeUndefined()
    expect(dots.zones[0]?.at).toBeUndefined()
    expect(dots.regular[1]?.at).toBeGreaterThanOrEqual(0)
  })
  it('draw a shared bound once', () => {
    expect(dots.bounds).toHaveLength(1)
  })
})
