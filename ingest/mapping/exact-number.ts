// Numbers as sources write them, read exactly: never through a float, never rounded.

export type NumberFault = 'not-a-number' | 'not-an-integer' | 'negative' | 'number-out-of-range'

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/
/** Larger than any count or sum of milliseconds that a city has; fits a 64-bit integer. */
const LARGEST = 1_000_000_000_000_000_000n

/** A decimal as digits over a power of ten. */
export interface Decimal {
  readonly digits: bigint
  readonly places: number
}

/** Plain decimal digits with an optional sign and fraction; hexadecimal, exponents, separators, NaN and Infinity are no numbers. */
export function parseDecimal(text: string): Decimal | 'not-a-number' | 'number-out-of-range' {
  if (text.length > 60) return 'number-out-of-range'
  const parts = DECIMAL.exec(text)
  if (parts === null) return 'not-a-number'
  const [, sign, whole = '', fraction = ''] = parts
  const digits = BigInt(whole + fraction)
  return { digits: sign === '-' ? -digits : digits, places: fraction.length }
}

/** A whole number of `factor` units: "1.2" with factor 10,000 is 12,000. Zero or more. */
export function parseWhole(text: string, factor: bigint): bigint | NumberFault {
  const decimal = parseDecimal(text)
  if (typeof decimal === 'string') return decimal
  if (decimal.digits < 0n) return 'negative'
  const scaled = decimal.digits * factor
  const divisor = 10n ** BigInt(decimal.places)
  if (scaled % divisor !== 0n) return 'not-an-integer'
  const whole = scaled / divisor
  return whole > LARGEST ? 'number-out-of-range' : whole
}

export type PercentScale = '0-1' | '0-100' | 'percent-text'

/**
 * A percentage of the declared scale, as percent. A value strictly between 0 and 1 where 0-100 is declared is taken for one
 * of the other scale; a percent sign is read under `percent-text` only.
 */
export function parsePercent(text: string, scale: PercentScale): Decimal | 'not-a-number' | 'number-out-of-range' | 'wrong-scale' {
  const hasSign = text.endsWith('%') || text.endsWith('％')
  const decimal = parseDecimal(hasSign ? text.slice(0, -1).trimEnd() : text)
  if (typeof decimal === 'string') return decimal
  if (hasSign !== (scale === 'percent-text')) return 'wrong-scale'
  const { digits, places } = decimal
  const one = 10n ** BigInt(places)
  const largest = scale === '0-1' ? one : 100n * one
  if (digits < 0n || digits > largest) return 'wrong-scale'
  if (scale === '0-100' && digits > 0n && digits < one) return 'wrong-scale'
  return scale === '0-1' ? { digits: digits * 100n, places } : decimal
}

/** Whether a printed percentage is that of the counts, within one unit of its last printed place. */
export function agreesWithCounts(percent: Decimal, numerator: bigint, denominator: bigint, scale: PercentScale): boolean {
  if (denominator === 0n) return percent.digits === 0n
  const one = 10n ** BigInt(percent.places)
  const difference = percent.digits * denominator - numerator * 100n * one
  const unit = scale === '0-1' ? 100n : 1n
  return (difference < 0n ? -difference : difference) <= unit * denominator
}
