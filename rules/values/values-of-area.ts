// Every declared value of an area at an instant: each indicator, population and window, judged or beside.
import type { City, JudgedSource } from '../city/city.ts'
import { hasClock, ruleOf } from '../edges/plan.ts'
import { getCalculation, getWindow, referenceIndicatorsOf } from '../model/lookup.ts'
import { isCaseCalculation, type Calculation, type CalculationPopulation } from '../model/measure-schema.ts'
import type { Model } from '../model/model-schema.ts'
import type { Indicator } from '../model/requirement-schema.ts'
import type { Instant } from '../time/instant.ts'
import { spanOf } from '../time/windows.ts'
import { factKindsOf, sourceOf, type CityCounts } from './city-counts.ts'
import { countedQuantity, type CountedAnswer } from './counted-quantity.ts'
import { freshnessOf, hasBegun, type FeedCoverage } from './freshness.ts'
import { measuredQuantity, type MeasuredAnswer, type Measurements } from './measured-quantity.ts'
import { stateOf } from './value-state.ts'
import type { Freshness, Value } from './value.ts'

/** Everything values are made of at one instant. */
export interface ValueInputs {
  readonly model: Model
  readonly city: City
  readonly counts: CityCounts
  readonly measurements: Measurements
  readonly feeds: readonly FeedCoverage[]
  readonly asOf: Instant
}

/** All declared values of an area, in the order of the model's indicators, those of the standard first. */
export function valuesOfArea(inputs: ValueInputs, area: string): readonly Value[] {
  const { model } = inputs
  return [...model.indicators, ...referenceIndicatorsOf(model)].flatMap((indicator) => valuesOfIndicator(inputs, indicator, area))
}

/** The values of one indicator in an area: every population in every declared window that exists for the city. */
export function valuesOfIndicator(inputs: ValueInputs, indicator: Indicator, area: string): readonly Value[] {
  const subject = subjectOf(inputs, indicator)
  if (subject === undefined) return []
  const { windows, populations } = subject.calculation
  return windows.flatMap((window) => populations.flatMap((population) => readValue(inputs, { subject, population, window, area }) ?? []))
}

export interface ValueQuestion {
  readonly indicator: Indicator
  readonly population: string
  readonly window: string
}

/** One value alone; undefined where its calculation does not declare the population or window, or the city has neither such periods nor such a clock. */
export function valueOf(inputs: ValueInputs, question: ValueQuestion, area: string): Value | undefined {
  const subject = subjectOf(inputs, question.indicator)
  const population = subject?.calculation.populations.find(({ id }) => id === question.population)
  const window = subject?.calculation.windows.find(({ id }) => id === question.window)
  return subject === undefined || population === undefined || window === undefined ? undefined : readValue(inputs, { subject, population, window, area })
}

/** An indicator with what its values are read from. */
interface Subject {
  readonly indicator: Indicator
  readonly calculation: Calculation
  readonly source: JudgedSource | undefined
  readonly feeds: readonly FeedCoverage[]
}

/** Undefined where the city lacks the clock of the calculation. */
function subjectOf({ model, city, feeds }: ValueInputs, indicator: Indicator): Subject | undefined {
  const calculation = getCalculation(model, indicator.calculation)
  if (isCaseCalculation(calculation) && !hasClock(calculation, city)) return undefined
  const source = sourceOf(model, city, indicator)
  const kinds = source?.form === 'measurements' ? [`measurement:${indicator.code}`] : factKindsOf(calculation)
  const own = feeds.filter((feed) => kinds.includes(feed.factKind) && (source === undefined || source.systems.includes(feed.source) || isScope(calculation, feed.factKind)))
  return { indicator, calculation, source, feeds: own }
}

const isScope = (calculation: Calculation, factKind: string): boolean =>
  !isCaseCalculation(calculation) && calculation.facts.scope !== undefined && factKind === `register:${calculation.facts.scope}`

interface Reading {
  readonly subject: Subject
  readonly population: CalculationPopulation
  readonly window: Calculation['windows'][number]
  readonly area: string
}

function readValue(inputs: ValueInputs, { subject, population, window, area }: Reading): Value | undefined {
  const { model, city, asOf } = inputs
  const { indicator, calculation, source, feeds } = subject
  const rule = ruleOf(getWindow(model, window.id))
  const span = spanOf(rule, asOf, city)
  if (span === undefined) return undefined
  const read: MeasuredAnswer & CountedAnswer = source?.form === 'measurements'
    ? measuredQuantity(inputs.measurements, { indicator: indicator.code, population: population.id, area, rule, span, asOf, systems: source.systems })
    : countedQuantity(inputs.counts.of(area, calculation.id), { calculation, window: { id: window.id, rule }, span, asOf, without: population.without, workingCalendar: city.workingCalendar })
  const freshness = freshnessWithin(freshnessOf(feeds, asOf, indicator.staleAfterDays), read.coveredUntil, indicator)
  const state = stateOf({
    indicator, calculation, quantity: read.quantity, freshness, asOf, minimumSample: city.policies.minimumSample, fed: feeds.length > 0,
    begun: hasBegun(feeds.filter(({ factKind }) => !isScope(calculation, factKind)), asOf), reason: read.reason,
  })
  // Of a list that nobody has told of, none is not a number.
  const quantity = state === 'no-data' && read.quantity?.kind === 'count' && read.quantity.value === 0n ? undefined : read.quantity
  return {
    indicator: indicator.code,
    population: population.id,
    calculation: calculation.id,
    window: { id: window.id, ...span },
    judged: window.judged,
    area,
    asOf,
    state,
    ...(read.reason === undefined ? {} : { reason: read.reason }),
    ...(quantity === undefined ? {} : { quantity }),
    open: read.open,
    freshness,
  }
}

/** A measurement that ends earlier than its feed has been read is only as fresh as it is. */
function freshnessWithin(freshness: Freshness, coveredUntil: Instant | undefined, indicator: Indicator): Freshness {
  if (coveredUntil === undefined || freshness.coveredUntil === null || freshness.coveredUntil <= coveredUntil) return freshness
  return { ...freshness, coveredUntil, staleAt: coveredUntil + indicator.staleAfterDays * 86_400_000 }
}
