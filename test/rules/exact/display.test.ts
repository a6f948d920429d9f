import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, parseDecimal } from '../../../rules/exact/decimal.ts'
import { displayQuantity } from '../../../rules/exact/display.ts'
import { fractionMeets, type Bound } from '../../../rules/exact/compare.ts'
import { fractionOf } from '../../../rules/exact/fraction.ts'
import type { Quantity } from '../../../rules/facts/fact.ts'

const bounds = (operator: Bound['operator'], ...texts: readonly string[]): readonly Bound[] => texts.map((text) => ({ operator, bound: decimal(text) }))
const share = (numerator: bigint, denominator: bigint): Quantity => ({ kind: 'share', numerator, denominator })
const hours = (sumMs: bigint, count = 1n): Quantity => ({ kind: 'mean', sumMs, count })
const shown = (quantity: Quantity, at: readonly Bound[] = []): string | undefined => displayQuantity(quantity, at)?.text

describe('a printed number', () => {
  it('has two decimals, half up', () => {
    expect(shown(share(783_180n, 983_210n))).toBe('79.66')
    expect(shown(share(1n, 8n))).toBe('12.50')
    expect(shown(share(12_345n, 100_000n))).toBe('12.35')
    expect(shown(hours(12_312_000n))).toBe('3.42')
  })

  it('never reaches a bound that the value misses', () => {
    expect(shown(share(79_996n, 100_000n), bounds('ge', '40', '60', '80', '90'))).toBe('79.99')
    expect(shown(share(7996n, 10_000n), bounds('ge', '80'))).toBe('79.96')
    expect(shown(hours(6n * 3_600_000n + 1n), bounds('le', '24', '12', '6', '2'))).toBe('6.0000003')
  })

  it('never leaves a bound that the value meets', () => {
    expect(shown(hours(6n * 3_600_000n - 1n), bounds('le', '6'))).toBe('6.00')
    expect(shown(share(800_001n, 1_000_000n), bounds('gt', '80'))).toBe('80.0001')
  })

  it('says 100 only of all', () => {
    expect(shown(share(20_388n, 20_388n))).toBe('100')
    expect(shown(share(999_999n, 1_000_000n))).toBe('99.99')
  })

  it('of pieces is plain, with separators', () => {
    expect(displayQuantity({ kind: 'count', value: 1_234_567n }, [])).toEqual({ text: '1,234,567', unit: '' })
  })

  it('is missing where nothing was counted', () => {
    expect(displayQuantity(share(0n, 0n), [])).toBeUndefined()
    expect(displayQuantity(hours(0n, 0n), [])).toBeUndefined()
  })

  const anyBound = fc.record({ operator: fc.constantFrom('ge', 'le', 'gt'), bound: fc.record({ digits: fc.bigInt(0n, 1_000_000n), scale: fc.constant(4) }) })
  const anyShare = fc.bigInt(1n, 10n ** 12n).chain((denominator) => fc.bigInt(0n, denominator).map((numerator) => share(numerator, denominator)))
  const nearBound = fc.tuple(fc.bigInt(1n, 10n ** 10n), fc.integer({ min: 0, max: 100 }), fc.bigInt(-3n, 3n))
    .map(([denominator, percent, off]) => share((denominator * BigInt(percent)) / 100n + off, denominator))
    .filter((quantity) => quantity.kind === 'share' && quantity.numerator >= 0n && quantity.numerator <= quantity.denominator)
  const anyMean = fc.tuple(fc.bigInt(0n, 10n ** 14n), fc.bigInt(1n, 10n ** 7n)).map(([sumMs, count]) => hours(sumMs, count))

  it('stands on the same side of every bound as the exact value', () => {
    fc.assert(fc.property(fc.oneof(anyShare, nearBound, anyMean), fc.array(anyBound, { maxLength: 4 }), (quantity, some) => {
      const all = [...some, ...bounds('ge', '40', '60', '80', '90', '100')]
      const exact = fractionOf(quantity)
      const printed = parseDecimal((shown(quantity, all) ?? '').replaceAll(',', ''))
      if (exact === undefined || printed === undefined) throw new Error('a value must be printed')
      const read = { numerator: printed.digits, denominator: 10n ** BigInt(printed.scale) }
      for (const bound of all) expect(fractionMeets(read, bound)).toBe(fractionMeets(exact, bound))
    }), { numRuns: 500 })
  })

  it('is within a hundredth of the exact value', () => {
    fc.assert(fc.property(anyShare, (quantity) => {
      const exact = fractionOf(quantity)
      const printed = parseDecimal(shown(quantity, bounds('ge', '80')) ?? '')
      if (exact === undefined || printed === undefined) throw new Error('a value must be printed')
      const off = exact.numerator * 10n ** BigInt(printed.scale) - printed.digits * exact.denominator
      expect((off < 0n ? -off : off) * 100n <= exact.denominator * 10n ** BigInt(printed.scale)).toBe(true)
    }), { numRuns: 500 })
  })
})
