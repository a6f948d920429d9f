// What each part of a city contributes to the change of its figure: exact fractions that add up to the whole difference.
import { powerOfTen } from '../exact/decimal.ts'
import { floorDivide, MS_PER_HOUR, type Fraction } from '../exact/fraction.ts'
import type { Quantity } from '../facts/fact.ts'

/** A part's counts in both periods. */
export interface PartChange {
  readonly base: Quantity
  readonly now: Quantity
}

/** In percentage points, hours or pieces; the two add up to the part's contribution. */
export interface Contribution {
  /** By the part's own share or mean, at the weight it has on average of both periods. */
  readonly own: Fraction
  /** By how much the part weighs in the whole: one that lies above the whole pulls it up as it grows. */
  readonly weight: Fraction
}

interface Ratio {
  readonly n: bigint
  readonly d: bigint
}

/**
 * Contributions of parts that together make up `whole`. With S the whole's average of both periods, w a part's weight and s its own
 * figure, a part gives (w of both, averaged) * (change of s) + (s of both, averaged, less S) * (change of w). Summed over all parts this is the
 * whole difference, and the other way round in time it is the same with the other sign. A part that is empty in one period has no own change there.
 * Undefined where the whole has no value in one of the periods, or the kinds differ.
 */
export function contributionsOf(whole: PartChange, parts: readonly PartChange[]): readonly Contribution[] | undefined {
  if (whole.base.kind === 'count' && whole.now.kind === 'count') {
    return parts.map(({ base, now }) => ({ own: { numerator: pieces(now) - pieces(base), denominator: 1n }, weight: ZERO }))
  }
  const [W0, W1] = [ratioOf(whole.base), ratioOf(whole.now)]
  if (W0 === undefined || W1 === undefined || whole.base.kind !== whole.now.kind || W0.d === 0n || W1.d === 0n) return undefined
  const scale = whole.now.kind === 'share' ? 100n : 1n
  const per = whole.now.kind === 'share' ? 1n : MS_PER_HOUR
  return parts.map(({ base, now }) => {
    const [p0, p1] = [ratioOf(base) ?? EMPTY, ratioOf(now) ?? EMPTY]
    const total = totalOf({ p0, p1, W0, W1 })
    const own = ownOf({ p0, p1, W0, W1 })
    const inUnit = ({ numerator, denominator }: Fraction): Fraction => ({ numerator: numerator * scale, denominator: denominator * per })
    return { own: inUnit(own), weight: inUnit(subtract(total, own)) }
  })
}

const ZERO: Fraction = { numerator: 0n, denominator: 1n }
const EMPTY: Ratio = { n: 0n, d: 0n }

interface Pair {
  readonly p0: Ratio
  readonly p1: Ratio
  readonly W0: Ratio
  readonly W1: Ratio
}

/** n1/D1 - n0/D0 - S (d1/D1 - d0/D0), with S = (N0/D0 + N1/D1) / 2. */
function totalOf({ p0, p1, W0, W1 }: Pair): Fraction {
  const denominator = 2n * W0.d * W0.d * W1.d * W1.d
  const twice = W0.n * W1.d + W1.n * W0.d
  const numerator = 2n * W0.d * W1.d * (p1.n * W0.d - p0.n * W1.d) - twice * (p1.d * W0.d - p0.d * W1.d)
  return { numerator, denominator }
}

/** (d0/D0 + d1/D1) / 2 * (n1/d1 - n0/d0). */
function ownOf({ p0, p1, W0, W1 }: Pair): Fraction {
  if (p0.d === 0n || p1.d === 0n) return ZERO
  return {
    numerator: (p0.d * W1.d + p1.d * W0.d) * (p1.n * p0.d - p0.n * p1.d),
    denominator: 2n * W0.d * W1.d * p0.d * p1.d,
  }
}

export const addFractions = (a: Fraction, b: Fraction): Fraction =>
  a.denominator === b.denominator ? { numerator: a.numerator + b.numerator, denominator: a.denominator } : { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: a.denominator * b.denominator }
const subtract = (a: Fraction, b: Fraction): Fraction => addFractions(a, { numerator: -b.numerator, denominator: b.denominator })

function ratioOf(quantity: Quantity): Ratio | undefined {
  switch (quantity.kind) {
    case 'share':
      return { n: quantity.numerator, d: quantity.denominator }
    case 'mean':
      return { n: quantity.sumMs, d: quantity.count }
    case 'count':
      return undefined
  }
}

const pieces = (quantity: Quantity): bigint => (quantity.kind === 'count' ? quantity.value : 0n)

/** What a change of numerator and of denominator each did to a share, in percentage points; the two add up to its difference. Undefined for what is no share. */
export function effectsOf({ base, now }: PartChange): { readonly numerator: Fraction; readonly denominator: Fraction } | undefined {
  if (base.kind !== 'share' || now.kind !== 'share' || base.denominator === 0n || now.denominator === 0n) return undefined
  const denominator = 2n * base.denominator * now.denominator
  return {
    numerator: { numerator: 100n * (now.numerator - base.numerator) * (base.denominator + now.denominator), denominator },
    denominator: { numerator: 100n * (base.numerator + now.numerator) * (base.denominator - now.denominator), denominator },
  }
}

/**
 * Parts as whole numbers of 10^-scale that add up to `total` at that scale: each is rounded down, and what is missing goes to those that lost most,
 * so that printed parts add up to the printed whole.
 */
export function roundedTogether(parts: readonly Fraction[], total: bigint, scale: number): readonly bigint[] {
  const unit = powerOfTen(scale)
  const down = parts.map(({ numerator, denominator }) => floorDivide(numerator * unit, denominator))
  // What a part lost, in millionths of the last place: enough to tell them apart.
  const lost = parts.map(({ numerator, denominator }, index) => floorDivide(numerator * unit * 1_000_000n, denominator) - (down[index] ?? 0n) * 1_000_000n)
  const missing = Number(total - down.reduce((sum, one) => sum + one, 0n))
  const order = lost.map((amount, index) => ({ amount, index })).sort((a, b) => (a.amount === b.amount ? a.index - b.index : a.amount > b.amount ? -1 : 1))
  const result = [...down]
  for (const { index } of order.slice(0, Math.max(0, missing))) result[index] = (result[index] ?? 0n) + 1n
  return result
}
