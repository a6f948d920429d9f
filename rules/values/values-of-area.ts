// Every declared value of an area at an instant: each indicator, population and window, judged or beside.
import type { City } from '../city/city.ts'
import type { Quantity } from '../facts/fact.ts'
import { ruleOf } from '../edges/plan.ts'
import { getCalculation, getWindow } from '../model/lookup.ts'
import { isCaseCalculation, type Calculation } from '../model/measure-schema.ts'
import type { Model } from '../model/model-schema.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import { spanOf } from '../time/windows.ts'
import type { Instant } from '../time/instant.ts'
import { factKindsOf, type CityCounts } from './city-counts.ts'
import { freshnessOf, isStale, type FeedCoverage } from './freshness.ts'
import { measuredQuantity, type Measurements } from './measured-quantity.ts'
import { quantityOf, type Shape } from './quantity.ts'
import type { Freshness, Value, ValueState } from './value.ts'

/** Everything values are made of at one instant. */
export interface ValueInputs {
  readonly model: Model
  readonly city: City
  readonly counts: CityCounts
  readonly measurements: Measurements
  readonly feeds: readonly FeedCoverage[]
  readonly asOf: Instant
}

/** All declared values of an area, in the order of the model's indicators. */
export function valuesOfArea(inputs: ValueInputs, area: string): readonly Value[] {
  return inputs.model.indicators.flatMap((indicator) => valuesOfIndicator(inputs, indicator, area))
}

/** The values of one indicator in an area: every population in every declared window. */
export function valuesOfIndicator(inputs: ValueInputs, indicator: Indicator, area: string): readonly Value[] {
  const { model, city, asOf } = inputs
  const calculation = getCalculation(model, indicator.calculation)
  const source = city.judgedSource(indicator.code)
  const kinds = source?.form === 'measurements' ? [`measurement:${indicator.code}`] : factKindsOf(calculation)
  const feeds = inputs.feeds.filter((feed) => kinds.includes(feed.factKind) && (source === undefined || source.systems.includes(feed.source) || isScope(calculation, feed.factKind)))
  return calculation.windows.flatMap((declared) =>
    calculation.populations.map((population): Value => {
      const rule = ruleOf(getWindow(model, declared.id))
      const span = spanOf(rule, asOf, city.zone)
      const question = { shape: shapeOf(calculation), window: { id: declared.id, rule }, span, asOf, without: population.without }
      const read = source?.form === 'measurements'
        ? measuredQuantity(inputs.measurements, { indicator: indicator.code, population: population.id, area, rule, span, asOf, systems: source.systems })
        : { ...quantityOf(inputs.counts.of(area, calculation.id), question), coveredUntil: undefined }
      const freshness = freshnessWithin(freshnessOf(feeds, asOf, indicator.staleAfterDays), read.coveredUntil, indicator)
      return {
        indicator: indicator.code,
        population: population.id,
        calculation: calculation.id,
        window: { id: declared.id, ...span },
        judged: declared.judged,
        area,
        asOf,
        state: stateOf({ indicator, calculation, quantity: read.quantity, freshness, asOf, minimumSample: city.policies.minimumSample, fed: feeds.length > 0 }),
        ...(read.quantity === undefined ? {} : { quantity: read.quantity }),
        open: read.open,
        freshness,
      }
    }),
  )
}

/** A measurement that ends earlier than its feed has been read is only as fresh as it is. */
function freshnessWithin(freshness: Freshness, coveredUntil: Instant | undefined, indicator: Indicator): Freshness {
  if (coveredUntil === undefined || freshness.coveredUntil === null || freshness.coveredUntil <= coveredUntil) return freshness
  return { ...freshness, coveredUntil, staleAt: coveredUntil + indicator.staleAfterDays * 86_400_000 }
}

const isScope = (calculation: Calculation, factKind: string): boolean =>
  !isCaseCalculation(calculation) && calculation.facts.scope !== undefined && factKind === `register:${calculation.facts.scope}`

export function shapeOf(calculation: Calculation): Shape {
  if (isCaseCalculation(calculation)) return { kind: calculation.shape }
  switch (calculation.shape) {
    case 'group-share':
      return { kind: 'group-share', groups: calculation.groups ?? 'all' }
    default:
      return { kind: calculation.shape }
  }
}

interface StateQuestion {
  readonly indicator: Indicator
  readonly calculation: Calculation
  readonly quantity: Quantity | undefined
  readonly freshness: Freshness
  readonly asOf: Instant
  readonly minimumSample: number
  readonly fed: boolean
}

/** Unknown is a state: nothing to count is not zero per cent, and a count of zero is only known where its list has been read. */
function stateOf({ indicator, calculation, quantity, freshness, asOf, minimumSample, fed }: StateQuestion): ValueState {
  const nothing: ValueState = indicator.notAssessableUntilLoaded === true ? 'not-assessable' : 'no-data'
  if (!fed || freshness.coveredUntil === null) return nothing
  if (quantity === undefined) return 'not-covered'
  const sample = sizeOf(quantity)
  if (sample === 0n) return nothing
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
