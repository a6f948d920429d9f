// How far the value axis of a trend reaches.
import type { Direction, Unit } from '../api/types.ts'
import type { TrendSlot } from './trend-points.ts'

export interface AxisRange {
  readonly min: number
  readonly max: number
}

export interface AxisInput {
  readonly slots: readonly Pick<TrendSlot, 'y' | 'was' | 'low' | 'high'>[]
  readonly bounds: readonly { readonly at: number }[]
  readonly unit: Unit
  readonly direction: Direction
}

/** From the bound just worse than the data, or the data themselves, to the best bound: a far lower bound would flatten the line. */
export function axisRange({ slots, bounds, unit, direction }: AxisInput): AxisRange {
  const data = slots.flatMap(({ y, was, low, high }) => [y, was?.y ?? null, low, high].filter((at) => at !== null))
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
