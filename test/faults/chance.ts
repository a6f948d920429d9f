// Chance that can be repeated: the same seed gives the same storm of facts and the same plan of kills.
import { hash } from 'node:crypto'

/** A whole number from 0 up to, and not including, `limit`. */
export type Below = (limit: number) => number

/** Numbers that follow from these words alone. */
export function chanceOf(...words: readonly (string | number)[]): Below {
  let state = Number.parseInt(hash('sha256', words.join(' '), 'hex').slice(0, 8), 16)
  return (limit) => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

export function oneOf<T>(below: Below, all: readonly [T, ...T[]]): T {
  return all[below(all.length)] ?? all[0]
}

/** The seed of this run: CTMM_SEED repeats an earlier one. It stands in the name of every test, so a failure tells it. */
export const SEED: number = Number(process.env['CTMM_SEED'] ?? Date.now() % 1_000_000)
