// Whether a quantity meets a bound. Nothing is rounded before this comparison, and a bound belongs to the side it is printed for.
import type { Quantity } from '../facts/fact.ts'
import type { Decimal } from './decimal.ts'
import { compareWithDecimal, fractionOf, type Fraction } from './fraction.ts'

/** `ge` 以上, 不少于, 达; `le` 以内; `gt` 高于. The first two include the bound. */
export type Operator = 'ge' | 'le' | 'gt'

/** A bound in percent, hours or pieces. */
export interface Bound {
  readonly operator: Operator
  readonly bound: Decimal
}

/** Whether a fraction stands on the right side of the bound. */
export function fractionMeets(fraction: Fraction, { operator, bound }: Bound): boolean {
  const sign = compareWithDecimal(fraction, bound)
  switch (operator) {
    case 'ge':
      return sign >= 0
    case 'le':
      return sign <= 0
    case 'gt':
      return sign > 0
  }
}

/**
 * Whether a quantity meets a bound: `n*100 >= bound*d`, `sumMs <= bound*3600000*n`, or the count itself.
 * Undefined where a zero denominator or count leaves no value.
 */
export function meets(quantity: Quantity, bound: Bound): boolean | undefined {
  const fraction = fractionOf(quantity)
  return fraction === undefined ? undefined : fractionMeets(fraction, bound)
}

/** Whether the counts can be true: nothing negative, no part larger than its whole. */
export function isPossible(quantity: Quantity): boolean {
  switch (quantity.kind) {
    case 'share':
      return quantity.numerator >= 0n && quantity.numerator <= quantity.denominator
    case 'mean':
      return quantity.sumMs >= 0n && quantity.count >= 0n
    case 'count':
      return quantity.value >= 0n
  }
}
