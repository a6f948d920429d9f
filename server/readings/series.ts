// One value over time at the resolution that was asked for, gaps as gaps, and marks where it was restated or its scope changed.
import type { Db } from '../../db/open-store.ts'
import { scopeChange } from '../../rules/compare/incomparable.ts'
import { getCalculation } from '../../rules/model/lookup.ts'
import { isRegisterCalculation } from '../../rules/model/measure-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { ValueQuestion } from '../../rules/values/values-of-area.ts'
import type { AskedClocks } from '../clocks.ts'
import type { Series, SeriesBreak, SeriesPoint } from '../schemas/trends.ts'
import { chosenValue } from './chosen-value.ts'
import type { CityContext } from './city-context.ts'
import { dailyReadings } from './daily-readings.ts'
import { hourlyReadings } from './hourly-readings.ts'
import { toPopulation } from './population.ts'
import type { SeriesRange } from './series-range.ts'
import { isKnown, pointOf, printerOf, type Moment } from './series-points.ts'
import { firstDayOf, thin } from './thinned-points.ts'

export interface SeriesQuestion {
  readonly indicator: Indicator
  readonly area: string
  readonly range: SeriesRange
  readonly clocks: AskedClocks
  /** `all` when left out. */
  readonly population?: string | undefined
  /** The judged window when left out. */
  readonly window?: string | undefined
}

/** Throws ProblemError 400 for a population or window that the calculation does not declare. */
export async function readSeries(db: Db, context: CityContext, question: SeriesQuestion): Promise<Series> {
  const { zone } = context.city
  const { indicator, area, range, clocks } = question
  const wanted = chosenValue(context, indicator, question)
  const moments = await momentsOf(db, context, question, wanted)
  return {
    indicator: indicator.code, area, population: toPopulation(wanted.population), window: wanted.window, judged: wanted.judged, calculation: indicator.calculation,
    resolution: range.resolution,
    known: { at: zone.format(clocks.known.at), provisional: clocks.known.provisional },
    breaks: breaksOf(context, indicator, moments),
    points: pointsOf(context, wanted, moments, range),
  }
}

function pointsOf(context: CityContext, { indicator, population }: ValueQuestion, moments: readonly Moment[], { resolution }: SeriesRange): SeriesPoint[] {
  const { zone } = context.city
  const print = printerOf(context, indicator, population)
  return resolution === 'hour' || resolution === 'day' ? moments.map((moment) => pointOf(zone, print, moment)) : thin(zone, print, moments, resolution)
}

async function momentsOf(db: Db, context: CityContext, { area, range, clocks }: SeriesQuestion, wanted: ValueQuestion): Promise<readonly Moment[]> {
  const { zone } = context.city
  const { from, to, resolution } = range
  if (resolution === 'hour') {
    const readings = await hourlyReadings(db, context, { area, wanted, from, to })
    return readings.flatMap(({ at, value }) => (value === undefined ? [] : [{ day: zone.localDay(at), at, value }]))
  }
  const asked = zone.localDay(from)
  const days = {
    area, wanted: [wanted], first: true, knownAt: clocks.knownAt, to: zone.localDay(to), now: to,
    // A period is told whole, so that its extremes are those of all its days.
    from: resolution === 'day' ? asked : firstDayOf(resolution, asked),
  }
  const moments: Moment[] = []
  for (const { day, at, values: [value], first } of await dailyReadings(db, context, days)) {
    if (value !== undefined) moments.push({ day, at, value, first: first?.[0] })
  }
  return moments
}

/** A list whose denominator jumped between two readings: the figures on both sides are not of one population. */
export function breaksOf({ model, city }: CityContext, indicator: Indicator, moments: readonly Moment[]): SeriesBreak[] {
  if (!isRegisterCalculation(getCalculation(model, indicator.calculation))) return []
  const breaks: SeriesBreak[] = []
  let before: Moment | undefined
  for (const moment of moments) {
    if (!isKnown(moment.value)) continue
    const [now, base] = [moment.value.quantity, before?.value.quantity]
    const change = now === undefined || base === undefined ? undefined : scopeChange(now, base, city.policies.listChangePercent)
    if (change !== undefined) breaks.push({ at: city.zone.format(moment.at), code: 'scope-changed', zh: change.zh, en: change.en })
    before = moment
  }
  return breaks
}
