// Sums up to an instant, as known at another: whole years, months and days from what is folded, the rest from single edges. Nothing is counted twice.
import { sql, type RawBuilder } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers } from '../sql-arrays.ts'
import { COUNTS, READ_SUMS, toCounts, type CountsRow } from './counts-columns.ts'
import { firstDayOf, monthOf } from './periods.ts'

type Rows = RawBuilder<unknown>

/** What these summed series add up to; all sums of areas when none are named. Read inside one snapshot: what is folded moves between two statements. */
export async function totalsAt(db: Db, clocks: Clocks, zone: Zone, sums?: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
  if (sums?.length === 0) return new Map()
  const day = zone.localDay(clocks.asOf)
  const knownDay = clocks.knownAt === undefined ? undefined : zone.localDay(clocks.knownAt)
  const { rows } = await sql<CountsRow & { series: number }>`
    select series, ${READ_SUMS} from (
      ${sql.join([...foldedBefore(day, knownDay).map((part) => ofSums(part, sums)), upward(looseEdges(clocks, zone), sums)], sql` union all `)}
    ) as part group by series`.execute(db)
  return new Map(rows.map((row) => [row.series, toCounts(row)]))
}

/** A part of a folded table, to be read for one series or for all. */
export interface FoldedPart {
  readonly table: string
  readonly where: RawBuilder<unknown>
}

/**
 * Cuts the folded past before `day`, recorded before `knownDay`, into whole years of both clocks, then whole months, then days. Each
 * condition leaves out what a longer period holds already.
 */
export function foldedBefore(day: LocalDay, knownDay: LocalDay | undefined): readonly FoldedPart[] {
  const month = monthOf(day)
  const year = Math.floor(month / 12)
  if (knownDay === undefined) {
    return [
      { table: 'rollup_year', where: sql`year < ${year}` },
      { table: 'rollup_month', where: sql`month >= ${year * 12} and month < ${month}` },
      { table: 'rollup_day', where: sql`day >= ${firstDayOf(month)} and day < ${day}` },
    ]
  }
  const knownMonth = monthOf(knownDay)
  const knownYear = Math.floor(knownMonth / 12)
  return [
    { table: 'rollup_year', where: sql`year < ${year} and recorded_year < ${knownYear}` },
    { table: 'rollup_month', where: sql`month < ${month} and recorded_month < ${knownMonth} and (month >= ${year * 12} or recorded_month >= ${knownYear * 12})` },
    { table: 'rollup_day', where: sql`day >= ${firstDayOf(month)} and day < ${day} and recorded_day < ${knownDay}` },
    { table: 'rollup_day', where: sql`day < ${firstDayOf(month)} and recorded_day >= ${firstDayOf(knownMonth)} and recorded_day < ${knownDay}` },
  ]
}

const AREA_SUMS = sql`select id from series_key where summed and bureau = ''`

function ofSums({ table, where }: FoldedPart, sums: readonly number[] | undefined): Rows {
  const from = sql`select series, ${COUNTS} from ${sql.table(table)} as folded`
  if (sums === undefined) return sql`(${from} where ${where} and series in (${AREA_SUMS}))`
  return sql`
    (select folded.* from unnest(${numbers(sums, 'integer')}) as wanted (series)
    cross join lateral (${from} where folded.series = wanted.series and ${where} ${EACH_BY_INDEX}) as folded)`
}

/** Single edges as counts of the sums they add to. */
function upward(edges: Rows, sums: readonly number[] | undefined, extra: RawBuilder<unknown> = sql``): Rows {
  const only = sums === undefined ? AREA_SUMS : sql`select unnest(${numbers(sums, 'integer')})`
  return sql`
    (select upward.summed as series, ${extra} ${COUNTS} from (${edges}) as edge
    cross join lateral (select summed from series_sum where series_sum.series = edge.series ${EACH_BY_INDEX}) as upward
    where upward.summed in (${only}))`
}

const EDGE = sql`select series, day, at, ${COUNTS} from edge`

/** The edges up to `asOf` that the folded parts do not hold: those of its own day, those recorded on the day of `knownAt`, and those of batches that wait to be folded. */
function looseEdges(clocks: Clocks, zone: Zone): Rows {
  const start = zone.startOfDay(zone.localDay(clocks.asOf))
  const known = clocks.knownAt === undefined ? sql`true` : sql`recorded_at <= ${timestamp(clocks.knownAt)}`
  return sql`
    (${EDGE} where at >= ${timestamp(start)} and at <= ${timestamp(clocks.asOf)} and ${known})
    union all ${looseBefore(start, clocks.knownAt, zone)}`
}

