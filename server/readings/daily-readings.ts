// Values at the close of every day of a range, from one sum and the days that follow it: trends and standing timelines.
import type { Db } from '../../db/open-store.ts'
import { readSeries, seriesText } from '../../db/rollups/series-keys.ts'
import { cellTotalsAt, dailySums, type Cells } from '../../db/rollups/totals.ts'
import { inSnapshot } from '../../db/transactions.ts'
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
export async function* dailyReadings(store: Db, context: CityContext, question: DailyQuestion): AsyncGenerator<DailyReading> {
  const { city, model } = context
  const { zone } = city
  const before = zone.startOfDay(question.from) - 1
  const today = zone.localDay(question.now)
  const endsToday = today >= question.from && today <= question.to
  const { seriesOf, totals, sums, present, measurements, feeds } = await inSnapshot(store, async (db) => {
    const { cells, seriesOf } = cellsOf(context, question, await readSeries(db))
    return {
      seriesOf,
      totals: await cellTotalsAt(db, before, zone, cells),
      sums: await dailySums(db, question, cells),
      present: endsToday ? await cellTotalsAt(db, question.now, zone, cells) : undefined,
      measurements: await readMeasurements(db, context),
      feeds: await readCoverage(db, context),
    }
  })
  const readingAt = (counts: CityCounts, at: Instant): DailyReading => {
    const inputs: ValueInputs = { model, city, counts, measurements, feeds, asOf: at }
    return { at, values: question.indicators.flatMap((indicator) => valuesOfIndicator(inputs, indicator, question.area)) }
  }
  const counts = new CityCounts(model, city)
  for (const [cell, sum] of totals) counts.add(seriesOf(cell), sum)
  let next = 0
  for (let day = question.from; day <= question.to && zone.startOfDay(day + 1) - 1 <= question.now; day++) {
    for (let sum = sums[next]; sum !== undefined && sum.day <= day; sum = sums[++next]) counts.add(seriesOf(sum.cell), sum.counts)
    yield readingAt(counts, zone.startOfDay(day + 1) - 1)
  }
  if (present === undefined) return
  const now = new CityCounts(model, city)
  for (const [cell, sum] of present) now.add(seriesOf(cell), sum)
  yield readingAt(now, question.now)
}

/** The series of an area, summed over leaf areas and bureaus before they leave the store. */
function cellsOf(context: CityContext, { area, indicators }: DailyQuestion, known: ReadonlyMap<number, Series>): { readonly cells: Cells; readonly seriesOf: (cell: number) => Series } {
  const wanted = new Set(indicators.map((indicator) => getCalculation(context.model, indicator.calculation).id))
  const scope = context.city.scopeOf(area)
  const numbers = new Map<string, number>()
  const series: Series[] = []
  const cells = new Map<number, number>()
  for (const [id, entry] of known) {
    if (!wanted.has(entry.calculation) || !scope.has(entry.area)) continue
    const summed: Series = { ...entry, area, bureau: '' }
    const text = seriesText(summed)
    let number = numbers.get(text)
    if (number === undefined) {
      numbers.set(text, (number = series.length))
      series.push(summed)
    }
    cells.set(id, number)
  }
  return {
    cells,
    seriesOf: (cell) => {
      const found = series[cell]
      if (found === undefined) throw new RangeError(`There is no cell ${cell}.`)
      return found
    },
  }
}
