// A comparison as one object: both periods, the exact difference and what it means, or why the two may not be compared.
import type { City } from '../city/city.ts'
import { getIndicator } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import type { Instant } from '../time/instant.ts'
import type { Value } from '../values/value.ts'
import type { Basis } from './basis.ts'
import { differenceOf, type Difference, type Direction } from './difference.ts'
import type { Incomparable } from './incomparable.ts'
import { reasonAgainst } from './reason-against.ts'

/** Better or worse by the indicator's direction: fewer hours of response are an improvement. */
export type Meaning = 'improved' | 'worse' | 'unchanged'

/** One of the two values, and the version of the model that it was read by. */
export interface Side {
  readonly value: Value
  readonly version: string
}

export interface ComparisonQuestion {
  readonly model: Model
  readonly city: City
  readonly basis: Basis
  readonly now: Side
  /** The same value at `comparisonInstant`; undefined where there was none. */
  readonly base: Side | undefined
  /** The first instant from which on the records behind the value are whole; undefined where they have no known beginning. */
  readonly recordedFrom?: Instant | undefined
}

export type Comparison = { readonly basis: Basis; readonly now: Value; readonly base: Value | undefined } & (
  | { readonly comparable: true; readonly difference: Difference; readonly meaning: Meaning }
  | { readonly comparable: false; readonly reason: Incomparable }
)

/** Sets a value against an earlier one of the same indicator, population, window and area. Throws RangeError when they differ in one of these. */
export function compareValues(question: ComparisonQuestion): Comparison {
  const { model, basis, now: { value: now } } = question
  const base = question.base?.value
  if (base !== undefined && nameOf(now) !== nameOf(base)) throw new RangeError(`${nameOf(now)} cannot be compared with ${nameOf(base)}: read the same value at both instants.`)
  const head = { basis, now, base }
  const reason = reasonAgainst(question)
  if (reason !== undefined) return { ...head, comparable: false, reason }
  const indicator = getIndicator(model, now.indicator)
  const difference = now.quantity === undefined || base?.quantity === undefined ? undefined : differenceOf(now.quantity, base.quantity, indicator)
  if (difference === undefined) return { ...head, comparable: false, reason: OTHER_KIND }
  return { ...head, comparable: true, difference, meaning: meaningOf(difference.direction, indicator) }
}

const nameOf = ({ indicator, population, window, area }: Value): string => [indicator, population, window.id, area].join(' ')

const OTHER_KIND: Incomparable = { code: 'other-calculation', zh: '口径不同：两期数值的形式不同', en: 'Computed in another way: the two values are of two kinds' }

function meaningOf(direction: Direction, indicator: Indicator): Meaning {
  if (direction === 'equal') return 'unchanged'
  return (direction === 'up') === (indicator.direction === 'atLeast') ? 'improved' : 'worse'
}
