import { describe, expect, it } from 'vitest'
import { addFractions, contributionsOf, effectsOf, roundedTogether, type PartChange } from '../../../rules/compare/contributions.ts'
import { floorDivide, fractionOf, type Fraction } from '../../../rules/exact/fraction.ts'
import type { Quantity } from '../../../rules/facts/fact.ts'
import { fc } from '../../services/properties.ts'

const share = (numerator: bigint, denominator: bigint): Quantity => ({ kind: 'share', numerator, denominator })
const mean = (sumMs: bigint, count: bigint): Quantity => ({ kind: 'mean', sumMs, count })
const same = (a: Fraction, b: Fraction): boolean => a.numerator * b.denominator === b.numerator * a.denominator
const sum = (parts: readonly Fraction[]): Fraction => parts.reduce(addFractions, { numerator: 0n, denominator: 1n })
const difference = ({ base, now }: PartChange): Fraction => {
  const [from, to] = [fractionOf(base), fractionOf(now)]
  if (from === undefined || to === undefined) throw new Error('no value')
  return addFractions(to, { numerator: -from.numerator, denominator: from.denominator })
}

const counts = fc.tuple(fc.bigInt({ min: 0n, max: 500n }), fc.bigInt({ min: 0n, max: 500n })).map(([part, more]) => ({ part, all: part + more }))
const parts = fc.array(fc.record({ base: counts, now: counts }), { minLength: 1, maxLength: 8 })
type Counted = { readonly part: bigint; readonly all: bigint }
const total = (all: readonly Counted[]): Counted => all.reduce((a, b) => ({ part: a.part + b.part, all: a.all + b.all }), { part: 0n, all: 0n })

describe('contributions of parts', () => {
  it.each([['share', (c: Counted) => share(c.part, c.all)], ['mean', (c: Counted) => mean(c.part * 1_000n, c.all)]] as const)('of a %s add up to the whole difference exactly, and turn their sign when time is turned round', (_kind, of) => {
    fc.assert(fc.property(parts, (found) => {
      const whole = { base: of(total(found.map(({ base }) => base))), now: of(total(found.map(({ now }) => now))) }
      const contributions = contributionsOf(whole, found.map(({ base, now }) => ({ base: of(base), now: of(now) })))
      if (fractionOf(whole.base) === undefined || fractionOf(whole.now) === undefined) return void expect(contributions).toBeUndefined()
      expect(same(sum((contributions ?? []).flatMap(({ own, weight }) => [own, weight])), difference(whole))).toBe(true)
      const back = contributionsOf({ base: whole.now, now: whole.base }, found.map(({ base, now }) => ({ base: of(now), now: of(base) })))
      contributions?.forEach((one, index) => {
        const other = back?.[index]
        expect(other !== undefined && same(addFractions(one.own, other.own), { numerator: 0n, denominator: 1n }) && same(addFractions(one.weight, other.weight), { numerator: 0n, denominator: 1n })).toBe(true)
      })
    }))
  })

  it('tell a better figure from a greater weight', () => {
    const whole = { base: share(100n, 200n), now: share(120n, 200n) }
    // The first part does better at the same weight; the second is as it was.
    const [first, second] = contributionsOf(whole, [{ base: share(50n, 100n), now: share(70n, 100n) }, { base: share(50n, 100n), now: share(50n, 100n) }]) ?? []
    expect(first !== undefined && same(first.own, { numerator: 10n, denominator: 1n }) && first.weight.numerator === 0n).toBe(true)
    expect([second?.own.numerator, second?.weight.numerator]).toEqual([0n, 0n])
    // Nobody does better, but the good part grows.
    const grown = contributionsOf({ base: share(90n, 100n), now: share(180n, 190n) }, [{ base: share(90n, 90n), now: share(180n, 180n) }, { base: share(0n, 10n), now: share(0n, 10n) }]) ?? []
    expect(grown.map(({ own }) => own.numerator)).toEqual([0n, 0n])
    expect(grown.every(({ weight }) => weight.numerator > 0n)).toBe(true)
  })

  it('of pieces are their own change', () => {
    const piece = (value: bigint): Quantity => ({ kind: 'count', value })
    expect(contributionsOf({ base: piece(3n), now: piece(5n) }, [{ base: piece(1n), now: piece(4n) }, { base: piece(2n), now: piece(1n) }])?.map(({ own }) => own.numerator)).toEqual([3n, -1n])
  })

  it('are none of two kinds', () => {
    expect(contributionsOf({ base: share(1n, 2n), now: mean(1n, 2n) }, [])).toBeUndefined()
  })
})

describe('what numerator and denominator did', () => {
  it('adds up to the difference of the share', () => {
    fc.assert(fc.property(counts, counts, (base, now) => {
      const change = { base: share(base.part, base.all), now: share(now.part, now.all) }
      const effects = effectsOf(change)
      if (base.all === 0n || now.all === 0n) return void expect(effects).toBeUndefined()
      expect(effects !== undefined && same(addFractions(effects.numerator, effects.denominator), difference(change))).toBe(true)
    }))
  })
  it('is a fall where only the list grew', () => {
    const effects = effectsOf({ base: share(15n, 15n), now: share(15n, 20n) })
    expect(effects?.numerator.numerator).toBe(0n)
    expect(effects !== undefined && same(effects.denominator, { numerator: -25n, denominator: 1n })).toBe(true)
  })
})

describe('parts rounded together', () => {
  it('add up to the rounded whole, each within one of the last place', () => {
    const fraction = fc.record({ numerator: fc.bigInt({ min: -10_000n, max: 10_000n }), denominator: fc.bigInt({ min: 1n, max: 997n }) })
    fc.assert(fc.property(fc.array(fraction, { minLength: 1, maxLength: 8 }), (found) => {
      const { numerator, denominator } = sum(found)
      const whole = floorDivide(2n * 100n * numerator + denominator, 2n * denominator)
      const rounded = roundedTogether(found, whole, 2)
      expect(rounded.reduce((a, b) => a + b, 0n)).toBe(whole)
      rounded.forEach((digits, index) => {
        const one = found[index]
        const floor = one === undefined ? 0n : floorDivide(one.numerator * 100n, one.denominator)
        expect(digits - floor === 0n || digits - floor === 1n).toBe(true)
      })
    }))
  })
})
