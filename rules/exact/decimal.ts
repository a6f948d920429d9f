// Exact decimals: bounds and counts are compared as whole numbers, never as floats.

/** The number digits / 10^scale. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const FORM = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** No number of a city needs more digits; an exponent beyond it would only exhaust memory. */
const MAX_DIGITS = 1000

/** The decimal that a text writes, exponents included; undefined when it writes none or one beyond 1000 digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = FORM.exec(text)
  if (parts === null || text.length > MAX_DIGITS) return undefined
  const [, sign, whole = '', fraction = '', exponentText = '0'] = parts
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > MAX_DIGITS) return undefined
  const unsigned = BigInt(whole + fraction)
  const digits = sign === '-' ? -unsigned : unsigned
  const scale = fraction.length - exponent
  return scale >= 0 ? { digits, scale } : { digits: digits * powerOfTen(-scale), scale: 0 }
}

/** As `parseDecimal`; throws RangeError when the text writes no decimal. */
export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text)
  if (parsed === undefined) throw new RangeError(`"${text}" is not a decimal number: write it like 80 or 2.5.`)
  return parsed
}

/** The whole number that a text writes (`12`, `12.0`, `1.2e1`); undefined when it is none. */
export function parseInteger(text: string): bigint | undefined {
  const parsed = parseDecimal(text)
  if (parsed === undefined) return undefined
  const unit = powerOfTen(parsed.scale)
  return parsed.digits % unit === 0n ? parsed.digits / unit : undefined
}

/** Sign of a - b. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return compareIntegers(a.digits * powerOfTen(b.scale), b.digits * powerOfTen(a.scale))
}

/** Sign of a - b. */
export function compareIntegers(a: bigint, b: bigint): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0
}

export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}
