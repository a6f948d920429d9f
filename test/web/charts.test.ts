// Chart options and geometry are pure: the same input draws the same picture.
import { describe, expect, it } from 'vitest'
import type { Area, Indicator, StandingInterval, Value } from '../../web/api/types.ts'
import { areaDotsOf } from '../../web/charts/area-dots.ts'
import { bulletOf } from '../../web/charts/bullet.ts'
import type { Palette } from '../../web/charts/palette.ts'
import { timelineOf } from '../../web/charts/timeline.ts'
import { trendOption, type TrendInput } from '../../web/charts/trend-option.ts'
import { trendSlotsOf } from '../../web/charts/trend-points.ts'
import { eventValue, model } from './fixture.ts'

const share = { unit: 'percent', direction: 'atLeast' } as const
const indicator = model.indicators[0] as Indicator
const palette: Palette = { ink: '#111', ink2: '#222', ink3: '#333', line: '#ddd', paper: '#fff', accent: '#00f', levels: ['l0', 'l1', 'l2', 'l3', 'l4', 'l5'], font: 'sans-serif' }

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
  const at = (day: string, numerator: number): TrendPoint => ({ at: `${day}T10:00:00+08:00`, numerator, denominator: 100, display: { text: `${numerator}.00`, unit: '%' } })
  type TrendPoint = { at: string; numerator: number; denominator: number; display: { text: string; unit: string } }

  it('leave a missing day open', () => {
    const slots = trendSlotsOf({ resolution: 'day', points: [at('2026-11-01', 70), at('2026-11-04', 73)] }, indicator, 'Asia/Shanghai')
    expect(slots.map((slot) => [slot.label, slot.y])).toEqual([['2026-11-01', 70], ['2026-11-02', null], ['2026-11-03', null], ['2026-11-04', 73]])
  })
  it('use the city\'s day, not the browser\'s', () => {
    const slots = trendSlotsOf({ resolution: 'day', points: [{ ...at('2026-11-01', 70), at: '2026-10-31T16:30:00Z' }] }, indicator, 'Asia/Shanghai')
    expect(slots[0]?.label).toBe('2026-11-01')
  })
  it('show the newest of two points of a day and a zero denominator as a gap', () => {
    const slots = trendSlotsOf({ resolution: 'day', points: [at('2026-11-01', 70), { ...at('2026-11-01', 71), at: '2026-11-01T20:00:00+08:00' }, { ...at('2026-11-02', 0), denominator: 0 }] }, indicator, 'Asia/Shanghai')
    expect(slots.map((slot) => slot.y)).toEqual([71, null])
  })
})

describe('the option of a trend', () => {
  const slots = [70, 71, null, 79].map((y, index) => ({ label: `2026-11-0${index + 1}`, y, text: y === null ? null : `${y}.00`, point: null }))
  const input = (more: Partial<TrendInput> = {}): TrendInput => ({
    slots, direction: 'atLeast', unit: 'percent', unitText: '%', name: '线上处置率', description: '一句话', lang: 'zh', palette, still: true, levels: true,
    bounds: [{ level: 1, at: 40, text: '一级 ≥ 40%' }, { level: 2, at: 60, text: '二级 ≥ 60%' }, { level: 3, at: 80, text: '三级 ≥ 80%' }], ...more,
  })
  const seriesOf = (option: ReturnType<typeof trendOption>): Record<string, unknown> => (option.series as Record<string, unknown>[])[0] ?? {}
  const linesOf = (option: ReturnType<typeof trendOption>): { yAxis: number; name: string }[] => (seriesOf(option)['markLine'] as { data: { yAxis: number; name: string }[] }).data.map(({ yAxis, name }) => ({ yAxis, name }))

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
    const option = trendOption(input({ direction: 'atMost', unit: 'hours', slots: [{ label: '2026-11-01', y: 3, text: '3.00', point: null }], bounds: [{ level: 3, at: 6, text: '三级' }, { level: 4, at: 2, text: '四级' }] }))
    expect(option.yAxis).toMatchObject({ inverse: true, min: 0 })
    const bands = (seriesOf(option)['markArea'] as { data: [{ yAxis: number; itemStyle: { color: string } }, { yAxis: number }][] }).data
    expect(bands.map(([from, to]) => [from.itemStyle.color, from.yAxis, to.yAxis])).toEqual([['l0', 7, 6], ['l3', 6, 2], ['l4', 2, 0]])
  })
  it('has no level bands for an area', () => {
    expect(seriesOf(trendOption(input({ levels: false })))['markArea']).toBeUndefined()
  })
  it('describes itself in words and shows the server\'s text in the tooltip', () => {
    const option = trendOption(input())
    expect(option.aria).toMatchObject({ label: { description: '一句话' } })
    const tooltip = option.tooltip as { formatter: (hit: unknown) => string; renderMode: string }
    expect(tooltip.formatter([{ dataIndex: 3 }])).toBe('2026-11-04\n线上处置率  79.00%')
    expect(tooltip.formatter([{ dataIndex: 2 }])).toContain('—')
    expect(tooltip.renderMode).toBe('richText')
  })
  it('stands still for people who ask for less motion', () => {
    expect(trendOption(input({ still: true })).animation).toBe(false)
    expect(trendOption(input({ still: false })).animation).toBe(true)
  })
})

describe('the standing timeline', () => {
  const interval = (from: string, to: string, more: Partial<StandingInterval> = {}): StandingInterval => ({ from, to, proven: 2, ceiling: 2, state: 'proven', ...more })

  it('clips to the range and gives percent of the width', () => {
    const [one] = timelineOf([interval('2026-01-01T00:00:00Z', '2026-01-06T00:00:00Z')], Date.parse('2026-01-05T00:00:00Z'), Date.parse('2026-01-09T00:00:00Z'))
    expect(one).toMatchObject({ left: 0, width: 25, look: 'proven' })
  })
  it('tells unknown, unproven and failing apart', () => {
    const looks = timelineOf(
      [interval('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', { state: 'stale', proven: 2 }), interval('2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', { proven: null }), interval('2026-01-03T00:00:00Z', '2026-01-04T00:00:00Z', { proven: 0 })],
      Date.parse('2026-01-01T00:00:00Z'), Date.parse('2026-01-04T00:00:00Z'),
    ).map((one) => one.look)
    expect(looks).toEqual(['unknown', 'open', 'below'])
  })
  it('is empty for an empty range', () => {
    expect(timelineOf([interval('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')], 5, 5)).toEqual([])
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
