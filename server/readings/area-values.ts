// The judged values of an indicator in the areas below a parent, with what each still misses.
import type { Db } from '../../db/open-store.ts'
import { meets } from '../../rules/exact/compare.ts'
import { decimal } from '../../rules/exact/decimal.ts'
import { gapOf } from '../../rules/judge/gap.ts'
import { boundsOf } from '../../rules/model/lookup.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Value } from '../../rules/values/value.ts'
import { valuesOfIndicator } from '../../rules/values/values-of-area.ts'
import type { AskedClocks } from '../clocks.ts'
import type { AreaValue } from '../schemas/trends.ts'
import type { CityContext } from './city-context.ts'
import { toPopulation } from './population.ts'
import { presentValue } from './present-value.ts'
import { inputsAt } from './value-inputs.ts'

/** In administrative order, zones last. */
export async function readAreaValues(db: Db, context: CityContext, { indicator, parent, clocks, population }: { readonly indicator: Indicator; readonly parent: string; readonly clocks: AskedClocks; readonly population?: string | undefined }): Promise<AreaValue[]> {
  const children = context.city.childrenOf(parent)
  const inputs = await inputsAt(db, context, clocks, { areas: children.map(({ code }) => code), calculations: [indicator.calculation] })
  return children.flatMap(({ code }) =>
    valuesOfIndicator(inputs, indicator, code)
      .filter((value) => value.judged && (population === undefined || value.population === population))
      .map((value) => ({ area: code, ...presentValue(context, value), next: nextBound(context, indicator, value) })))
}

/** The lowest bound that a known value misses; null where it misses none or is not known. */
function nextBound({ model }: CityContext, indicator: Indicator, { state, quantity, population }: Value): AreaValue['next'] {
  if (state !== 'ok' || quantity === undefined) return null
  const missed = [...boundsOf(model, indicator, toPopulation(population))].sort((a, b) => a.level - b.level).find(({ operator, bound }) => meets(quantity, { operator, bound: decimal(bound) }) === false)
  if (missed === undefined) return null
  const { own, zh, en } = gapOf(quantity, missed, indicator)
  return { bound: missed.bound, gap: { own, zh, en } }
}
