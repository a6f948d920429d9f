// One value at the close of every hour of the last weeks, from one total and the hours that follow it, as everything is known now.
import type { Db } from '../../db/open-store.ts'
import { hourlySums } from '../../db/rollups/totals.ts'
import { inSnapshot } from '../../db/transactions.ts'
import { negate } from '../../rules/edges/edge.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { CityCounts } from '../../rules/values/city-counts.ts'
import type { Value } from '../../rules/values/value.ts'
import { valueOf, type ValueQuestion } from '../../rules/values/values-of-area.ts'
import { addToCell, countsAt, findCells } from './cells.ts'
import type { CityContext } from './city-context.ts'
import { readCoverage, readMeasurements } from './value-inputs.ts'

export interface HourlyQuestion {
  readonly area: string
  readonly wanted: ValueQuestion
  readonly from: Instant
  readonly to: Instant
}

export interface HourlyReading {
  readonly at: Instant
  readonly value: Value | undefined
}

const MS_PER_HOUR = 3_600_000

/** The last millisecond of every hour since 1970 that lies whole between the two, then `to` itself. */
export async function hourlyReadings(store: Db, context: CityContext, { area, wanted, from, to }: HourlyQuestion): Promise<readonly HourlyReading[]> {
  const { model, city } = context
  const first = Math.floor(from / MS_PER_HOUR)
  const running = Math.floor((to + 1) / MS_PER_HOUR)
  return inSnapshot(store, async (db) => {
    const cells = await findCells(db, context, { area, wanted: [wanted], from, to })
    const ids = cells.sums.map(({ sum }) => sum)
    const placeOf = new Map(cells.sums.map((one) => [one.sum, one]))
    const measurements = await readMeasurements(db, context)
    const feeds = await readCoverage(db, context)
    const read = (at: Instant, counts: CityCounts): HourlyReading => ({ at, value: valueOf({ model, city, counts, measurements, feeds, asOf: at }, wanted, area) })

    const sums = await hourlySums(db, { from: first, to: running - 1 }, ids)
    const counts = await countsAt(db, context, cells, { asOf: first * MS_PER_HOUR - 1 })
    const readings: HourlyReading[] = []
    let next = 0
    for (let hour = first; hour < running; hour++) {
      for (let one = sums[next]; one !== undefined && one.period <= hour; one = sums[++next]) {
        const place = placeOf.get(one.series)
        if (place !== undefined) addToCell(counts, cells, place.cell, place.sign === 1 ? one.counts : negate(one.counts))
      }
      readings.push(read((hour + 1) * MS_PER_HOUR - 1, counts))
    }
    if (to >= running * MS_PER_HOUR) readings.push(read(to, await countsAt(db, context, cells, { asOf: to })))
    return readings
  })
}
