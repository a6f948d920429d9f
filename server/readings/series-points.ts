// Values over time as points: known or a gap, restated or not.
import { decimal } from '../../rules/exact/decimal.ts'
import { displayQuantity } from '../../rules/exact/display.ts'
import type { Quantity } from '../../rules/facts/fact.ts'
import { boundsOf } from '../../rules/model/lookup.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Value } from '../../rules/values/value.ts'
import type { SeriesPoint } from '../schemas/trends.ts'
import type { CityContext } from './city-context.ts'
import { toPopulation } from './population.ts'
import { displayOf, presentQuantity } from './present-value.ts'

/** A value of a day or an hour. `first` is what was taken for it when its day was over, where something has become known since. */
export interface Moment {
  readonly day: LocalDay
  readonly at: Instant
  readonly value: Value
  readonly first?: Value | undefined
}

/** Whether a value is drawn: one of a small sample is, and marked by its state. */
export const isKnown = ({ state }: Value): boolean => state === 'ok' || state === 'insufficient-sample'

/** Prints values of one indicator and population. */
export type Printer = (quantity: Quantity | undefined) => { readonly text: string; readonly unit: string }

/** The bounds that a printed number must not cross are read once for a whole series. */
export function printerOf({ model }: CityContext, indicator: Indicator, population: string): Printer {
  const bounds = boundsOf(model, indicator, toPopulation(population)).map(({ operator, bound }) => ({ operator, bound: decimal(bound) }))
  const nothing = displayOf(model, indicator.code, population, undefined)
  return (quantity) => (quantity === undefined ? undefined : displayQuantity(quantity, bounds)) ?? nothing
}

export function pointOf(zone: Zone, print: Printer, { at, value, first }: Moment): SeriesPoint {
  const head = { at: zone.format(at), state: value.state }
  if (!isKnown(value)) return { ...head, display: null }
  const display = print(value.quantity)
  const was = first?.quantity === undefined || isSame(first.quantity, value.quantity) ? undefined : print(first.quantity)
  const restated = was !== undefined && was.text !== NO_FIGURE && was.text !== display.text
  return { ...head, ...presentQuantity(value.quantity), display, ...(restated ? { restated, was } : {}) }
}

const NO_FIGURE = '—'

function isSame(a: Quantity, b: Quantity | undefined): boolean {
  if (b === undefined || a.kind !== b.kind) return false
  switch (a.kind) {
    case 'share':
      return b.kind === 'share' && a.numerator === b.numerator && a.denominator === b.denominator
    case 'mean':
      return b.kind === 'mean' && a.sumMs === b.sumMs && a.count === b.count
    case 'count':
      return b.kind === 'count' && a.value === b.value
  }
}
