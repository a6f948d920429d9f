// Unknown is a state: what a value can say, given what was counted and how far its feeds have been read.
import type { Quantity } from '../facts/fact.ts'
import { isCaseCalculation, type Calculation } from '../model/measure-schema.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import type { Instant } from '../time/instant.ts'
import { isStale } from './freshness.ts'
import type { Freshness, ValueReason, ValueState } from './value.ts'

export interface StateQuestion {
  readonly indicator: Indicator
  readonly calculation: Calculation
  readonly quantity: Quantity | undefined
  readonly freshness: Freshness
  readonly asOf: Instant
  readonly minimumSample: number
  /** Whether any feed contributes at all. */
  readonly fed: boolean
  /** Whether the lists that are counted had begun by then. */
  readonly begun: boolean
  /** What keeps a fed value from being computed. */
  readonly reason: ValueReason | undefined
}

/** Nothing to count is not zero per cent, and a count of zero is only known where its list has been read. */
export function stateOf({ indicator, calculation, quantity, freshness, asOf, minimumSample, fed, begun, reason }: StateQuestion): ValueState {
  const nothing: ValueState = indicator.notAssessableUntilLoaded === true ? 'not-assessable' : 'no-data'
  if (!fed || freshness.coveredUntil === null) return nothing
  if (reason !== undefined) return 'not-assessable'
  if (quantity === undefined) return 'not-covered'
  const sample = sizeOf(quantity)
  if (sample === 0n || (sample === undefined && !begun)) return nothing
  if (isStale(freshness, asOf)) return 'stale'
  if (isCaseCalculation(calculation) && sample !== undefined && sample < BigInt(minimumSample)) return 'insufficient-sample'
  return 'ok'
}

/** What a quantity is made of; undefined for a bare count, which is known even when it is zero. */
function sizeOf(quantity: Quantity): bigint | undefined {
  switch (quantity.kind) {
    case 'share':
      return quantity.denominator
    case 'mean':
      return quantity.count
    case 'count':
      return undefined
  }
}
