// A quantity as people read it. The printed number never stands on another side of a bound than the exact one.
import type { Quantity } from '../facts/fact.ts'
import { decimal, powerOfTen, type Decimal } from './decimal.ts'
import { fractionMeets, type Bound } from './compare.ts'
import { floorDivide, fractionOf, type Fraction } from './fraction.ts'

/** A printed number and its unit: `%`, `h`, or none for pieces. */
export interface Display {
  readonly text: string
  readonly unit: '%' | 'h' | ''
}

const WHOLE: Bound = { operator: 'ge', bound: decimal('100') }
const DECIMALS = 2

/**
 * Shares and hours with two decimals, half up; cut off instead, or with more decimals, where rounding would cross or reach a bound.
 * A share of all is printed as 100. Counts are plain. Undefined where a zero denominator or count leaves no value.
 */
export function displayQuantity(quantity: Quantity, bounds: readonly Bound[]): Display | undefined {
  const fraction = fractionOf(quantity)
  if (fraction === undefined) return undefined
  switch (quantity.kind) {
    case 'count':
      return { text: withSeparators(quantity.value), unit: '' }
    case 'mean':
      return { text: printed(fraction, bounds), unit: 'h' }
    case 'share':
      return { text: quantity.numerator === quantity.denominator ? '100' : printed(fraction, [WHOLE, ...bounds]), unit: '%' }
  }
}

function printed(fraction: Fraction, bounds: readonly Bound[]): string {
  const exact = bounds.map((bound) => fractionMeets(fraction, bound))
  for (let scale = DECIMALS; ; scale++) {
    for (const digits of [roundedHalfUp(fraction, scale), cutOff(fraction, scale)]) {
      const shown = { numerator: digits, denominator: powerOfTen(scale) }
      if (bounds.every((bound, index) => fractionMeets(shown, bound) === exact[index])) return formatDecimal({ digits, scale })
    }
  }
}

function roundedHalfUp({ numerator, denominator }: Fraction, scale: number): bigint {
  return floorDivide(2n * numerator * powerOfTen(scale) + denominator, 2n * denominator)
}

function cutOff({ numerator, denominator }: Fraction, scale: number): bigint {
  return floorDivide(numerator * powerOfTen(scale), denominator)
}

/** A decimal with all its decimals and with thousands separators. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = withSeparators(BigInt(text.slice(0, text.length - scale)))
  return scale === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - scale)}`
}

/** 983210 as 983,210. */
export function withSeparators(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}
