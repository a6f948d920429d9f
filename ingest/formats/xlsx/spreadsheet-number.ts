// Numbers of cells as exact decimal text. A spreadsheet keeps fifteen digits: what has more is either noise of binary fractions or an id that lost its end.

const DIGITS_KEPT = 15
const NUMBER = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/

/** A decimal: digits without leading zeros and where its point stands, `digits * 10^exponent`. */
export interface SheetNumber {
  readonly isNegative: boolean
  readonly digits: string
  readonly exponent: number
}

/** The number of a cell's text, rounded to the fifteen digits that a spreadsheet shows; undefined for what is none. `lost-digits` where a whole number has more. */
export function readNumber(raw: string): SheetNumber | 'lost-digits' | undefined {
  const match = NUMBER.exec(raw.trim())
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', power = '0'] = match
  const exponent = Number(power) - fraction.length
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  if (digits.length + exponent > DIGITS_KEPT) return 'lost-digits'
  return { isNegative: sign === '-', ...rounded(digits, exponent) }
}

function rounded(digits: string, exponent: number): Pick<SheetNumber, 'digits' | 'exponent'> {
  const extra = digits.length - DIGITS_KEPT
  if (extra > 0) {
    const kept = BigInt(digits.slice(0, DIGITS_KEPT)) + (digits.charCodeAt(DIGITS_KEPT) >= 53 ? 1n : 0n)
    return trimmed(String(kept), exponent + extra)
  }
  return trimmed(digits, exponent)
}

/** Without trailing zeros behind the point. */
function trimmed(digits: string, exponent: number): Pick<SheetNumber, 'digits' | 'exponent'> {
  let end = digits.length
  let at = exponent
  while (end > 0 && at < 0 && digits.charCodeAt(end - 1) === 48) {
    end -= 1
    at += 1
  }
  return end === 0 ? { digits: '', exponent: 0 } : { digits: digits.slice(0, end), exponent: at }
}

/** Plain decimal text, with `shift` places moved: 2 makes 0.83 to 83. */
export function plainText({ isNegative, digits, exponent }: SheetNumber, shift = 0): string {
  const at = exponent + shift
  const { digits: kept, exponent: power } = trimmed(digits, at)
  if (kept === '') return '0'
  const text = power >= 0 ? kept.padEnd(kept.length + power, '0') : `${kept.padStart(1 - power, '0').slice(0, power)}.${kept.padStart(1 - power, '0').slice(power)}`
  return isNegative ? `-${text}` : text
}
