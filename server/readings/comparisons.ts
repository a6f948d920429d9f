// One value beside its bases of comparison, all read from one state of the store.
import type { Db } from '../../db/open-store.ts'
import { inSnapshot } from '../../db/transactions.ts'
import { BASIS_NAMES, basesOf, comparisonInstant, type Basis } from '../../rules/compare/basis.ts'
import { compareValues, type Comparison } from '../../rules/compare/compare-values.ts'
import { ruleOf } from '../../rules/edges/plan.ts'
import { getWindow } from '../../rules/model/lookup.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Value } from '../../rules/values/value.ts'
import { valueOf } from '../../rules/values/values-of-area.ts'
import type { AskedClocks } from '../clocks.ts'
import type { Comparison as PresentedComparison, Comparisons } from '../schemas/comparisons.ts'
import { countsAt, findCells } from './cells.ts'
import { chosenValue } from './chosen-value.ts'
import type { CityContext } from './city-context.ts'
import { toPopulation } from './population.ts'
import { presentValue } from './present-value.ts'
import { recordsBegin } from './records-begin.ts'
import { readCoverage, readMeasurements } from './value-inputs.ts'

export interface ComparisonsQuestion {
  readonly indicator: Indicator
  readonly area: string
  readonly clocks: AskedClocks
  /** `all` when left out. */
  readonly population?: string | undefined
  /** The judged window when left out. */
  readonly window?: string | undefined
}

/** Throws ProblemError 400 for a population or window that the calculation does not declare, or not for this city. */
export async function readComparisons(store: Db, context: CityContext, question: ComparisonsQuestion): Promise<Comparisons> {
  const { model, city } = context
  const { indicator, area, clocks: { asOf, knownAt, known } } = question
  const wanted = chosenValue(context, indicator, question)
  const rule = ruleOf(getWindow(model, wanted.window))
  const instants = basesOf(rule).map((basis) => ({ basis, at: comparisonInstant(basis, rule, asOf, city.zone) ?? asOf }))
  const { now, bases, recordedFrom } = await inSnapshot(store, async (db) => {
    const cells = await findCells(db, context, { area, wanted: [wanted], from: Math.min(asOf, ...instants.map(({ at }) => at)), to: asOf })
    const measurements = await readMeasurements(db, context, knownAt)
    const feeds = await readCoverage(db, context, knownAt)
    const read = async (at: Instant): Promise<Value | undefined> =>
      valueOf({ model, city, counts: await countsAt(db, context, cells, { asOf: at, knownAt }), measurements, feeds, asOf: at }, wanted, area)
    const bases: { readonly basis: Basis; readonly value: Value | undefined }[] = []
    for (const { basis, at } of instants) bases.push({ basis, value: await read(at) })
    return { now: await read(asOf), bases, recordedFrom: (await recordsBegin(db, context, [indicator]))(indicator) }
  })
  if (now === undefined) throw new Error(`${indicator.code} has no value in ${wanted.window}, which the calculation and the city declare.`)
  const version = model.version
  return {
    indicator: indicator.code, area, population: toPopulation(wanted.population),
    known: { at: city.zone.format(known.at), provisional: known.provisional },
    now: presentSide(context, now),
    comparisons: bases.map(({ basis, value }) =>
      presentComparison(context, compareValues({ model, city, basis, now: { value: now, version }, base: value && { value, version }, recordedFrom }))),
  }
}

/** A comparison as JSON. */
export function presentComparison(context: CityContext, comparison: Comparison): PresentedComparison {
  const { basis, base } = comparison
  const head = { basis, name: { ...BASIS_NAMES[basis] }, base: base === undefined ? null : presentSide(context, base) }
  if (!comparison.comparable) {
    const { code, zh, en } = comparison.reason
    return { ...head, comparable: false, difference: null, meaning: null, reason: { code, zh, en } }
  }
  const { text, unit, direction } = comparison.difference
  return { ...head, comparable: true, difference: { text, unit: { ...unit }, direction }, meaning: comparison.meaning, reason: null }
}

/** One of its two values, with the instant it was read at. */
export const presentSide = (context: CityContext, value: Value): Comparisons['now'] => ({ ...presentValue(context, value), asOf: context.city.zone.format(value.asOf) })
