// Where the truth adds up: one tally for each area, indicator, population and window.
import { AREA_CODES, areasAbove } from '../places.ts'
import type { TruthValue } from './truth.ts'

type Head = Pick<TruthValue, 'indicator' | 'population' | 'window'>
/** What one more case or entry adds. */
export type Amount =
  | { readonly numerator: number; readonly denominator: number }
  | { readonly sumMs: number; readonly count: number }
  | { readonly value: number }

interface Tally {
  readonly head: Head
  readonly amounts: [number, number]
  readonly names: readonly ['numerator', 'denominator'] | readonly ['sumMs', 'count'] | readonly ['value']
}

const above = new Map<string, readonly string[]>()

export class Ledger {
  private readonly areas = new Map<string, Map<string, Tally>>(AREA_CODES.map((code) => [code, new Map()]))

  /** Adds an amount to a leaf area and to everything that contains it; '' counts for the city alone. */
  add(leaf: string, head: Head, amount: Amount): void {
    let areas = above.get(leaf)
    if (areas === undefined) above.set(leaf, (areas = areasAbove(leaf)))
    for (const area of areas) this.addTo(area, head, amount)
  }

  /** Adds an amount to one area only. */
  addTo(area: string, head: Head, amount: Amount): void {
    const tallies = this.areas.get(area)
    if (tallies === undefined) throw new RangeError(`city.yaml has no area "${area}".`)
    const key = `${head.indicator} ${head.population} ${head.window}`
    let tally = tallies.get(key)
    if (tally === undefined) tallies.set(key, (tally = { head, amounts: [0, 0], names: namesOf(amount) }))
    const [first, second] = 'sumMs' in amount ? [amount.sumMs, amount.count] : 'value' in amount ? [amount.value, 0] : [amount.numerator, amount.denominator]
    tally.amounts[0] += first
    tally.amounts[1] += second
  }

  valuesOf(area: string): readonly TruthValue[] {
    return [...(this.areas.get(area)?.values() ?? [])].map(({ head, amounts, names }) => ({ ...head, ...Object.fromEntries(names.map((name, index) => [name, amounts[index] ?? 0])) }))
  }
}

function namesOf(amount: Amount): Tally['names'] {
  if ('sumMs' in amount) return ['sumMs', 'count']
  return 'value' in amount ? ['value'] : ['numerator', 'denominator']
}
