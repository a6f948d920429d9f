import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quantity } from '../../../rules/facts/fact.ts'
import { judge } from '../../../rules/judge/judge.ts'
import type { JudgedValue } from '../../../rules/judge/judged-value.ts'
import { judgementJson } from '../../../rules/judge/judgement-json.ts'
import type { Standing } from '../../../rules/judge/standing.ts'
import { findIndicator, requirementsOf } from '../../../rules/model/lookup.ts'
import type { Model } from '../../../rules/model/model-schema.ts'
import { draft } from '../draft-model.ts'
import { arbitraryQuantity, knownValues, SERIES, someValues } from './values.ts'

const RUNS = { numRuns: 500 }
/** Null, nothing proven, is lowest; with every value known it means that the lowest number fails. */
const rank = ({ proven }: Standing): number => proven ?? -1
const seriesIndex = fc.nat(SERIES.length - 1)

function replaced(values: readonly JudgedValue[], at: number, change: (value: JudgedValue) => JudgedValue): readonly JudgedValue[] {
  return values.map((value, index) => (index === at ? change(value) : value))
}

/** The better of two quantities of one indicator, by its own comparison. */
function ordered(a: Quantity, b: Quantity): readonly [worse: Quantity, better: Quantity] {
  const size = (quantity: Quantity): bigint => {
    switch (quantity.kind) {
      case 'share':
        return (quantity.numerator * 10n ** 40n) / quantity.denominator
      case 'mean':
        return -(quantity.sumMs * 10n ** 40n) / quantity.count
      case 'count':
        return quantity.value
    }
  }
  return size(a) <= size(b) ? [a, b] : [b, a]
}

