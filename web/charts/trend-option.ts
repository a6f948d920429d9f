// The trend of one indicator as an ECharts option: level bands in the indicator's direction, labelled bounds, gaps left open, what was known before, extremes.
import type { Direction, Resolution, Unit } from '../api/types.ts'
import type { Lang } from '../format/numbers.ts'
import { monthName } from '../format/time.ts'
import { axisRange, type AxisRange } from './trend-axis.ts'
import type { EChartsOption } from './echarts.ts'
import type { Palette } from './palette.ts'
import type { TrendSlot } from './trend-points.ts'

export interface TrendBound {
  readonly level: number
  readonly at: number
  /** 三级 ≥ 80% */
  readonly text: string
}

export interface TrendInput {
  readonly slots: readonly TrendSlot[]
  readonly resolution: Resolution
  readonly bounds: readonly TrendBound[]
  /** Slots before which the population was another one, each with its word. */
  readonly breaks: readonly { readonly slot: number; readonly text: string }[]
  readonly direction: Direction
  readonly unit: Unit
  readonly name: string
  /** What the pointer says of a slot, line by line. */
  readonly tooltip: (slot: TrendSlot) => readonly string[]
  /** The chart in one sentence, for people who cannot see it. */
  readonly description: string
  readonly lang: Lang
  readonly palette: Palette
  readonly still: boolean
  /** Only the whole city has levels: without them the bounds stand without bands. */
  readonly levels: boolean
}

/** Marks of what was restated lie apart from each other on so many slots; on more they would hide the line. */
const MOST_MARKED = 60

/** Options for `setOption(option, { notMerge: true })`. Lower-is-better indicators have an inverted axis: better is always up. */
export function trendOption(input: TrendInput): EChartsOption {
  const { slots, palette, direction } = input
  const range = axisRange(input)
  return {
    animation: !input.still,
    animationDuration: 300,
    textStyle: { fontFamily: palette.font },
    aria: { enabled: true, label: { description: input.description } },
    grid: { left: 8, right: 104, top: input.breaks.length > 0 ? 26 : 14, bottom: 6, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.paper,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12, fontFamily: palette.font },
      axisPointer: { lineStyle: { color: palette.ink3 } },
      formatter: (hit) => {
        const slot = slots[(Array.isArray(hit) ? hit[0]?.dataIndex : hit.dataIndex) ?? -1]
        return slot === undefined ? '' : input.tooltip(slot).join('\n')
      },
    },
    xAxis: {
      type: 'category',
      data: slots.map((slot) => slot.label),
      boundaryGap: false,
      axisLine: { onZero: false, lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.ink3, fontSize: 12, hideOverlap: true, ...axisLabels(input) },
    },
    yAxis: {
      type: 'value',
      inverse: direction === 'atMost',
      ...range,
      axisLabel: { color: palette.ink3, fontSize: 12, formatter: (tick: number) => (input.unit === 'percent' ? `${tick}%` : `${tick}`) },
      splitLine: { show: false },
      ...(input.unit === 'count' ? { minInterval: 1 } : {}),
    },
    series: [mainLine(input, range), ...extremes(input), ...before(input)],
  }
}

type Line = Extract<Exclude<EChartsOption['series'], undefined>, readonly unknown[]>[number]

function mainLine(input: TrendInput, range: AxisRange): Line {
  const { slots, palette } = input
  const last = lastDrawn(slots)
  return {
    type: 'line',
    name: input.name,
    data: slots.map((slot, index) => ({ value: slot.y, ...(index === last ? { itemStyle: { color: palette.accent, borderColor: palette.paper, borderWidth: 2, opacity: 1 } } : {}) })),
    showSymbol: true,
    showAllSymbol: true,
    symbol: 'circle',
    symbolSize: (_: unknown, { dataIndex }) => (dataIndex === last ? 9 : isolated(slots, dataIndex) ? 4 : 0),
    connectNulls: false,
    step: input.unit === 'count' ? 'end' : false,
    lineStyle: { color: palette.ink, width: 2 },
    itemStyle: { color: palette.ink },
    z: 5,
    markLine: {
      silent: true,
      animation: false,
      symbol: 'none',
      lineStyle: { color: palette.ink3, type: 'dashed', width: 1 },
      label: { position: 'end', color: palette.ink2, fontSize: 12, formatter: ({ name }) => name },
      data: [
        ...linesOf(input.bounds, range).map((bound) => ({ yAxis: bound.at, name: bound.text })),
        ...input.breaks.map(({ slot, text }) => ({ xAxis: slot, name: text, lineStyle: { color: palette.warn, type: 'solid' as const, width: 1 }, label: { position: 'end' as const, color: palette.warn } })),
      ],
    },
    ...(input.levels ? { markArea: { silent: true, animation: false, data: bandsOf(input, range) } } : {}),
  }
}

