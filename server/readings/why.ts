// Why a value is another one than at an earlier instant, all read from one state of the store.
import type { Db } from '../../db/open-store.ts'
import { inSnapshot } from '../../db/transactions.ts'
import { BASIS_NAMES, earlierInstant, type EXPLAINED_BASES } from '../../rules/compare/basis.ts'
import { compareValues, type Comparison } from '../../rules/compare/compare-values.ts'
import { differenceOf } from '../../rules/compare/difference.ts'
import { whySentence } from '../../rules/compare/why-sentence.ts'
import { ruleOf } from '../../rules/edges/plan.ts'
import { getCalculation, getIndicator, getWindow } from '../../rules/model/lookup.ts'
import { isRegisterCalculation } from '../../rules/model/measure-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import type { Value } from '../../rules/values/value.ts'
import { valueOf } from '../../rules/values/values-of-area.ts'
import { firstKnownAt, type AskedClocks } from '../clocks.ts'
import type { Bilingual } from '../schemas/common.ts'
import type { Why } from '../schemas/why.ts'
import { chosenValue } from './chosen-value.ts'
import type { CityContext } from './city-context.ts'
import { presentComparison, presentSide } from './comparisons.ts'
import { recordsBegin } from './records-begin.ts'
import { inputsAt } from './value-inputs.ts'
import { toPopulation } from './population.ts'
import { displayOf } from './present-value.ts'
import { changedCounts, printedEffects, withUnit } from './why-counts.ts'
import { partsOf, presentParts, undividedReason } from './why-parts.ts'

export interface WhyQuestion {
  readonly indicator: Indicator
  readonly area: string
  readonly basis: (typeof EXPLAINED_BASES)[number]
  readonly clocks: AskedClocks
  readonly population?: string | undefined
  readonly window?: string | undefined
}

/** Throws ProblemError 400 for a population or window that the calculation does not declare, or not for this city. */
export async function readWhy(store: Db, context: CityContext, question: WhyQuestion): Promise<Why> {
  const { model, city } = context
  const { indicator, area, basis, clocks: { asOf, knownAt, known } } = question
  const wanted = chosenValue(context, indicator, question)
  const at = earlierInstant(basis, ruleOf(getWindow(model, wanted.window)), asOf, city.zone)
  const undivided = undividedReason(context, indicator, area)
  const parts = undivided === undefined ? partsOf(city, area) : []
  const read = await inSnapshot(store, async (db) => {
    const readAt = async (clocks: Clocks, areas: readonly string[]): Promise<ReadonlyMap<string, Value | undefined>> => {
      const inputs = await inputsAt(db, context, clocks, { areas, calculations: [indicator.calculation] })
      return new Map(areas.map((one) => [one, valueOf(inputs, wanted, one)]))
    }
    const areas = [area, ...parts.map(({ code }) => code)]
    const firstAt = firstKnownAt(at, city.zone)
    return {
      now: await readAt({ asOf, knownAt }, areas),
      base: await readAt({ asOf: at, knownAt }, areas),
      first: firstAt >= known.at ? undefined : (await readAt({ asOf: at, knownAt: firstAt }, [area])).get(area),
      recordedFrom: (await recordsBegin(db, context, [indicator]))(indicator),
    }
  })
  const now = read.now.get(area)
  if (now === undefined) throw new Error(`${indicator.code} has no value in ${wanted.window}, which the calculation and the city declare.`)
  const base = read.base.get(area)
  const version = model.version
  const comparison = compareValues({ model, city, basis, now: { value: now, version }, base: base && { value: base, version }, recordedFrom: read.recordedFrom })
  const moved = movedOf(indicator, comparison)
  const restated = base === undefined ? null : restatedOf(context, read.first, base)
  const quantities = (values: ReadonlyMap<string, Value | undefined>): ReadonlyMap<string, Value['quantity']> => new Map([...values].map(([code, value]) => [code, value?.quantity]))
  return {
    indicator: indicator.code, area, population: toPopulation(wanted.population),
    known: { at: city.zone.format(known.at), provisional: known.provisional },
    now: presentSide(context, now),
    comparison: presentComparison(context, comparison),
    sentence: sentenceOf(context, { comparison, moved, restated }),
    counts: moved === undefined ? [] : changedCounts(indicator, moved, { now: now.open, base: base?.open ?? 0 }),
    list: listOf(context, indicator, moved),
    restated,
    unit: moved === undefined ? { zh: '', en: '' } : { ...moved.difference.unit },
    areas: moved === undefined || parts.length === 0 ? [] : presentParts(context, { indicator, population: wanted.population, whole: moved, parts, now: quantities(read.now), base: quantities(read.base) }),
    areasReason: undivided ?? null,
  }
}

