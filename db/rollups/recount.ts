// Sums counted anew from the edges: what the sums have to be, for repair and for audit.
import { sql, type RawBuilder } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { LocalDay } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX } from '../sql-arrays.ts'
import { COUNTS, KEPT_SUMS, NOT_NOTHING, toCounts, type CountsRow } from './counts-columns.ts'
import { firstDayOf, monthOf, monthOfColumn } from './periods.ts'
import { sumHoursAnew, upsertSums } from './fold.ts'

/** Days in the city, both inclusive. */
export interface Days {
  readonly from: LocalDay
  readonly to: LocalDay
}

/** A sum of one summed series whose kept counts are not the ones that the edges add up to; `missing` is what has to be added. */
export interface SumDifference {
  readonly series: number
  readonly day: LocalDay
  readonly recordedDay: LocalDay
  readonly missing: Counts
}

/** What the edges of these days add up to beyond what is kept for the days; of one summed series when it is named. Batches that wait to be folded are left out. */
export async function sumDifferences(db: Db, days: Days, series?: number): Promise<readonly SumDifference[]> {
  const { rows } = await sql<CountsRow & { series: number; day: number; recorded_day: number }>`
    select series, day, recorded_day, entered, met, open, open_start_ms::text as open_start_ms, elapsed_ms::text as elapsed_ms
    from (${missingOf(days, series)}) as missing order by series, day, recorded_day`.execute(db)
  return rows.map((row) => ({ series: row.series, day: row.day, recordedDay: row.recorded_day, missing: toCounts(row) }))
}

function missingOf(days: Days, series?: number): RawBuilder<unknown> {
  const ofSeries = series === undefined ? sql`true` : sql`series = ${series}`
  return sql`
    select series, day, recorded_day, ${KEPT_SUMS} from (
      (${countedAnew(days, series)})
      union all
      select series, day, recorded_day, -entered, -met, -open, -open_start_ms, -elapsed_ms from rollup_day where day between ${days.from} and ${days.to} and ${ofSeries}
    ) as both_sides group by series, day, recorded_day having sum(entered) <> 0 or sum(met) <> 0 or sum(open) <> 0 or sum(open_start_ms) <> 0 or sum(elapsed_ms) <> 0`
}

/** The days' sums by summed series, from the edges of batches that are folded. */
function countedAnew(days: Days, summed?: number): RawBuilder<unknown> {
  const only = summed === undefined ? sql`` : sql`and edge.series in (select series from series_sum where summed = ${summed})`
  // Local midnights lie within a day of those of UTC, so the instants narrow the search and the days decide.
  return sql`
    select upward.summed as series, day, recorded_day, ${KEPT_SUMS} from (
      select series, day, recorded_day, ${KEPT_SUMS} from edge
      where at >= timestamptz 'epoch' + ${days.from - 1} * interval '1 day' and at < timestamptz 'epoch' + ${days.to + 2} * interval '1 day'
        and day between ${days.from} and ${days.to} and not exists (select from unfolded where unfolded.batch = edge.batch) ${only}
      group by series, day, recorded_day
    ) as edge
    cross join lateral (select summed from series_sum where series_sum.series = edge.series ${summed === undefined ? sql`` : sql`and summed = ${summed}`} ${EACH_BY_INDEX}) as upward
    group by upward.summed, day, recorded_day`
}

