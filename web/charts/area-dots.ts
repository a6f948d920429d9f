// Geometry of the comparison of areas: one dot per area from its own counts, on one axis with the bounds; administrative order.
import type { Area, Direction, Requirement, Unit, Value } from '../api/types.ts'

export interface AreaDot<V> {
  readonly area: Area
  readonly value: V | undefined
  /** Percent of the width, better to the right; undefined when the area has no value. */
  readonly at: number | undefined
}

export interface AreaDots<V> {
  /** Districts and streets in administrative order. */
  readonly regular: readonly AreaDot<V>[]
  /** Zones overlap districts, so they stand apart and are never added up with them. */
  readonly zones: readonly AreaDot<V>[]
  readonly bounds: readonly { readonly at: number; readonly text: string; readonly level: number }[]
}

export interface AreaDotsInput<V> {
  readonly areas: readonly Area[]
  readonly values: ReadonlyMap<string, V>
  readonly position: (value: V) => number | undefined
  readonly requirements: readonly Pick<Requirement, 'level' | 'bound'>[]
  readonly unit: Unit
  readonly direction: Direction
}

/** Places the areas; the axis is fitted to the values and bounds, shares stay within 0-100 %. */
export function areaDotsOf<V extends Value>(input: AreaDotsInput<V>): AreaDots<V> {
  const found = input.areas.map((area) => {
    const value = input.values.get(area.code)
    return { area, value, raw: value === undefined ? undefined : input.position(value) }
  })
  const bounds = input.requirements
    .filter((one, index, all) => all.findIndex((other) => other.bound === one.bound) === index)
    .map((one) => ({ level: one.level, bound: Number(one.bound), text: one.bound }))
  const all = [...found.flatMap((one) => (one.raw === undefined ? [] : [one.raw])), ...bounds.map((one) => one.bound)]
  const { low, high } = axisOf(all, input.unit)
  const place = (at: number): number => {
    const share = ((at - low) / (high - low)) * 100
    return Math.round((input.direction === 'atLeast' ? share : 100 - share) * 100) / 100
  }
  const dots = found.map(({ area, value, raw }): AreaDot<V> => ({ area, value, at: raw === undefined ? undefined : place(raw) }))
  return {
    regular: dots.filter((dot) => dot.area.kind !== 'zone'),
    zones: dots.filter((dot) => dot.area.kind === 'zone'),
    bounds: bounds.map(({ bound, text, level }) => ({ at: place(bound), text, level })),
  }
}

function axisOf(values: readonly number[], unit: Unit): { low: number; high: number } {
  if (values.length === 0) return { low: 0, high: 100 }
  const smallest = Math.min(...values)
  const largest = Math.max(...values)
  const margin = Math.max((largest - smallest) * 0.08, unit === 'percent' ? 2 : 0.5)
  const low = unit === 'percent' ? Math.max(0, smallest - margin) : 0
  return { low, high: unit === 'percent' ? Math.min(102, largest + margin) : largest + margin }
}