/** The band from the least to the greatest value of each period, as two lines one upon the other. */
function extremes({ slots, palette, unit }: TrendInput): Line[] {
  if (!slots.some(({ low, high }) => low !== null && high !== null && high > low)) return []
  const quiet = { type: 'line' as const, stack: 'extremes', symbol: 'none', connectNulls: false, silent: true, step: unit === 'count' ? ('end' as const) : (false as const), lineStyle: { opacity: 0 }, tooltip: { show: false } }
  return [
    { ...quiet, name: 'least', data: slots.map(({ low }) => low), z: 3 },
    { ...quiet, name: 'greatest', data: slots.map(({ low, high }) => (low === null || high === null ? null : high - low)), areaStyle: { color: palette.ink, opacity: 0.16 }, z: 3 },
  ]
}

/** What was printed when each day was over, where that has been restated since. */
function before({ slots, palette, unit }: TrendInput): Line[] {
  if (slots.every(({ was }) => was === null)) return []
  return [{
    type: 'line', name: 'before', data: slots.map(({ was }) => was?.y ?? null), connectNulls: false, silent: true, tooltip: { show: false },
    symbol: 'emptyCircle', showSymbol: true, showAllSymbol: true,
    symbolSize: (_: unknown, { dataIndex }) => (slots.length <= MOST_MARKED || alone(slots, dataIndex) ? 5 : 0),
    step: unit === 'count' ? 'end' : false, lineStyle: { color: palette.accent, width: 1.5, type: [4, 3] }, itemStyle: { color: palette.accent }, z: 4,
  }]
}

function lastDrawn(slots: readonly TrendSlot[]): number {
  for (let index = slots.length - 1; index >= 0; index--) if (slots[index]?.y !== null) return index
  return -1
}

/** A point between two gaps has no line: it needs a symbol to be seen. */
const isolated = (slots: readonly TrendSlot[], index: number): boolean => (slots[index - 1]?.y ?? null) === null && (slots[index + 1]?.y ?? null) === null
const alone = (slots: readonly TrendSlot[], index: number): boolean => (slots[index - 1]?.was ?? null) === null && (slots[index + 1]?.was ?? null) === null

/** One line per bound on the axis, also where two levels share it. */
function linesOf(bounds: readonly TrendBound[], range: AxisRange): TrendBound[] {
  return bounds.filter((bound, index) => bound.at >= range.min && bound.at <= range.max && bounds.findIndex((other) => other.at === bound.at) === index)
}

type Band = [{ yAxis: number; itemStyle: { color: string; opacity: number } }, { yAxis: number }]

/** One band per level between its bound and the next, and one below the first. */
function bandsOf({ bounds, direction, palette }: TrendInput, range: AxisRange): Band[] {
  const worst = direction === 'atLeast' ? range.min : range.max
  const best = direction === 'atLeast' ? range.max : range.min
  const onAxis = (at: number): number => Math.min(range.max, Math.max(range.min, at))
  const steps = [{ level: 0, at: worst }, ...[...bounds].sort((a, b) => a.level - b.level)].map(({ level, at }) => ({ level, at: onAxis(at) }))
  return steps.map((step, index) => [
    { yAxis: step.at, itemStyle: { color: palette.levels[step.level] ?? palette.line, opacity: step.level === 0 ? 0.35 : 0.3 } },
    { yAxis: steps[index + 1]?.at ?? best },
  ])
}

/** Months under years of days, days under weeks of them, and the year where one begins. */
function axisLabels({ slots, resolution, lang }: TrendInput): { interval: (index: number) => boolean; formatter: (label: string, index: number) => string } {
  const step = Math.max(1, Math.round(slots.length / 8))
  const everyEighth = (index: number): boolean => index % step === 0
  const isNewYear = (index: number): boolean => slots[index]?.label.slice(0, 4) !== slots[index - step]?.label.slice(0, 4)
  switch (resolution) {
    case 'day': {
      if (slots.length <= 120) return { interval: everyEighth, formatter: (label) => label.slice(5) }
      const months = slots.length > 550 ? ['01', '04', '07', '10'] : undefined
      return {
        interval: (index) => slots[index]?.label.endsWith('-01') === true && (months === undefined || months.includes(slots[index]?.label.slice(5, 7) ?? '')),
        formatter: (label) => (label.slice(5, 7) === '01' ? label.slice(0, 4) : monthName(label, lang)),
      }
    }
    case 'hour':
      return { interval: everyEighth, formatter: (label) => (slots.length > 48 ? label.slice(5) : label.slice(11)) }
    case 'week':
      return { interval: everyEighth, formatter: (label, index) => (isNewYear(index) ? label.slice(0, 10) : label.slice(5, 10)) }
    case 'month':
      return { interval: everyEighth, formatter: (label, index) => (isNewYear(index) || step >= 12 ? label.slice(0, 7) : monthName(label, lang)) }
    case 'quarter':
    case 'year':
      return { interval: everyEighth, formatter: (label) => label }
  }
}
