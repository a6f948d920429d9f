// What is missing for a bound, whole: in counts under the present denominator and in the indicator's own unit.
import { formatDecimal, withSeparators } from '../exact/display.ts'
import { decimal, powerOfTen, type Decimal } from '../exact/decimal.ts'
import { ceilDivide, floorDivide, MS_PER_HOUR } from '../exact/fraction.ts'
import type { Quantity } from '../facts/fact.ts'
import type { Indicator, Requirement } from '../model/requirement-schema.ts'

/**
 * How far a quantity is from a bound that it misses. `exact`: entries or cases that must turn, milliseconds to cut in total, or
 * pieces still missing. `own`: the same in the indicator's unit (percentage points, hours, pieces), two decimals, rounded up,
 * as a plain number without separators.
 */
export interface Gap {
  readonly kind: Quantity['kind']
  readonly exact: bigint
  readonly own: string
  readonly zh: string
  readonly en: string
}

/** The gap of a quantity that misses the requirement; its denominator or count is above zero. */
export function gapOf(quantity: Quantity, requirement: Requirement, indicator: Indicator): Gap {
  const bound = decimal(requirement.bound)
  switch (quantity.kind) {
    case 'share': {
      const exact = leastWhole({ digits: bound.digits * quantity.denominator, scale: bound.scale + 2 }, requirement) - quantity.numerator
      const own = roundedUp(bound.digits * quantity.denominator - quantity.numerator * 100n * powerOfTen(bound.scale), quantity.denominator * powerOfTen(bound.scale))
      return { kind: 'share', exact, own: plain(own), ...piecesText(exact, indicator) }
    }
    case 'count': {
      const exact = leastWhole(bound, requirement) - quantity.value
      return { kind: 'count', exact, own: exact.toString(), ...piecesText(exact, indicator) }
    }
    case 'mean': {
      const allowed = bound.digits * MS_PER_HOUR * quantity.count
      const excess = quantity.sumMs * powerOfTen(bound.scale) - allowed
      const own = roundedUp(excess, MS_PER_HOUR * quantity.count * powerOfTen(bound.scale))
      return { kind: 'mean', exact: ceilDivide(excess, powerOfTen(bound.scale)), own: plain(own), zh: `还须缩短 ${own} 小时`, en: `${own} hours less` }
    }
  }
}

/** 3,388 件 / 3,388 events. */
export function countText(count: bigint, { noun }: Indicator): { readonly zh: string; readonly en: string } {
  const written = withSeparators(count)
  return { zh: `${written} ${noun.zh}`, en: `${written} ${count === 1n ? noun.one : noun.en}` }
}

function piecesText(missing: bigint, indicator: Indicator): { readonly zh: string; readonly en: string } {
  const { noun } = indicator
  return { zh: `还差 ${countText(missing, indicator).zh}`, en: `${withSeparators(missing)} more ${missing === 1n ? noun.one : noun.en}` }
}

/** The smallest whole number that meets the bound. */
function leastWhole({ digits, scale }: Decimal, { operator }: Requirement): bigint {
  return operator === 'gt' ? floorDivide(digits, powerOfTen(scale)) + 1n : ceilDivide(digits, powerOfTen(scale))
}

function roundedUp(numerator: bigint, denominator: bigint): string {
  return formatDecimal({ digits: ceilDivide(numerator * 100n, denominator), scale: 2 })
}

function plain(formatted: string): string {
  return formatted.replaceAll(',', '')
}
