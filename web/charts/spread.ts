// Geometry of the distribution of response times: bars in percent of the width, marks and bounds on the same axis.
import type { Distribution } from '../api/why-types.ts'

export interface SpreadBar {
  /** Hours; a bar holds what is longer than `from`, up to and with `to`. */
  readonly from: number
  readonly to: number
  readonly count: number
  readonly waiting: number
  /** Percent of the width and of the height. */
  readonly left: number
  readonly width: number
  readonly done: number
  readonly open: number
}

export interface Spread {
  readonly hours: number
  readonly binHours: number
  readonly bars: readonly SpreadBar[]
  readonly ticks: readonly { readonly hours: number; readonly left: number }[]
  readonly bounds: readonly { readonly text: string; readonly levels: readonly number[]; readonly left: number; readonly count: number; readonly share: string }[]
  readonly marks: readonly { readonly name: 'median' | 'mean' | 'p90'; readonly text: string; readonly left: number }[]
}

const HOUR = 3_600_000
const STEPS = [6, 12, 24, 48]

/** `join` bars are drawn as one, for narrow screens. Bounds and marks beyond the axis are left to the words. */
export function spreadOf(found: Distribution, join = 1): Spread {
  const binHours = found.binHours * join
  const hours = found.bins.length * found.binHours
  const place = (at: number): number => Math.round((at / hours) * 10_000) / 100
  const joined = Array.from({ length: Math.ceil(found.bins.length / join) }, (_, index) => found.bins.slice(index * join, (index + 1) * join).reduce((sum, bin) => ({ count: sum.count + bin.count, waiting: sum.waiting + bin.waiting }), { count: 0, waiting: 0 }))
  const tallest = Math.max(1, ...joined.map(({ count }) => count))
  const step = STEPS.find((one) => hours / one <= 12) ?? 48
  const bounds = new Map<string, { text: string; levels: number[]; left: number; count: number; share: string }>()
  for (const { level, bound, count, share } of found.within) {
    const known = bounds.get(bound)
    if (known !== undefined) known.levels.push(level)
    else if (Number(bound) <= hours) bounds.set(bound, { text: bound, levels: [level], left: place(Number(bound)), count, share })
  }
  return {
    hours, binHours,
    bars: joined.map(({ count, waiting }, index) => ({
      from: index * binHours, to: (index + 1) * binHours, count, waiting, left: place(index * binHours), width: place(binHours),
      done: ((count - waiting) / tallest) * 100, open: (waiting / tallest) * 100,
    })),
    ticks: Array.from({ length: Math.floor(hours / step) + 1 }, (_, index) => ({ hours: index * step, left: place(index * step) })),
    bounds: [...bounds.values()].sort((a, b) => a.left - b.left),
    marks: (['median', 'mean', 'p90'] as const).flatMap((name) => {
      const mark = found[name]
      return mark === null || mark.ms > hours * HOUR ? [] : [{ name, text: mark.display.text, left: place(mark.ms / HOUR) }]
    }),
  }
}