/** Puts the sums of these days right, with the months and years they lie in; how many sums of days were wrong. Hold the lock `fold`. */
export async function repairSums(db: Db, days: Days): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    with missing as materialized (${missingOf(days)}),
    repaired as (${upsertSums('rollup_day', 'day', sql`select series, day, recorded_day, ${COUNTS} from missing`)} returning 1)
    select count(*) as wrong from missing`.execute(db)
  const [from, to] = [monthOf(days.from), monthOf(days.to)]
  await sumLonger(db, sql`between ${from} and ${to}`, sql`between ${Math.floor(from / 12)} and ${Math.floor(to / 12)}`)
  return rows[0]?.wrong ?? 0
}

/** Makes the sums of these months anew from the days, and those of these years from the months. */
async function sumLonger(db: Db, months: RawBuilder<unknown>, years: RawBuilder<unknown>): Promise<void> {
  await sql`delete from rollup_month where month ${months}`.execute(db)
  await sql`
    insert into rollup_month (series, month, recorded_month, ${COUNTS})
    select * from (
      select series, ${monthOfColumn('day')} as month, ${monthOfColumn('recorded_day')} as recorded_month, ${KEPT_SUMS} from rollup_day where ${monthOfColumn('day')} ${months} group by 1, 2, 3
    ) as row where ${NOT_NOTHING}`.execute(db)
  await sql`delete from rollup_year where year ${years}`.execute(db)
  await sql`
    insert into rollup_year (series, year, recorded_year, ${COUNTS})
    select * from (
      select series, month / 12 as year, recorded_month / 12 as recorded_year, ${KEPT_SUMS} from rollup_month where month / 12 ${years} group by 1, 2, 3
    ) as row where ${NOT_NOTHING}`.execute(db)
}

/** Makes every sum anew from the edges, those of waiting batches among them. Hold the lock `fold`. */
export async function sumAllAnew(db: Db): Promise<void> {
  for (const table of ['rollup_hour', 'rollup_day', 'rollup_month', 'rollup_year', 'unfolded']) await sql`delete from ${sql.table(table)}`.execute(db)
  await sql`
    insert into rollup_day (series, day, recorded_day, ${COUNTS})
    select * from (
      select upward.summed, day, recorded_day, ${KEPT_SUMS}
      from (select series, day, recorded_day, ${KEPT_SUMS} from edge group by series, day, recorded_day) as edge
      join series_sum as upward using (series) group by upward.summed, day, recorded_day
    ) as row where ${NOT_NOTHING} order by 1, 2, 3`.execute(db)
  await sumLonger(db, sql`is not null`, sql`is not null`)
  await sumHoursAnew(db)
}

/** A kept sum of a day drawn at random; undefined while nothing is folded. */
export async function randomSum(db: Db, sample: number): Promise<{ readonly series: number; readonly day: LocalDay } | undefined> {
  const { rows: ids } = await sql<{ first: number | null; last: number | null }>`select min(series) as first, max(series) as last from rollup_year`.execute(db)
  const { first, last } = ids[0] ?? { first: null, last: null }
  if (first === null || last === null) return undefined
  const from = first + Math.floor(sample * (last - first + 1))
  const { rows: days } = await sql<{ series: number; first: number; last: number }>`
    select series, min(day) as first, max(day) as last from rollup_day
    where series = (select series from rollup_year where series >= ${from} order by series limit 1) group by series`.execute(db)
  const found = days[0]
  if (found === undefined) return undefined
  // Another digit of the same draw chooses the day.
  const day = found.first + Math.floor(((sample * 1_000_003) % 1) * (found.last - found.first + 1))
  const { rows } = await sql<{ day: number }>`select day from rollup_day where series = ${found.series} and day >= ${day} order by day limit 1`.execute(db)
  return { series: found.series, day: rows[0]?.day ?? found.last }
}

/** Which of the months and years that a day of a sum lies in are not what its days add up to; in words. */
export async function longerDifferences(db: Db, { series, day }: { readonly series: number; readonly day: LocalDay }): Promise<readonly string[]> {
  const month = monthOf(day)
  const year = Math.floor(month / 12)
  const days = sql`select recorded_day, ${COUNTS} from rollup_day where series = ${series}`
  const ofMonth = sql`${days} and day >= ${firstDayOf(month)} and day < ${firstDayOf(month + 1)}`
  const ofYear = sql`${days} and day >= ${firstDayOf(year * 12)} and day < ${firstDayOf(year * 12 + 12)}`
  const differs = async (counted: RawBuilder<unknown>, recorded: RawBuilder<unknown>, kept: RawBuilder<unknown>): Promise<boolean> => {
    const { rows } = await sql<{ wrong: number }>`
      select count(*) as wrong from (
        select recorded, ${KEPT_SUMS} from (
          select ${recorded} as recorded, ${COUNTS} from (${counted}) as day
          union all ${kept}
        ) as both_sides group by recorded
      ) as row where ${NOT_NOTHING}`.execute(db)
    return (rows[0]?.wrong ?? 0) > 0
  }
  const negative = sql`-entered, -met, -open, -open_start_ms, -elapsed_ms`
  const recordedMonth = monthOfColumn('recorded_day')
  const wrong: string[] = []
  if (await differs(ofMonth, recordedMonth, sql`select recorded_month, ${negative} from rollup_month where series = ${series} and month = ${month}`)) wrong.push(`month ${year}-${(month % 12) + 1}`)
  if (await differs(ofYear, sql`(${recordedMonth}) / 12`, sql`select recorded_year, ${negative} from rollup_year where series = ${series} and year = ${year}`)) wrong.push(`year ${year}`)
  return wrong
}

/** The first local day that has an edge; undefined while there is none. */
export async function firstEdgeDay(db: Db): Promise<LocalDay | undefined> {
  const { rows } = await sql<{ day: number }>`select day from edge order by at limit 1`.execute(db)
  return rows[0]?.day
}
