// What a standing was decided on, kept beside it: requirements, outcomes and the exact counts.
import type { Standing } from '../../rules/judge/standing.ts'
import { standingWord } from '../../rules/judge/word.ts'
import { getIndicator, requirementsOf } from '../../rules/model/lookup.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Value } from '../../rules/values/value.ts'
import { presentQuantity } from './present-value.ts'

export interface Grounds {
  readonly word: { readonly zh: string; readonly en: string }
  readonly requirements: readonly { readonly requirement: string; readonly outcome: string; readonly state: string }[]
  readonly values: readonly unknown[]
}

/** The standing's word is kept as it was said; what was said is not said differently later. */
export function groundsOf(model: Model, standing: Standing, values: readonly Value[]): Grounds {
  const indicators = new Set(requirementsOf(model, standing.item).map(({ indicator }) => getIndicator(model, indicator).code))
  return {
    word: { ...standingWord(model, standing, { form: 'short' }) },
    requirements: standing.requirements.map(({ requirement, outcome, state }) => ({ requirement, outcome, state })),
    values: values.filter((value) => value.judged && indicators.has(value.indicator)).map((value) => ({
      indicator: value.indicator, population: value.population, calculation: value.calculation, window: value.window, state: value.state, ...presentQuantity(value.quantity),
    })),
  }
}

/** The word of kept grounds; undefined for grounds that carry none. */
export function wordOf(grounds: unknown): Grounds['word'] | undefined {
  const word: unknown = typeof grounds === 'object' && grounds !== null ? Reflect.get(grounds, 'word') : undefined
  if (typeof word !== 'object' || word === null) return undefined
  const zh: unknown = Reflect.get(word, 'zh')
  const en: unknown = Reflect.get(word, 'en')
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : undefined
}
