// Values for the tests of judging: short ways to write them, and arbitrary ones.
import fc from 'fast-check'
import type { Quantity } from '../../../rules/facts/fact.ts'
import type { JudgedValue } from '../../../rules/judge/judged-value.ts'
import { getCalculation, getIndicator } from '../../../rules/model/lookup.ts'
import type { Indicator, Requirement } from '../../../rules/model/requirement-schema.ts'
import type { Population } from '../../../rules/model/text-schema.ts'
import { draft } from '../draft-model.ts'

export const HOUR = 3_600_000n

export function share(indicator: string, numerator: number | bigint, denominator: number | bigint): JudgedValue {
  return { indicator, population: 'all', state: 'ok', quantity: { kind: 'share', numerator: BigInt(numerator), denominator: BigInt(denominator) } }
}

export function mean(sumMs: bigint, count: number | bigint, population: Population = 'all'): JudgedValue {
  return { indicator: 'appeal_mean_response_hours', population, state: 'ok', quantity: { kind: 'mean', sumMs, count: BigInt(count) } }
}

export function count(indicator: string, value: number | bigint): JudgedValue {
  return { indicator, population: 'all', state: 'ok', quantity: { kind: 'count', value: BigInt(value) } }
}

/** Every indicator and population of the draft. */
export const SERIES: readonly { readonly indicator: Indicator; readonly population: Population }[] = draft.indicators.flatMap((indicator) =>
  getCalculation(draft, indicator.calculation).populations.map(({ id }) => ({ indicator, population: id })))

/** Quantities around the bounds of an indicator, and far from them. */
export function arbitraryQuantity({ quantity }: Pick<Indicator, 'quantity'>): fc.Arbitrary<Quantity> {
  switch (quantity) {
    case 'share':
      return fc.constantFrom(1n, 7n, 20n, 100n, 983_210n, 10n ** 17n)
        .chain((denominator) => fc.bigInt(0n, denominator).map((numerator): Quantity => ({ kind: 'share', numerator, denominator })))
    case 'mean':
      return fc.tuple(fc.bigInt(0n, 30n * HOUR), fc.bigInt(1n, 100_000n)).map(([each, cases]): Quantity => ({ kind: 'mean', sumMs: each * cases, count: cases }))
    case 'count':
      return fc.bigInt(0n, 25n).map((value): Quantity => ({ kind: 'count', value }))
  }
}

/** One known value for every series. */
export const knownValues: fc.Arbitrary<readonly JudgedValue[]> = fc.tuple(...SERIES.map(({ indicator, population }) =>
  arbitraryQuantity(indicator).map((quantity): JudgedValue => ({ indicator: indicator.code, population, state: 'ok', quantity }))))

/** A value for every series, some of them unknown for any reason. */
export const someValues: fc.Arbitrary<readonly JudgedValue[]> = knownValues.chain((values) =>
  fc.tuple(...values.map((value) => fc.constantFrom('ok', 'ok', 'ok', 'no-data', 'stale', 'not-assessable', 'insufficient-sample', 'not-covered').map((state): JudgedValue => ({ ...value, state })))))

/** A quantity exactly at a requirement's bound, and the same moved by the smallest step for better or for worse; undefined where there is no such step. */
export function around(requirement: Requirement): { readonly at: Quantity; readonly better: Quantity | undefined; readonly worse: Quantity } {
  const bound = BigInt(requirement.bound)
  const cases = 1000n
  switch (getIndicator(draft, requirement.indicator).quantity) {
    case 'share': {
      const of = (numerator: bigint): Quantity => ({ kind: 'share', numerator, denominator: 100n * cases })
      return { at: of(bound * cases), better: bound === 100n ? undefined : of(bound * cases + 1n), worse: of(bound * cases - 1n) }
    }
    case 'mean': {
      const of = (sumMs: bigint): Quantity => ({ kind: 'mean', sumMs, count: cases })
      return { at: of(bound * HOUR * cases), better: of(bound * HOUR * cases - 1n), worse: of(bound * HOUR * cases + 1n) }
    }
    case 'count':
      return { at: { kind: 'count', value: bound }, better: { kind: 'count', value: bound + 1n }, worse: { kind: 'count', value: bound - 1n } }
  }
}
