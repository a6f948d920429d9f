// Geometry of the plot of gaps: one dot an area, as far from its own next bound as it misses; administrative order.
import type { Area, AreaValue } from '../api/types.ts'

export interface GapDot {
  readonly area: Area
  readonly value: AreaValue | undefined
  /** Percent of the width, the bound at 100; undefined where nothing is missing or nothing is known. */
  readonly at: number | undefined
}

export interface GapDots {
  readonly dots: readonly GapDot[]
  /** The largest gap that the axis holds, in the indicator's unit. */
  readonly largest: number
}

/** The bound stands at the right end for every area, so dots compare what is missing, not which bound it is. */
export function gapDotsOf(areas: readonly Area[], values: ReadonlyMap<string, AreaValue>): GapDots {
  const gaps = areas.map((area) => {
    const value = values.get(area.code)
    return { area, value, gap: value?.next === null || value === undefined ? undefined : Number(value.next.gap.own) }
  })
  const widest = Math.max(0, ...gaps.flatMap(({ gap }) => (gap === undefined ? [] : [gap])))
  const largest = niceAbove(widest)
  return { largest, dots: gaps.map(({ area, value, gap }) => ({ area, value, at: gap === undefined ? undefined : Math.round((1 - gap / largest) * 10_000) / 100 })) }
}

/** 1, 2 or 5 times a power of ten that is no less. */
function niceAbove(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= value) ?? 10 * power
}
