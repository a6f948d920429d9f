// Everything that moved over months and years, from one pass over the days: values with their extremes, what may be compared with what, standings.
import type { Db } from '../../db/open-store.ts'
import { compareValues } from '../../rules/compare/compare-values.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import { addMonths } from '../../rules/time/calendar.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Value } from '../../rules/values/value.ts'
import type { ValueQuestion } from '../../rules/values/values-of-area.ts'
import type { AskedClocks } from '../clocks.ts'
import type { SpanIndicator, SpanTrends } from '../schemas/span-trends.ts'
import { judgedOf } from './cells.ts'
import type { CityContext } from './city-context.ts'
import { presentComparison, presentSide } from './comparisons.ts'
import { dailyReadings, type DailyReading } from './daily-readings.ts'
import { toPopulation } from './population.ts'
import { recordsBegin } from './records-begin.ts'
import { responsibleFor } from './responsible.ts'
import { breaksOf } from './series.ts'
import { printerOf, type Moment } from './series-points.ts'
import { StandingCourse, type DayValues } from './standing-course.ts'
import { firstDayOf, thin } from './thinned-points.ts'

export interface SpanQuestion {
  readonly area: string
  /** 1 to MOST_MONTHS. */
  readonly months: number
  readonly clocks: AskedClocks
  /** The present: nothing is told of what comes after it. */
  readonly now: Instant
}

/** Weeks tell so many months apart, months what is longer. */
const WEEKS_UP_TO_MONTHS = 6

/** Trends of every judged value, and of every item's standing where the area is the whole city. */
export async function readSpanTrends(db: Db, context: CityContext, question: SpanQuestion): Promise<SpanTrends> {
  const { model, city } = context
  const { zone } = city
  const { area, months, clocks } = question
  const now = Math.min(question.now, clocks.asOf)
  const today = zone.localDay(now)
  const from = addMonths(today, -months)
  const resolution = months <= WEEKS_UP_TO_MONTHS ? 'week' : 'month'
  const wanted = judgedOf(context, model.indicators)
  const closes = (day: LocalDay): boolean => day === today || firstDayOf(resolution, day + 1) !== firstDayOf(resolution, day)
  const course = area === city.root ? new StandingCourse(model, zone) : undefined
  const readings: DailyReading[] = []
  const moments: Instant[] = []
  // The first period is told whole, so that its extremes are those of all its days.
  for (const reading of await dailyReadings(db, context, { area, wanted, from: firstDayOf(resolution, from), to: today, now, knownAt: clocks.knownAt })) {
    readings.push(reading)
    if (reading.day < from) continue
    if (closes(reading.day)) moments.push(reading.at)
    if (reading.day === from || closes(reading.day)) course?.tell(valuesOf(reading), closes(reading.day))
  }
  const tell = { context, readings, from, resolution, recordedFrom: await recordsBegin(db, context, model.indicators), responsible: responsibleFor(context) } as const
  return {
    area, asOf: zone.format(now), from: zone.format(Math.min(now, zone.startOfDay(from + 1) - 1)), months, resolution, model: model.version,
    known: { at: zone.format(clocks.known.at), provisional: clocks.known.provisional },
    moments: moments.map((at) => ({ at: zone.format(at) })),
    indicators: wanted.flatMap((one, index) => indicatorOf(tell, one, index) ?? []),
    items: course?.items(readings.map(valuesOf)) ?? [],
  }
}

const valuesOf = ({ day, values }: DailyReading): DayValues => ({ day, values: values.filter((value) => value !== undefined) })

interface Telling {
  readonly context: CityContext
  readonly readings: readonly DailyReading[]
  readonly from: LocalDay
  readonly resolution: SpanTrends['resolution']
  readonly recordedFrom: (indicator: Indicator) => Instant | undefined
  readonly responsible: (code: string) => SpanIndicator['responsible']
}

/** Undefined where the city has no such value. */
function indicatorOf({ context, readings, from, resolution, recordedFrom, responsible }: Telling, wanted: ValueQuestion, index: number): SpanIndicator | undefined {
  const { model, city } = context
  const moments: Moment[] = []
  let base: Value | undefined
  for (const { day, at, values } of readings) {
    const value = values[index]
    if (value === undefined) continue
    moments.push({ day, at, value })
    if (day === from) base = value
  }
  const now = moments.at(-1)?.value
  if (now === undefined) return undefined
  const version = model.version
  const told = compareValues({ model, city, basis: 'year-before', now: { value: now, version }, base: base && { value: base, version }, recordedFrom: recordedFrom(wanted.indicator) })
  const { base: side, comparable, difference, meaning, reason } = presentComparison(context, told)
  return {
    indicator: wanted.indicator.code, population: toPopulation(wanted.population), window: wanted.window, calculation: wanted.indicator.calculation,
    now: presentSide(context, now), base: side, comparable, difference, meaning, reason,
    breaks: breaksOf(context, wanted.indicator, moments),
    points: thin(city.zone, printerOf(context, wanted.indicator, wanted.population), moments, resolution),
    responsible: responsible(wanted.indicator.code),
  }
}
