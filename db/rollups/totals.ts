// Sums up to an instant, as known at another: whole years, months and days from what is folded, the rest from single edges. Nothing is counted twice.
import { sql, type RawBuilder } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers } from '../sql-arrays.ts'
import { COUNTS, KEPT_SUMS, READ_SUMS, toCounts, type CountsRow } from './counts-columns.ts'
import { firstDayOf, monthOf } from './periods.ts'
import { waitingBatches } from './waiting.ts'

type Rows = RawBuilder<unknown>

/** What these summed series add up to; all sums of areas when none are named. Read inside one snapshot: what is folded moves between two statements. */
export async function totalsAt(db: Db, clocks: Clocks, zone: Zone, sums?: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
  if (sums?.length === 0) return new Map()
  const day = zone.localDay(clocks.asOf)
  const knownDay = clocks.knownAt === undefined ? undefined : zone.localDay(clocks.knownAt)
  const waiting = await waitingBatches(db, knownFrom(clocks.knownAt, zone))
  const loose = looseEdges(clocks, zone, waiting).map((edges) => upward(sql`select series, ${KEPT_SUMS} from (${edges}) as edge group by series`, sums))
  const { rows } = await sql<CountsRow & { series: number }>`
    select series, ${READ_SUMS} from (
      ${sql.join([...foldedBefore(day, knownDay).map((part) => ofSums(part, sums)), ...loose], sql` union all `)}
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

/** The edges up to `asOf` that the folded parts do not hold: those of its own day, and before that those of waiting batches. */
function looseEdges({ asOf, knownAt }: Clocks, zone: Zone, waiting: readonly number[]): readonly Rows[] {
  const start = zone.startOfDay(zone.localDay(asOf))
  const known = knownAt === undefined ? sql`true` : sql`recorded_at <= ${timestamp(knownAt)}`
  return [
    sql`(${EDGE} where at >= ${timestamp(start)} and at <= ${timestamp(asOf)} and ${known})`,
    ...ofBatches(waiting, sql`at < ${timestamp(start)}`),
  ]
}

const knownFrom = (at: Instant | undefined, zone: Zone): { readonly at: Instant; readonly zone: Zone } | undefined => (at === undefined ? undefined : { at, zone })

/** The edges of batches; nothing where there are none, so that nothing has to be planned for them. */
function ofBatches(batches: readonly number[], where: RawBuilder<unknown>): readonly Rows[] {
  if (batches.length === 0) return []
  return [sql`
    (select edge.* from unnest(${numbers(batches, 'bigint')}) as loose (batch)
    cross join lateral (${EDGE} where edge.batch = loose.batch and ${where} ${EACH_BY_INDEX}) as edge)`]
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

/** What each whole local day adds to these summed series, in order of days. Read inside one snapshot. */
export async function dailySums(db: Db, range: DayRange, zone: Zone, sums: readonly number[]): Promise<readonly PeriodSum[]> {
  if (sums.length === 0 || range.to < range.from) return []
  const known = range.knownAt === undefined ? sql`true` : sql`recorded_day < ${zone.localDay(range.knownAt)}`
  const [start, end] = [zone.startOfDay(range.from), zone.startOfDay(range.to + 1)]
  const loose = ofBatches(await waitingBatches(db, knownFrom(range.knownAt, zone)), sql`at >= ${timestamp(start)} and at < ${timestamp(end)}`)
  const { rows } = await sql<CountsRow & { series: number; period: number }>`
    select series, day as period, ${READ_SUMS} from (
      select folded.* from unnest(${numbers(sums, 'integer')}) as wanted (series)
      cross join lateral (
        select series, day, ${COUNTS} from rollup_day as folded
        where folded.series = wanted.series and day between ${range.from} and ${range.to} and ${known} ${EACH_BY_INDEX}
      ) as folded
      ${sql.join(loose.map((edges) => sql`union all ${upward(edges, sums, sql`day,`)}`), sql` `)}
    ) as part group by series, day order by day`.execute(db)
  return rows.map((row) => ({ series: row.series, period: row.period, counts: toCounts(row) }))
}

/** As `dailySums` for whole hours since 1970, both inclusive; as far back as sums of hours are kept, and as everything is known now. Read inside one snapshot. */
export async function hourlySums(db: Db, range: { readonly from: number; readonly to: number }, sums: readonly number[]): Promise<readonly PeriodSum[]> {
  if (sums.length === 0 || range.to < range.from) return []
  const loose = ofBatches(await waitingBatches(db), sql`at >= ${timestamp(range.from * 3_600_000)} and at < ${timestamp((range.to + 1) * 3_600_000)}`)
  const { rows } = await sql<CountsRow & { series: number; period: number }>`
    select series, hour as period, ${READ_SUMS} from (
      select folded.* from unnest(${numbers(sums, 'integer')}) as wanted (series)
      cross join lateral (
        select series, hour, ${COUNTS} from rollup_hour as folded where folded.series = wanted.series and hour between ${range.from} and ${range.to} ${EACH_BY_INDEX}
      ) as folded
      ${sql.join(loose.map((edges) => sql`union all ${upward(edges, sums, sql`floor(extract(epoch from at) / 3600)::integer as hour,`)}`), sql` `)}
    ) as part group by series, hour order by hour`.execute(db)
  return rows.map((row) => ({ series: row.series, period: row.period, counts: toCounts(row) }))
}

const timestamp = (at: Instant): RawBuilder<unknown> => sql`${new Date(at).toISOString()}::timestamptz`
