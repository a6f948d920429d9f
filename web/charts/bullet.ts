// Geometry of a bullet: level bands between the bounds and the value's mark, better always to the right, in percent of the width.
import type { Direction, Requirement, Unit } from '../api/types.ts'

export interface BulletBand {
  /** 0 is below the first bound. */
  readonly level: number
  readonly from: number
  readonly to: number
}

export interface Bullet {
  readonly bands: readonly BulletBand[]
  /** Where the value lies; undefined when there is none. Off the axis it stays at the edge. */
  readonly mark: number | undefined
}

export interface BulletInput {
  readonly requirements: readonly Pick<Requirement, 'level' | 'bound'>[]
  readonly unit: Unit
  readonly direction: Direction
  /** Percent, hours or count. */
  readonly value: number | undefined
}

/** Bands by ascending level. A bound at the very end of the axis keeps a band wide enough to see. */
export function bulletOf({ requirements, unit, direction, value }: BulletInput): Bullet {
  const bounds = requirements.map((one) => ({ level: one.level, at: Number(one.bound) })).sort((a, b) => a.level - b.level)
  const largest = Math.max(...bounds.map((one) => one.at), 0)
  const end = axisEnd(unit, largest, value)
  const place = (at: number): number => {
    const share = Math.min(100, Math.max(0, (at / end) * 100))
    return round(direction === 'atLeast' ? share : 100 - share)
  }
  const starts = bounds.map((one) => place(one.at))
  const bands: BulletBand[] = [{ level: 0, from: 0, to: starts[0] ?? 100 }]
  bounds.forEach((one, index) => bands.push({ level: one.level, from: starts[index] ?? 0, to: starts[index + 1] ?? 100 }))
  return { bands, mark: value === undefined ? undefined : place(value) }
}

/** End of the axis away from zero: a little beyond 100 % where 100 % is itself a bound, and room beyond the largest bound otherwise. */
function axisEnd(unit: Unit, largest: number, value: number | undefined): number {
  if (unit === 'percent') return largest >= 100 ? 108 : 100
  if (unit === 'hours') return largest * 1.25
  return Math.max(largest * 1.6, (value ?? 0) * 1.1, largest + 1)
}

const round = (share: number): number => Math.round(share * 100) / 100
