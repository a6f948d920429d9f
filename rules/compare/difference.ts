// The exact difference of two quantities, as a fraction of the indicator's unit and as people read it.
import { formatDecimal } from '../exact/display.ts'
import { powerOfTen } from '../exact/decimal.ts'
import { floorDivide, fractionOf, type Fraction } from '../exact/fraction.ts'
import type { Quantity } from '../facts/fact.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import type { Text } from '../model/text-schema.ts'

/** `up` and `down` say where the number went, not whether that is good. */
export type Direction = 'up' | 'down' | 'equal'

export interface Difference {
  /** In percentage points, hours or pieces. */
  readonly exact: Fraction
  readonly direction: Direction
  /** Signed, `+1.24` or `-3`; two decimals, and more where two would show a difference as none. */
  readonly text: string
  /** 个百分点, 小时, or what the indicator counts. */
  readonly unit: Text
}

const DECIMALS = 2

/** `now` less `base`; undefined where one of them has no value or they are of two kinds. */
export function differenceOf(now: Quantity, base: Quantity, indicator: Indicator): Difference | undefined {
  const [a, b] = [fractionOf(now), fractionOf(base)]
  if (now.kind !== base.kind || a === undefined || b === undefined) return undefined
  const exact = { numerator: a.numerator * b.denominator - b.numerator * a.denominator, denominator: a.denominator * b.denominator }
  const direction = exact.numerator > 0n ? 'up' : exact.numerator < 0n ? 'down' : 'equal'
  return { exact, direction, text: textOf(exact, now.kind === 'count' ? 0 : DECIMALS), unit: unitOf(indicator) }
}

function unitOf({ unit, noun }: Indicator): Text {
  switch (unit) {
    case 'percent':
      return { zh: '个百分点', en: 'percentage points' }
    case 'hours':
      return { zh: '小时', en: 'hours' }
    case 'count':
      return { zh: noun.zh, en: noun.en }
  }
}

/** Rounded half away from zero, so that the difference the other way round reads the same with the other sign. */
function textOf({ numerator, denominator }: Fraction, decimals: number): string {
  if (numerator === 0n) return '0'
  const size = numerator < 0n ? -numerator : numerator
  for (let scale = decimals; ; scale++) {
    const digits = floorDivide(2n * size * powerOfTen(scale) + denominator, 2n * denominator)
    if (digits > 0n) return `${numerator < 0n ? '-' : '+'}${formatDecimal({ digits, scale })}`
  }
}
