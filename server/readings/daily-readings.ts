// Values at the close of every day of a range, from one sum and the days that follow it: trends and standing timelines.
import type { Db } from '../../db/open-store.ts'
import { readSeries } from '../../db/rollups/series-keys.ts'
import { dailySums, totalsAt } from '../../db/rollups/totals.ts'
import type { Series } from '../../rules/edges/edge.ts'
import { getCalculation } from '../../rules/model/lookup.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import { CityCounts } from '../../rules/values/city-counts.ts'
import type { Value } from '../../rules/values/value.ts'
import { valuesOfIndicator, type ValueInputs } from '../../rules/values/values-of-area.ts'
import type { CityContext } from './city-context.ts'
import { readCoverage, readMeasurements } from './value-inputs.ts'

export interface DailyQuestion {
  readonly area: string
  readonly indicators: readonly Indicator[]
  readonly from: LocalDay
  readonly to: LocalDay
  /** The last instant to speak of; the last day is cut off there. */
  readonly now: Instant
}

/** All values of an area at one instant. */
export interface DailyReading {
  readonly at: Instant
  readonly values: readonly Value[]
}

/** The readings in order of time: the last millisecond of each local day, for the last one `now` when it comes first. */
export async function* dailyReadings(db: Db, context: CityContext, question: DailyQuestion): AsyncGenerator<DailyReading> {
  const { city, model } = context
  const { zone } = city
  const wanted = new Set(question.indicators.map((indicator) => getCalculation(model, indicator.calculation).id))
  const scope = city.scopeOf(question.area)
  const series = new Map<number, Series>()
  for (const [id, entry] of await readSeries(db)) if (wanted.has(entry.calculation) && scope.has(entry.area)) series.set(id, entry)
  const ids = [...series.keys()]
  const before = zone.startOfDay(question.from) - 1
  const [totals, sums, measurements, feeds] = await Promise.all([
    totalsAt(db, before, zone, ids), dailySums(db, question, ids), readMeasurements(db, context), readCoverage(db, context),
  ])
  const counts = new CityCounts(model, city)
  for (const [id, sum] of totals) addTo(counts, series.get(id), sum)

  let next = 0
  for (let day = question.from; day <= question.to; day++) {
    const close = zone.startOfDay(day + 1) - 1
    if (close > question.now) break
    for (let sum = sums[next]; sum !== undefined && sum.day <= day; sum = sums[++next]) addTo(counts, series.get(sum.series), sum.counts)
    yield { at: close, values: valuesAt({ model, city, counts, measurements, feeds, asOf: close }, question) }
  }
  if (zone.localDay(question.now) > question.to || zone.localDay(question.now) < question.from) return
  const present = new CityCounts(model, city)
  for (const [id, sum] of await totalsAt(db, question.now, zone, ids)) addTo(present, series.get(id), sum)
  yield { at: question.now, values: valuesAt({ model, city, counts: present, measurements, feeds, asOf: question.now }, question) }
}

const addTo = (counts: CityCounts, series: Series | undefined, sum: Parameters<CityCounts['add']>[1]): void => {
  if (series !== undefined) counts.add(series, sum)
}

const valuesAt = (inputs: ValueInputs, question: DailyQuestion): readonly Value[] =>
  question.indicators.flatMap((indicator) => valuesOfIndicator(inputs, indicator, question.area))