describe('standings', () => {
  it('are monotone in every value', () => {
    fc.assert(fc.property(knownValues, seriesIndex.chain((at) => {
      const quantity = arbitraryQuantity(SERIES[at]?.indicator ?? { quantity: 'count' })
      return fc.tuple(fc.constant(at), quantity, quantity)
    }), (values, [at, first, second]) => {
      const [worse, better] = ordered(first, second)
      const low = judge(draft, replaced(values, at, (value) => ({ ...value, quantity: worse })))
      const high = judge(draft, replaced(values, at, (value) => ({ ...value, quantity: better })))
      for (const [index, standing] of low.entries()) {
        expect(rank(high[index] ?? standing)).toBeGreaterThanOrEqual(rank(standing))
        expect(high[index]?.ceiling).toBeGreaterThanOrEqual(standing.ceiling)
      }
    }), RUNS)
  })

  it('never rise when a bound gets stricter', () => {
    fc.assert(fc.property(someValues, fc.nat(draft.requirements.length - 1), fc.integer({ min: 1, max: 20 }), (values, at, by) => {
      const stricter: Model = {
        ...draft,
        requirements: draft.requirements.map((requirement, index) =>
          index === at ? { ...requirement, bound: String(Math.max(0, Number(requirement.bound) + (requirement.operator === 'le' ? -by : by))) } : requirement),
      }
      const before = judge(draft, values)
      for (const [index, standing] of judge(stricter, values).entries()) {
        expect(rank(standing)).toBeLessThanOrEqual(Math.max(rank(before[index] ?? standing), 0))
        expect(standing.ceiling).toBeLessThanOrEqual(before[index]?.ceiling ?? 5)
      }
    }), RUNS)
  })

  it('cumulate: a proven level has all its numbers and all lower numbers met, and the ceiling lies under the first that fails', () => {
    fc.assert(fc.property(someValues, (values) => {
      for (const { item, proven, ceiling, requirements } of judge(draft, values)) {
        const outcome = new Map(requirements.map((entry) => [entry.requirement, entry.outcome]))
        const upTo = (level: number) => requirementsOf(draft, item).filter((requirement) => requirement.level <= level).map(({ id }) => outcome.get(id))
        if (proven !== null && proven > 0) expect(new Set(upTo(proven))).toEqual(new Set(['met']))
        expect(upTo(ceiling)).not.toContain('not-met')
        if (ceiling < 5) expect(upTo(ceiling + 1)).toContain('not-met')
        expect(proven ?? 0).toBeLessThanOrEqual(ceiling)
      }
    }), RUNS)
  })

  it('are capped: without a number there is no level', () => {
    fc.assert(fc.property(someValues, (values) => {
      for (const { item, proven, ceiling } of judge(draft, values)) {
        const levels = requirementsOf(draft, item).map(({ level }) => level)
        if (proven !== null) expect([0, ...levels]).toContain(proven)
        if (proven === 0) expect([levels[0], ceiling]).toEqual([1, 0])
        if (levels.length === 0) expect([proven, ceiling]).toEqual([null, 5])
        if (proven === 5) expect(item).toBe('C18')
      }
    }), RUNS)
  })

  it('are neither raised nor lowered by the unknown', () => {
    fc.assert(fc.property(someValues, seriesIndex, fc.constantFrom('no-data', 'stale', 'not-assessable', 'insufficient-sample', 'not-covered'), (values, at, state) => {
      const before = judge(draft, values)
      for (const [index, standing] of judge(draft, replaced(values, at, (value) => ({ ...value, state }))).entries()) {
        const known = before[index] ?? standing
        if (known.proven !== 0) expect(rank(standing)).toBeLessThanOrEqual(rank(known))
        expect(standing.ceiling).toBeGreaterThanOrEqual(known.ceiling)
      }
    }), RUNS)
  })

  it('are open from nothing to five when nothing is known, whatever makes it unknown', () => {
    const nothing = judge(draft, [])
    const broken: readonly Quantity[] = [
      { kind: 'share', numerator: 0n, denominator: 0n }, { kind: 'share', numerator: 3n, denominator: 2n }, { kind: 'share', numerator: -1n, denominator: 2n },
      { kind: 'mean', sumMs: 5n, count: 0n }, { kind: 'mean', sumMs: -1n, count: 1n }, { kind: 'count', value: -1n },
    ]
    for (const quantity of broken) {
      const values = SERIES.map(({ indicator, population }): JudgedValue => ({ indicator: indicator.code, population, state: 'ok', quantity }))
      expect(judge(draft, values)).toEqual(nothing)
    }
    expect(nothing.every(({ proven, ceiling }) => proven === null && ceiling === 5)).toBe(true)
    expect(nothing).toHaveLength(38)
  })

  it('are scale-free: n of d is kn of kd', () => {
    fc.assert(fc.property(knownValues, fc.bigInt(2n, 10n ** 9n), (values, k) => {
      const scaled = values.map((value): JudgedValue => {
        const { quantity } = value
        if (quantity?.kind === 'share') return { ...value, quantity: { kind: 'share', numerator: quantity.numerator * k, denominator: quantity.denominator * k } }
        if (quantity?.kind === 'mean') return { ...value, quantity: { kind: 'mean', sumMs: quantity.sumMs * k, count: quantity.count * k } }
        return value
      })
      expect(judge(draft, scaled).map(({ cells }) => cells)).toEqual(judge(draft, values).map(({ cells }) => cells))
    }), RUNS)
  })

  it('are local: a value changes its own item only', () => {
    fc.assert(fc.property(someValues, someValues, seriesIndex, (values, others, at) => {
      const item = findIndicator(draft, values[at]?.indicator ?? '')?.item
      const after = judge(draft, replaced(values, at, (value) => others[at] ?? value))
      for (const [index, standing] of judge(draft, values).entries()) if (standing.item !== item) expect(after[index]).toEqual(standing)
    }), RUNS)
  })

  it('are deterministic: the same values in any order give the same bytes', () => {
    fc.assert(fc.property(someValues.chain((values) => fc.tuple(fc.constant(values), fc.shuffledSubarray([...values], { minLength: values.length }))), ([values, shuffled]) => {
      expect(judgementJson(draft, judge(draft, shuffled), shuffled)).toBe(judgementJson(draft, judge(draft, values), values))
    }), { numRuns: 100 })
  })

  it('have gaps that are whole: filled they meet the bound, one less does not', () => {
    const filled = (quantity: Quantity, by: bigint): Quantity => {
      switch (quantity.kind) {
        case 'share':
          return { ...quantity, numerator: quantity.numerator + by }
        case 'mean':
          return { ...quantity, sumMs: quantity.sumMs - by }
        case 'count':
          return { ...quantity, value: quantity.value + by }
      }
    }
    fc.assert(fc.property(knownValues, seriesIndex, (values, at) => {
      const code = values[at]?.indicator
      const population = values[at]?.population
      const own = draft.requirements.filter((requirement) => findIndicator(draft, requirement.indicator)?.code === code && requirement.population === population)
      const gaps = judge(draft, values).flatMap(({ requirements }) => requirements).filter(({ requirement, gap }) => gap !== null && own.some(({ id }) => id === requirement))
      for (const { requirement, gap } of gaps) {
        const outcomeAfter = (by: bigint) => judge(draft, replaced(values, at, (value) => (value.quantity ? { ...value, quantity: filled(value.quantity, by) } : value)))
          .flatMap(({ requirements }) => requirements).find((outcome) => outcome.requirement === requirement)?.outcome
        expect([outcomeAfter(gap?.exact ?? 0n), outcomeAfter((gap?.exact ?? 0n) - 1n)]).toEqual(['met', 'not-met'])
      }
    }), { numRuns: 200 })
  })
})
