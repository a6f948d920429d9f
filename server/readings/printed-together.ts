// Parts of a difference as they are printed: each within one of its last place, together just what is printed for the whole.
import { roundedTogether } from '../../rules/compare/contributions.ts'
import { parseDecimal, powerOfTen } from '../../rules/exact/decimal.ts'
import { formatDecimal } from '../../rules/exact/display.ts'
import type { Fraction } from '../../rules/exact/fraction.ts'
import type { MovedBy } from './why.ts'

/** The printed difference in whole numbers of its last place. A difference of nothing is printed as 0, though its parts need not be nothing. */
export function printedWhole({ difference, now }: MovedBy): { readonly digits: bigint; readonly scale: number } {
  const printed = parseDecimal(difference.text.replaceAll(/[+,]/g, '')) ?? { digits: 0n, scale: 0 }
  const scale = Math.max(printed.scale, now.kind === 'count' ? 0 : 2)
  return { digits: printed.digits * powerOfTen(scale - printed.scale), scale }
}

/** Signed texts of parts that add up to the whole difference. */
export function printedTogether(parts: readonly Fraction[], moved: MovedBy): readonly string[] {
  const { digits, scale } = printedWhole(moved)
  return roundedTogether(parts, digits, scale).map((one) => signedDigits(one, scale))
}

/** `+0.24`, `-3`, or `0`. */
export const signedDigits = (digits: bigint, scale: number): string => (digits === 0n ? '0' : `${digits > 0n ? '+' : ''}${formatDecimal({ digits, scale })}`)
