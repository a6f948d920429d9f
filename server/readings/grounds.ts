// What a standing was decided on, kept beside it: requirements, outcomes and the exact counts.
import type { Standing } from '../../rules/judge/standing.ts'
import { getIndicator, requirementsOf } from '../../rules/model/lookup.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Value } from '../../rules/values/value.ts'
import { presentQuantity } from './present-value.ts'

export function groundsOf(model: Model, standing: Standing, values: readonly Value[]): unknown {
  const indicators = new Set(requirementsOf(model, standing.item).map(({ indicator }) => getIndicator(model, indicator).code))
  return {
    requirements: standing.requirements.map(({ requirement, outcome, state }) => ({ requirement, outcome, state })),
    values: values.filter((value) => value.judged && indicators.has(value.indicator)).map((value) => ({
      indicator: value.indicator, population: value.population, calculation: value.calculation, window: value.window, state: value.state, ...presentQuantity(value.quantity),
    })),
  }
}