/** The edges before a local midnight that the folded parts, cut at the same midnight, do not hold. */
function looseBefore(end: Instant, knownAt: Instant | undefined, zone: Zone, from?: Instant): Rows {
  const range = from === undefined ? sql`at < ${timestamp(end)}` : sql`at >= ${timestamp(from)} and at < ${timestamp(end)}`
  const ofBatch = sql`(${EDGE} where edge.batch = loose.batch and ${range} ${EACH_BY_INDEX})`
  if (knownAt === undefined) return sql`(select edge.* from unfolded as loose cross join lateral ${ofBatch} as edge)`
  const knownDay = zone.localDay(knownAt)
  return sql`
    (select edge.* from unfolded as loose cross join lateral ${ofBatch} as edge where loose.recorded_day < ${knownDay})
    union all
    (select edge.* from (
      select id as batch from intake_batch where recorded_at >= ${timestamp(zone.startOfDay(knownDay))} and recorded_at <= ${timestamp(knownAt)}
    ) as loose cross join lateral ${ofBatch} as edge)`
}

/** A sum of one summed series over one local day, or over one hour since 1970. */
export interface PeriodSum {
  readonly series: number
  readonly period: number
  readonly counts: Counts
}

export interface DayRange {
  /** Both inclusive. */
  readonly from: LocalDay
  readonly to: LocalDay
  readonly knownAt?: Instant | undefined
}

/** What each whole local day adds to these summed series, in order of days. */
export async function dailySums(db: Db, range: DayRange, zone: Zone, sums: readonly number[]): Promise<readonly PeriodSum[]> {
  if (sums.length === 0 || range.to < range.from) return []
  const known = range.knownAt === undefined ? sql`true` : sql`recorded_day < ${zone.localDay(range.knownAt)}`
  const loose = looseBefore(zone.startOfDay(range.to + 1), range.knownAt, zone, zone.startOfDay(range.from))
  const { rows } = await sql<CountsRow & { series: number; period: number }>`
    select series, day as period, ${READ_SUMS} from (
      select folded.* from unnest(${numbers(sums, 'integer')}) as wanted (series)
      cross join lateral (
        select series, day, ${COUNTS} from rollup_day as folded
        where folded.series = wanted.series and day between ${range.from} and ${range.to} and ${known} ${EACH_BY_INDEX}
      ) as folded
      union all ${upward(loose, sums, sql`day,`)}
    ) as part group by series, day order by day`.execute(db)
  return rows.map((row) => ({ series: row.series, period: row.period, counts: toCounts(row) }))
}

/** As `dailySums` for whole hours since 1970, both inclusive; as far back as sums of hours are kept, and as everything is known now. */
export async function hourlySums(db: Db, range: { readonly from: number; readonly to: number }, sums: readonly number[]): Promise<readonly PeriodSum[]> {
  if (sums.length === 0 || range.to < range.from) return []
  const loose = sql`
    select edge.* from unfolded as loose cross join lateral (
      ${EDGE} where edge.batch = loose.batch and at >= ${timestamp(range.from * 3_600_000)} and at < ${timestamp((range.to + 1) * 3_600_000)} ${EACH_BY_INDEX}
    ) as edge`
  const { rows } = await sql<CountsRow & { series: number; period: number }>`
    select series, hour as period, ${READ_SUMS} from (
      select folded.* from unnest(${numbers(sums, 'integer')}) as wanted (series)
      cross join lateral (
        select series, hour, ${COUNTS} from rollup_hour as folded where folded.series = wanted.series and hour between ${range.from} and ${range.to} ${EACH_BY_INDEX}
      ) as folded
      union all ${upward(loose, sums, sql`floor(extract(epoch from at) / 3600)::integer as hour,`)}
    ) as part group by series, hour order by hour`.execute(db)
  return rows.map((row) => ({ series: row.series, period: row.period, counts: toCounts(row) }))
}

const timestamp = (at: Instant): RawBuilder<unknown> => sql`${new Date(at).toISOString()}::timestamptz`
