// All values and standings of an area at an instant, from whatever the values are made of: the store or the live counts.
import type { FeedCondition } from '../../db/feeds/feed-conditions.ts'
import { judge } from '../../rules/judge/judge.ts'
import type { Standing } from '../../rules/judge/standing.ts'
import { valuesOfArea, type ValueInputs } from '../../rules/values/values-of-area.ts'
import type { Value } from '../../rules/values/value.ts'
import type { Progress, Snapshot } from '../schemas/snapshot.ts'
import type { CityContext } from './city-context.ts'
import { summariseFeeds } from './feed-health.ts'
import { presentStanding, toJudged, type ProvenBefore } from './present-standing.ts'
import { presentValue } from './present-value.ts'

/** Values and standings before they become JSON. */
export interface Reading {
  readonly values: readonly Value[]
  readonly standings: readonly Standing[]
}

export function readArea(inputs: ValueInputs, area: string): Reading {
  const values = valuesOfArea(inputs, area)
  return { values, standings: judge(inputs.model, toJudged(values, inputs.city.zone)) }
}

export interface SnapshotOptions {
  readonly provenBefore: ReadonlyMap<string, ProvenBefore>
  readonly progress: Progress | null
  /** Of feeds, as people and failures have decided; left out for the past, which keeps none. */
  readonly conditions?: ReadonlyMap<string, FeedCondition>
}

export function snapshotOf(context: CityContext, inputs: ValueInputs, area: string, options: SnapshotOptions): Snapshot {
  return presentReading(context, inputs, area, { ...options, reading: readArea(inputs, area) })
}

export function presentReading(context: CityContext, inputs: ValueInputs, area: string, options: SnapshotOptions & { readonly reading: Reading }): Snapshot {
  const { model, city } = context
  const { zone } = city
  const { reading } = options
  const standingContext = { model, zone, judged: toJudged(reading.values, zone), provenBefore: options.provenBefore }
  return {
    area,
    asOf: zone.format(inputs.asOf),
    model: model.version,
    progress: options.progress,
    feeds: summariseFeeds({ feeds: context.feeds, city, coverage: inputs.feeds, asOf: inputs.asOf, conditions: options.conditions ?? new Map() }),
    values: reading.values.map((value) => presentValue(context, value)),
    standings: reading.standings.map((standing) => presentStanding(standingContext, standing)),
  }
}