/** Both quantities and their difference, where they can be set against each other at all; a list that grew is just what has to be explained. */
export interface MovedBy {
  readonly base: NonNullable<Value['quantity']>
  readonly now: NonNullable<Value['quantity']>
  readonly difference: NonNullable<ReturnType<typeof differenceOf>>
}

function movedOf(indicator: Indicator, comparison: Comparison): MovedBy | undefined {
  const [now, base] = [comparison.now.quantity, comparison.base?.quantity]
  if (!comparison.comparable && comparison.reason.code !== 'scope-changed') return undefined
  if (now === undefined || base === undefined) return undefined
  const difference = differenceOf(now, base, indicator)
  return difference === undefined ? undefined : { base, now, difference }
}

function listOf({ model }: CityContext, indicator: Indicator, moved: MovedBy | undefined): Why['list'] {
  const { base, now } = moved ?? {}
  if (base?.kind !== 'share' || now?.kind !== 'share' || !isRegisterCalculation(getCalculation(model, indicator.calculation))) return null
  return now.denominator > base.denominator ? 'grew' : now.denominator < base.denominator ? 'shrank' : 'same'
}

function restatedOf({ model }: CityContext, first: Value | undefined, base: Value): Why['restated'] {
  if (first?.quantity === undefined || base.quantity === undefined || first.state !== 'ok' || base.state !== 'ok') return null
  const [was, is] = [displayOf(model, first.indicator, first.population, first.quantity), displayOf(model, base.indicator, base.population, base.quantity)]
  return was.text === is.text ? null : { was, now: is }
}

interface Told {
  readonly comparison: Comparison
  readonly moved: MovedBy | undefined
  readonly restated: Why['restated']
}

function sentenceOf(context: CityContext, { comparison, moved, restated }: Told): Bilingual {
  const { model } = context
  const { now, base, basis } = comparison
  if (moved === undefined || base === undefined) {
    const { zh, en } = comparison.comparable ? { zh: '没有数值', en: 'There is no figure' } : comparison.reason
    return { zh: `${BASIS_NAMES[basis].zh}不可比：${zh}。`, en: `Not comparable ${BASIS_NAMES[basis].en}: ${en}.` }
  }
  const indicator = getIndicator(model, now.indicator)
  const { text, unit, direction } = moved.difference
  const figure = ({ text: printed }: { readonly text: string }): Bilingual => withUnit(printed, indicator)
  const effect = listOf(context, indicator, moved) === null ? undefined : printedEffects(moved)?.denominator
  return {
    ...whySentence({
      indicator, basis: BASIS_NAMES[basis], direction, base: moved.base, now: moved.now,
      from: figure(displayOf(model, base.indicator, base.population, moved.base)), to: figure(displayOf(model, now.indicator, now.population, moved.now)),
      difference: { zh: `${text} ${unit.zh}`, en: `${text} ${unit.en}` },
      list: effect === undefined ? undefined : { effect: { zh: `${effect} 个百分点`, en: `${effect} percentage points` } },
      printedThen: restated === null ? undefined : figure(restated.was),
    }),
  }
}
