// How a list gets on: a curve says how many of its entries have reached a state by which day, chance says which ones.
import type { Instant } from '../../../rules/time/instant.ts'
import { DAY, HOUR, dayFrom, startOf } from '../local-time.ts'
import { between, hashOf, randomOf, type Random } from '../random.ts'

/** Count reached at the beginning of a day; straight in between. The first count was reached in the two years before. */
export type Curve = readonly (readonly [day: string, count: number])[]

/** Local midnight of the day on which the entry of this rank (0 comes first) reaches the state; undefined when it never does. */
export function reachedAt(curve: Curve, rank: number): Instant | undefined {
  const [first] = curve
  if (first === undefined) return undefined
  if (rank < first[1]) return startOf(dayFrom(first[0]) - 30 - Math.floor((700 * (first[1] - rank)) / first[1]))
  for (let index = 1; index < curve.length; index++) {
    const from = curve[index - 1]
    const to = curve[index]
    if (from === undefined || to === undefined || rank >= to[1]) continue
    const start = dayFrom(from[0])
    return startOf(start + Math.floor(((dayFrom(to[0]) - start) * (rank + 1 - from[1])) / (to[1] - from[1])))
  }
  return undefined
}

/** A shuffled sequence of 0 to `count - 1`. */
export function shuffled(random: Random, count: number): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const kept = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = kept
  }
  return order
}

/** Chance for one list, or for one entry of it. */
export const chanceOf = (seed: number, list: string, index = 0): Random => randomOf(seed, hashOf(list), 0, index)

/** A moment of the working hours of the day that begins at `midnight`, in whole minutes. */
export const atWork = (random: Random, midnight: Instant): Instant => midnight + Math.floor(between(random, 9, 17) * 60) * (HOUR / 60)

/** Local midnight that many days later; earlier for a negative number. */
export const daysAfter = (midnight: Instant, days: number): Instant => midnight + Math.round(days) * DAY

export const midnightOf = (day: string): Instant => startOf(dayFrom(day))
