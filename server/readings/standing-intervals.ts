// The standings of an item day by day, joined where they stay the same.
import type { Db } from '../../db/open-store.ts'
import { judge } from '../../rules/judge/judge.ts'
import { getIndicator, requirementsOf } from '../../rules/model/lookup.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { StandingInterval } from '../schemas/trends.ts'
import type { CityContext } from './city-context.ts'
import { dailyReadings } from './daily-readings.ts'
import { toJudged } from './present-standing.ts'

export interface IntervalQuestion {
  readonly item: string
  readonly area: string
  readonly from: Instant
  readonly to: Instant
  readonly now: Instant
}

export async function readStandingIntervals(db: Db, context: CityContext, question: IntervalQuestion): Promise<StandingInterval[]> {
  const { model, city: { zone } } = context
  const indicators = [...new Set(requirementsOf(model, question.item).map(({ indicator }) => getIndicator(model, indicator)))]
  if (indicators.length === 0) return []
  const intervals: StandingInterval[] = []
  const days = { area: question.area, indicators, from: zone.localDay(question.from), to: zone.localDay(question.to), now: question.now }
  for await (const { at, values } of dailyReadings(db, context, days)) {
    const standing = judge(model, toJudged(values, zone)).find(({ item }) => item === question.item)
    if (standing === undefined) continue
    const { proven, ceiling, state } = standing
    const last = intervals.at(-1)
    if (last !== undefined && last.proven === proven && last.ceiling === ceiling && last.state === state) last.to = zone.format(at)
    else intervals.push({ from: last?.to ?? zone.format(zone.startOfDay(zone.localDay(at))), to: zone.format(at), proven, ceiling, state })
  }
  return intervals
}
