// A quantity as an exact fraction in its indicator's own unit, so that it can be compared, subtracted from a bound and printed.
import type { Quantity } from '../facts/fact.ts'
import { compareIntegers, powerOfTen, type Decimal } from './decimal.ts'

export const MS_PER_HOUR = 3_600_000n

/** numerator / denominator; the denominator is above zero. */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** The value in percent, hours or pieces; undefined where a zero denominator or count leaves no value. */
export function fractionOf(quantity: Quantity): Fraction | undefined {
  switch (quantity.kind) {
    case 'share':
      return quantity.denominator === 0n ? undefined : { numerator: quantity.numerator * 100n, denominator: quantity.denominator }
    case 'mean':
      return quantity.count === 0n ? undefined : { numerator: quantity.sumMs, denominator: MS_PER_HOUR * quantity.count }
    case 'count':
      return { numerator: quantity.value, denominator: 1n }
  }
}

/** Sign of fraction - decimal, by cross-multiplication. */
export function compareWithDecimal(fraction: Fraction, bound: Decimal): -1 | 0 | 1 {
  return compareIntegers(fraction.numerator * powerOfTen(bound.scale), bound.digits * fraction.denominator)
}

/** Quotient rounded towards minus infinity; the divisor is above zero. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  return dividend % divisor < 0n ? quotient - 1n : quotient
}

/** Quotient rounded towards plus infinity; the divisor is above zero. */
export function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  return -floorDivide(-dividend, divisor)
}
