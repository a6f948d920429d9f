// Which indicators a feed contributes to: those that count its kind of fact, or that its figures speak of.
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { City } from '../../rules/city/city.ts'
import { getCalculation } from '../../rules/model/lookup.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import { factKindsOf, sourceOf } from '../../rules/values/city-counts.ts'
import { factKindOf } from './value-inputs.ts'

/** Codes, whether or not the city judges by this feed. */
export function indicatorsOfFeed(model: Model, feed: Feed): ReadonlySet<string> {
  const kind = factKindOf(feed)
  return new Set(model.indicators.filter((indicator) => kind === `measurement:${indicator.code}` || factKindsOf(getCalculation(model, indicator.calculation)).includes(kind)).map(({ code }) => code))
}

/** Why an indicator is not judged by a feed that speaks of it; undefined where it is. `form`: the city judges by the other form; `system`: by other systems. */
export function notJudgedBecause(model: Model, city: City, feed: Feed, code: string): 'form' | 'system' | undefined {
  const indicator = model.indicators.find((one) => one.code === code)
  if (indicator === undefined) return undefined
  const judged = sourceOf(model, city, indicator)
  const isFigure = feed.mapping.fact.kind === 'measurement'
  if (isFigure !== (judged?.form === 'measurements')) return 'form'
  const scope = getCalculation(model, indicator.calculation).facts
  const isScope = 'scope' in scope && scope.scope !== undefined && factKindOf(feed) === `register:${scope.scope}`
  return judged === undefined || isScope || judged.systems.includes(feed.source) ? undefined : 'system'
}
