// The geometry of a small trend: bands between the bounds, one line for each stretch without a gap, the range within each period, breaks. Better is always up.
import type { Indicator, SeriesBreak, SeriesPoint } from '../api/types.ts'
import { position } from '../format/numbers.ts'
import { axisRange } from './trend-axis.ts'

export interface SmallTrendInput {
  readonly points: readonly SeriesPoint[]
  readonly breaks: readonly SeriesBreak[]
  readonly bounds: readonly { readonly level: number; readonly at: number }[]
  readonly indicator: Pick<Indicator, 'quantity' | 'unit' | 'direction'>
}

/** In hundredths of width and height, from the upper left. */
export interface SmallTrend {
  /** 0 is worse than every bound. */
  readonly bands: readonly { readonly level: number; readonly top: number; readonly height: number }[]
  readonly bounds: readonly { readonly level: number; readonly y: number }[]
  /** Path data of the value, gaps left open. */
  readonly lines: readonly string[]
  /** Closed paths from the least to the greatest value of each period. */
  readonly ranges: readonly string[]
  /** Points between two gaps, which no line reaches. */
  readonly alone: readonly { readonly x: number; readonly y: number }[]
  readonly breaks: readonly { readonly x: number; readonly why: SeriesBreak }[]
  readonly last: { readonly x: number; readonly y: number } | undefined
}

interface Placed {
  readonly x: number
  readonly y: number
  readonly low: number
  readonly high: number
}

export function smallTrend({ points, breaks, bounds, indicator }: SmallTrendInput): SmallTrend {
  const told = points.map((point) => ({ point, y: (point.display === null ? undefined : position(point, indicator)) ?? null, low: extreme(point, 'min', indicator), high: extreme(point, 'max', indicator) }))
  const range = axisRange({ slots: told.map(({ y, low, high }) => ({ y, was: null, low, high })), bounds, unit: indicator.unit, direction: indicator.direction })
  const scale = (at: number): number => {
    const share = Math.min(1, Math.max(0, (at - range.min) / (range.max - range.min)))
    return hundredth((indicator.direction === 'atLeast' ? 1 - share : share) * 100)
  }
  const x = (index: number): number => hundredth(points.length < 2 ? 50 : (index / (points.length - 1)) * 100)
  const stretches: Placed[][] = []
  let open = false
  told.forEach(({ y, low, high }, index) => {
    if (y === null) return void (open = false)
    const placed = { x: x(index), y: scale(y), low: scale(low ?? y), high: scale(high ?? y) }
    if (open) stretches[stretches.length - 1]?.push(placed)
    else stretches.push([placed])
    open = true
  })
  const long = stretches.filter((one) => one.length > 1)
  return {
    ...bandsOf(bounds, range, scale),
    lines: long.map((one) => pathOf(one, indicator.unit === 'count')),
    ranges: long.filter((one) => one.some(({ low, high }) => low !== high)).map(rangeOf),
    alone: stretches.filter((one) => one.length === 1).flat().map((one) => ({ x: one.x, y: one.y })),
    breaks: breaks.flatMap((why) => {
      const slot = points.findIndex(({ at }) => Date.parse(at) >= Date.parse(why.at))
      return slot === -1 ? [] : [{ x: x(slot), why }]
    }),
    last: placeOf(stretches[stretches.length - 1]),
  }
}

function placeOf(stretch: readonly Placed[] | undefined): SmallTrend['last'] {
  const last = stretch?.[stretch.length - 1]
  return last === undefined ? undefined : { x: last.x, y: last.y }
}

const hundredth = (share: number): number => Math.round(share * 100) / 100

function extreme(point: SeriesPoint, side: 'min' | 'max', indicator: SmallTrendInput['indicator']): number | null {
  const found = point[side]
  return (found && position(found, indicator)) ?? null
}

/** A count holds until it changes; what is measured moves on between two closes. */
const pathOf = (placed: readonly Placed[], steps: boolean): string =>
  placed.map(({ x, y }, index) => (index === 0 ? `M${x} ${y}` : steps ? `H${x}V${y}` : `L${x} ${y}`)).join('')

const rangeOf = (placed: readonly Placed[]): string =>
  `M${placed.map(({ x, high }) => `${x} ${high}`).join('L')}L${[...placed].reverse().map(({ x, low }) => `${x} ${low}`).join('L')}Z`

function bandsOf(bounds: SmallTrendInput['bounds'], range: { readonly min: number; readonly max: number }, scale: (at: number) => number): Pick<SmallTrend, 'bands' | 'bounds'> {
  const sorted = [...bounds].sort((a, b) => a.level - b.level)
  const tops = sorted.map(({ at }) => scale(at))
  const starts = [100, ...tops]
  const isOnAxis = (at: number): boolean => at >= range.min && at <= range.max
  return {
    bands: starts.map((bottom, index) => ({ level: index === 0 ? 0 : (sorted[index - 1]?.level ?? 0), top: tops[index] ?? 0, height: hundredth(Math.max(0, bottom - (tops[index] ?? 0))) })),
    // Where two levels share a bound the higher one names it.
    bounds: sorted.filter(({ at, level }) => isOnAxis(at) && !sorted.some((other) => other.at === at && other.level > level)).map(({ level, at }) => ({ level, y: scale(at) })),
  }
}
