import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDecimals, decimal, parseDecimal, parseInteger } from '../../../rules/exact/decimal.ts'
import { fractionMeets, isPossible, meets, type Bound } from '../../../rules/exact/compare.ts'
import { ceilDivide, floorDivide } from '../../../rules/exact/fraction.ts'

const bound = (operator: Bound['operator'], text: string): Bound => ({ operator, bound: decimal(text) })

describe('exact decimals', () => {
  it('are read as they are written, exponents included', () => {
    expect(parseDecimal('79.960')).toEqual({ digits: 79960n, scale: 3 })
    expect(parseDecimal('-0.5')).toEqual({ digits: -5n, scale: 1 })
    expect(parseDecimal('1.25e1')).toEqual({ digits: 125n, scale: 1 })
    expect(parseDecimal('12e2')).toEqual({ digits: 1200n, scale: 0 })
  })

  it.each(['', '80%', 'NaN', 'Infinity', '0x10', '1_000', '.5', '5.', '1e9999', '９', '1'.repeat(1001)])('refuse %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
    expect(() => decimal(text)).toThrow(RangeError)
  })

  it('keep every digit of a big whole number', () => {
    expect(parseInteger('90071992547409931')).toBe(90071992547409931n)
    expect(parseInteger('7996.0')).toBe(7996n)
    expect(parseInteger('8e3')).toBe(8000n)
    expect(parseInteger('7996.5')).toBeUndefined()
  })

  it('compare by value, whatever their scale', () => {
    fc.assert(fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.nat(6), fc.nat(6), (digits, scale, zeros) => {
      expect(compareDecimals({ digits, scale }, { digits: digits * 10n ** BigInt(zeros), scale: scale + zeros })).toBe(0)
      expect(compareDecimals({ digits, scale }, { digits: digits + 1n, scale })).toBe(-1)
    }))
  })

  it('divide towards the side that is asked for', () => {
    expect([floorDivide(-7n, 2n), ceilDivide(-7n, 2n), floorDivide(7n, 2n), ceilDivide(7n, 2n), floorDivide(-8n, 2n), ceilDivide(8n, 2n)]).toEqual([-4n, -3n, 3n, 4n, -4n, 4n])
  })
})

describe('a quantity meets a bound', () => {
  it('without rounding: 79.996 % is below 80 %', () => {
    expect(meets({ kind: 'share', numerator: 79_996n, denominator: 100_000n }, bound('ge', '80'))).toBe(false)
    expect(meets({ kind: 'share', numerator: 89_995n, denominator: 100_000n }, bound('ge', '90'))).toBe(false)
  })

  it('without floats: 58 of 100 is 58 %, though 58 / 100 * 100 is less', () => {
    expect((58 / 100) * 100).toBeLessThan(58)
    expect(meets({ kind: 'share', numerator: 58n, denominator: 100n }, bound('ge', '58'))).toBe(true)
  })

  it('beyond the precision of a float', () => {
    const denominator = 10n ** 18n
    expect(meets({ kind: 'share', numerator: (denominator * 8n) / 10n - 1n, denominator }, bound('ge', '80'))).toBe(false)
    expect(meets({ kind: 'share', numerator: (denominator * 8n) / 10n, denominator }, bound('ge', '80'))).toBe(true)
  })

  it('inclusively for 以上 and 以内, strictly for 高于', () => {
    const half = { kind: 'share', numerator: 1n, denominator: 2n } as const
    expect([meets(half, bound('ge', '50')), meets(half, bound('gt', '50')), meets(half, bound('le', '50.0'))]).toEqual([true, false, true])
    expect(meets({ kind: 'mean', sumMs: 7_200_000n, count: 1n }, bound('le', '2'))).toBe(true)
    expect(meets({ kind: 'mean', sumMs: 7_200_001n, count: 1n }, bound('le', '2'))).toBe(false)
    expect(meets({ kind: 'count', value: 2n }, bound('ge', '2'))).toBe(true)
  })

  it('and meets nothing, and misses nothing, when nothing was counted', () => {
    expect(meets({ kind: 'share', numerator: 0n, denominator: 0n }, bound('ge', '0'))).toBeUndefined()
    expect(meets({ kind: 'mean', sumMs: 0n, count: 0n }, bound('le', '24'))).toBeUndefined()
  })

  it('the same for n of d and kn of kd', () => {
    fc.assert(fc.property(fc.nat(5000), fc.integer({ min: 1, max: 5000 }), fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 0, max: 10_000 }), (n, d, k, digits) => {
      const at: Bound = { operator: 'ge', bound: { digits: BigInt(digits), scale: 2 } }
      const of = (factor: bigint) => fractionMeets({ numerator: BigInt(n) * 100n * factor, denominator: BigInt(d) * factor }, at)
      expect(of(k)).toBe(of(1n))
    }))
  })

  it('and counts that cannot be are known as such', () => {
    expect(isPossible({ kind: 'share', numerator: 3n, denominator: 2n })).toBe(false)
    expect(isPossible({ kind: 'share', numerator: -1n, denominator: 2n })).toBe(false)
    expect(isPossible({ kind: 'mean', sumMs: -1n, count: 2n })).toBe(false)
    expect(isPossible({ kind: 'count', value: -1n })).toBe(false)
    expect(isPossible({ kind: 'share', numerator: 2n, denominator: 2n })).toBe(true)
  })
})
