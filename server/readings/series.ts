// One indicator over time: its value at the close of every local day, gaps as gaps.
import type { Db } from '../../db/open-store.ts'
import { getCalculation } from '../../rules/model/lookup.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { ProblemError } from '../problem.ts'
import type { Series, SeriesPoint } from '../schemas/trends.ts'
import type { CityContext } from './city-context.ts'
import { dailyReadings } from './daily-readings.ts'
import { toPopulation } from './population.ts'
import { displayOf, presentQuantity } from './present-value.ts'

export interface SeriesQuestion {
  readonly indicator: Indicator
  readonly area: string
  readonly from: Instant
  readonly to: Instant
  readonly now: Instant
  /** `all` when left out. */
  readonly population?: string | undefined
  /** The judged window when left out. */
  readonly window?: string | undefined
}

/** Throws ProblemError 400 for a population or window that the calculation does not declare. */
export async function readSeriesOfDays(db: Db, context: CityContext, question: SeriesQuestion): Promise<Series> {
  const { model, city: { zone } } = context
  const calculation = getCalculation(model, question.indicator.calculation)
  const asked = question.population ?? 'all'
  const window = question.window ?? calculation.windows.find(({ judged }) => judged)?.id
  if (!calculation.populations.some(({ id }) => id === asked)) throw new ProblemError(400, `${calculation.id} has no population ${asked}.`, `Use ${calculation.populations.map(({ id }) => id).join(' or ')}.`)
  if (window === undefined || !calculation.windows.some(({ id }) => id === window)) throw new ProblemError(400, `${calculation.id} has no window ${window ?? ''}.`, `Use ${calculation.windows.map(({ id }) => id).join(' or ')}.`)

  const population = toPopulation(asked)
  const points: SeriesPoint[] = []
  const days = { area: question.area, indicators: [question.indicator], from: zone.localDay(question.from), to: zone.localDay(question.to), now: question.now }
  for await (const { at, values } of dailyReadings(db, context, days)) {
    const value = values.find((candidate) => candidate.population === population && candidate.window.id === window)
    if (value === undefined) continue
    const known = value.state === 'ok' || value.state === 'insufficient-sample'
    points.push({
      at: zone.format(at),
      state: value.state,
      ...(known ? presentQuantity(value.quantity) : {}),
      display: known ? displayOf(model, value.indicator, value.population, value.quantity) : null,
    })
  }
  return { indicator: question.indicator.code, area: question.area, population, window, calculation: calculation.id, resolution: 'day', points }
}
