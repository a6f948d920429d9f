// What moved over a span and why: items whose standing rose or fell with the requirements that turned, indicators in order of how far they went.
import type { Requirement } from '../api/types.ts'
import type { SpanIndicator, SpanItem, SpanTrends } from '../api/span-types.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { position } from '../format/numbers.ts'

/** A requirement that turned, with the value that turned it. */
export interface Cause {
  readonly requirement: Requirement
  readonly value: SpanIndicator | undefined
}

export interface ItemMove {
  readonly item: SpanItem
  readonly causes: readonly Cause[]
}

export interface Moves {
  readonly rose: readonly ItemMove[]
  readonly fell: readonly ItemMove[]
  /** Something is unknown at one end, so that the two say nothing certain. */
  readonly open: readonly SpanItem[]
  readonly same: readonly SpanItem[]
  /** Farthest first. */
  readonly improved: readonly SpanIndicator[]
  readonly worse: readonly SpanIndicator[]
  readonly unchanged: readonly SpanIndicator[]
  readonly incomparable: readonly SpanIndicator[]
}

/** Of the items of which `shows` says so; of all of them when left out. */
export function movesOf(trends: SpanTrends, catalogue: Catalogue, shows: (item: string) => boolean = () => true): Moves {
  const items = trends.items.filter(({ item }) => shows(item))
  const values = trends.indicators.filter(({ indicator }) => shows(catalogue.indicator(indicator)?.item ?? ''))
  const comparable = (meaning: SpanIndicator['meaning']): SpanIndicator[] => values.filter((one) => one.comparable && one.meaning === meaning)
  const farthest = (found: readonly SpanIndicator[]): SpanIndicator[] => [...found].sort((a, b) => distanceOf(b, catalogue) - distanceOf(a, catalogue))
  const moved = (way: 'rose' | 'fell'): ItemMove[] => items.filter((one) => one.moved === way).map((item) => ({ item, causes: causesOf(item, way, trends, catalogue) }))
  return {
    rose: moved('rose'), fell: moved('fell'),
    open: items.filter((one) => one.moved === 'open'), same: items.filter((one) => one.moved === 'same'),
    improved: farthest(comparable('improved')), worse: farthest(comparable('worse')), unchanged: comparable('unchanged'),
    incomparable: values.filter((one) => !one.comparable),
  }
}

/** The requirements that made it rise are those now met; those that made it fall are no longer met. Of one value the highest bound that it reached, or the lowest that it lost. */
function causesOf(item: SpanItem, way: 'rose' | 'fell', trends: SpanTrends, catalogue: Catalogue): Cause[] {
  const causes = item.turned.flatMap(({ requirement: id, is }): Cause[] => {
    const requirement = catalogue.requirement(id)
    if (requirement === undefined || is !== (way === 'rose' ? 'met' : 'not-met')) return []
    const code = catalogue.indicator(requirement.indicator)?.code
    return [{ requirement, value: trends.indicators.find((one) => one.indicator === code && one.population === requirement.population) }]
  })
  const beats = (a: Cause, b: Cause): boolean => (way === 'rose' ? a.requirement.level > b.requirement.level : a.requirement.level < b.requirement.level)
  return causes.filter((one) => !causes.some((other) => other.requirement.indicator === one.requirement.indicator && other.requirement.population === one.requirement.population && beats(other, one)))
}

/** How far a value went, as a share of its highest bound: only to put values of several units in an order. */
export function distanceOf({ indicator, population, now, base }: SpanIndicator, catalogue: Catalogue): number {
  const known = catalogue.indicator(indicator)
  if (known === undefined || base === null) return 0
  const [at, was] = [position(now, known), position(base, known)]
  if (at === undefined || was === undefined) return 0
  const bounds = catalogue.requirementsOf(known.item).filter((one) => one.indicator === known.id && one.population === population).map(({ bound }) => Number(bound))
  return Math.abs(at - was) / Math.max(...bounds, 1)
}
