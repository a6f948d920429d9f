// The trend of one indicator as an ECharts option: level bands in the indicator's direction, labelled bounds, gaps left open.
import type { Direction, Unit } from '../api/types.ts'
import type { Lang } from '../format/numbers.ts'
import { monthName } from '../format/time.ts'
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
  readonly bounds: readonly TrendBound[]
  readonly direction: Direction
  readonly unit: Unit
  /** % or 小时, behind axis labels and values. */
  readonly unitText: string
  readonly name: string
  /** The chart in one sentence, for people who cannot see it. */
  readonly description: string
  readonly lang: Lang
  readonly palette: Palette
  readonly still: boolean
  /** Only the whole city has levels: without them the bounds stand without bands. */
  readonly levels: boolean
}

/** Options for `setOption(option, { notMerge: true })`. Lower-is-better indicators have an inverted axis: better is always up. */
export function trendOption(input: TrendInput): EChartsOption {
  const { slots, palette, direction } = input
  const range = axisRange(input)
  const last = lastIndex(slots)
  return {
    animation: !input.still,
    animationDuration: 300,
    textStyle: { fontFamily: palette.font },
    aria: { enabled: true, label: { description: input.description } },
    grid: { left: 8, right: 104, top: 14, bottom: 6, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.paper,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      axisPointer: { lineStyle: { color: palette.ink3 } },
      formatter: (hit) => tooltipText(Array.isArray(hit) ? hit[0]?.dataIndex : hit.dataIndex, input),
    },
    xAxis: {
      type: 'category',
      data: slots.map((slot) => slot.label),
      boundaryGap: false,
      axisLine: { onZero: false, lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.ink3, fontSize: 12, hideOverlap: true, ...axisLabels(slots, input.lang) },
    },
    yAxis: {
      type: 'value',
      inverse: direction === 'atMost',
      ...range,
      axisLabel: { color: palette.ink3, fontSize: 12, formatter: (tick: number) => (input.unit === 'percent' ? `${tick}%` : `${tick}`) },
      splitLine: { show: false },
      ...(input.unit === 'count' ? { minInterval: 1 } : {}),
    },
    series: [
      {
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
          data: linesOf(input.bounds, range).map((bound) => ({ yAxis: bound.at, name: bound.text })),
        },
        ...(input.levels ? { markArea: { silent: true, animation: false, data: bandsOf(input, range) } } : {}),
      },
    ],
  }
}

function lastIndex(slots: readonly TrendSlot[]): number {
  for (let index = slots.length - 1; index >= 0; index--) if (slots[index]?.y !== null) return index
  return -1
}

/** A day between two gaps has no line: it needs a symbol to be seen. */
function isolated(slots: readonly TrendSlot[], index: number): boolean {
  return (slots[index - 1]?.y ?? null) === null && (slots[index + 1]?.y ?? null) === null
}

/** From the bound just worse than the data, or the data themselves, to the best bound: a far lower bound would flatten the line. */
function axisRange({ slots, bounds, unit, direction }: TrendInput): { min: number; max: number } {
  const data = slots.flatMap((slot) => (slot.y === null ? [] : [slot.y]))
  const worst = direction === 'atLeast' ? Math.min(...data) : Math.max(...data)
  const worse = bounds.map((bound) => bound.at).filter((at) => (direction === 'atLeast' ? at <= worst : at >= worst))
  const nearest = worse.length === 0 ? [] : [direction === 'atLeast' ? Math.max(...worse) : Math.min(...worse)]
  const better = bounds.map((bound) => bound.at).filter((at) => !worse.includes(at))
  const all = [...data, ...nearest, ...better]
  if (all.length === 0) return { min: 0, max: unit === 'percent' ? 100 : 1 }
  const low = Math.min(...all)
  const high = Math.max(...all)
  if (unit === 'percent') return { min: Math.max(0, Math.floor((low - 2) / 10) * 10), max: 100 }
  if (unit === 'hours') return { min: 0, max: Math.ceil(high * 1.15) }
  return { min: 0, max: Math.ceil(Math.max(high * 1.2, high + 1)) }
}

/** One line per bound on the axis, also where two levels share it. */
function linesOf(bounds: readonly TrendBound[], range: { min: number; max: number }): TrendBound[] {
  return bounds.filter((bound, index) => bound.at >= range.min && bound.at <= range.max && bounds.findIndex((other) => other.at === bound.at) === index)
}

type Band = [{ yAxis: number; itemStyle: { color: string; opacity: number } }, { yAxis: number }]

/** One band per level between its bound and the next, and one below the first. */
function bandsOf({ bounds, direction, palette }: TrendInput, range: { min: number; max: number }): Band[] {
  const worst = direction === 'atLeast' ? range.min : range.max
  const best = direction === 'atLeast' ? range.max : range.min
  const onAxis = (at: number): number => Math.min(range.max, Math.max(range.min, at))
  const steps = [{ level: 0, at: worst }, ...[...bounds].sort((a, b) => a.level - b.level)].map(({ level, at }) => ({ level, at: onAxis(at) }))
  return steps.map((step, index) => [
    { yAxis: step.at, itemStyle: { color: palette.levels[step.level] ?? palette.line, opacity: step.level === 0 ? 0.35 : 0.3 } },
    { yAxis: steps[index + 1]?.at ?? best },
  ])
}

function axisLabels(slots: readonly TrendSlot[], lang: Lang): { interval: (index: number) => boolean; formatter: (label: string) => string } {
  const long = slots.length > 120
  const step = Math.max(1, Math.round(slots.length / 8))
  return {
    interval: (index) => (long ? slots[index]?.label.endsWith('-01') === true : index % step === 0),
    formatter: (label) => (long ? (label.slice(5, 7) === '01' ? label.slice(0, 4) : monthName(label, lang)) : label.slice(5)),
  }
}

function tooltipText(index: number | undefined, { slots, name, unitText }: TrendInput): string {
  const slot = index === undefined ? undefined : slots[index]
  if (slot === undefined) return ''
  return `${slot.label}\n${name}  ${slot.text === null ? '—' : `${slot.text}${unitText === '%' ? '' : ' '}${unitText}`}`
}
