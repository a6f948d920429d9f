// The course of a few sums day by day: what they were before, what each day adds, and what of it became known only after its day was over.
import { sql, type RawBuilder } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers, texts } from '../sql-arrays.ts'
import { COUNTS, KEPT_SUMS, READ_SUMS, toCounts, type CountsRow } from './counts-columns.ts'
import { foldedBefore } from './totals.ts'

/** A summed series and the cell that its counts go to, added or taken away. What nobody tells apart shares a cell, and the database adds it up. */
export interface SumInCell {
  readonly sum: number
  readonly cell: number
  readonly sign: 1 | -1
}

/** What a cell gains on a local day. */
export interface CourseStep {
  readonly cell: number
  readonly day: LocalDay
  readonly counts: Counts
}

export interface Course {
  /** By cell: everything before the first day. */
  readonly before: ReadonlyMap<number, Counts>
  /** By the day in the city, in order of days. */
  readonly steps: readonly CourseStep[]
  /** In order of days: up to a day they add up to the part of its total that was not known yet when that day was over. Empty unless asked for. */
  readonly late: readonly CourseStep[]
}

export interface CourseQuestion {
  /** Both inclusive, whole days. */
  readonly from: LocalDay
  readonly to: LocalDay
  readonly knownAt?: Instant | undefined
  readonly late?: boolean
}

/** Read inside one snapshot: what is folded moves between two statements. */
export async function courseOf(db: Db, question: CourseQuestion, zone: Zone, sums: readonly SumInCell[]): Promise<Course> {
  const { from, to, knownAt } = question
  if (sums.length === 0) return { before: new Map(), steps: [], late: [] }
  const late = question.late === true && to >= from
  const knownDay = knownAt === undefined ? undefined : zone.localDay(knownAt)
  // A row of an earlier day matters where it was recorded within the range: until then it was missing.
  const days = late ? sql`day <= ${to} and (day >= ${from} or recorded_day > ${from})` : sql`day between ${from} and ${to}`
  const known = knownDay === undefined ? sql`true` : sql`recorded_day < ${knownDay}`
  const folded = (table: string, columns: RawBuilder<unknown>, where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select wanted.cell, ${columns}, ${SIGNED} from wanted
    cross join lateral (select * from ${sql.table(table)} as folded where folded.series = wanted.series and ${where} ${EACH_BY_INDEX}) as counted`
  const waiting = await waitingBatches(db, knownAt, zone)
  const ofWaiting = (where: RawBuilder<unknown>): readonly RawBuilder<unknown>[] =>
    waiting.length === 0 ? [] : [sql`select cell, day, recorded_day, ${COUNTS} from loose where ${where}`]
  const loose = waiting.length === 0 ? sql`` : sql`loose as materialized (${upward(edgesOf(waiting, sql`day <= ${to}`))}),`
  const part = [folded('rollup_day', sql`counted.day, counted.recorded_day`, sql`${days} and ${known}`), ...ofWaiting(days)]
  const earlier = [...foldedBefore(from, knownDay).map(({ table, where }) => folded(table, sql`0 as day, 0 as recorded_day`, where)), ...ofWaiting(sql`day < ${from}`)]
  const { rows } = await sql<CountsRow & { kind: number; cell: number; day: number }>`
    with wanted as materialized (${cellsOf(sums)}), ${loose}
    part as materialized (${sql.join(part, UNION)}), earlier as (${sql.join(earlier, UNION)})
    select ${BEFORE}::integer as kind, cell, 0 as day, ${READ_SUMS} from earlier group by cell
    union all select ${STEP}::integer, cell, day, ${READ_SUMS} from part where day >= ${from} group by cell, day
    ${late ? sql`union all ${lateSteps(from, to)}` : sql``}
    order by 1, 3`.execute(db)
  const ofKind = (kind: number): CourseStep[] => rows.filter((row) => row.kind === kind).map((row) => ({ cell: row.cell, day: row.day, counts: toCounts(row) }))
  return { before: new Map(ofKind(BEFORE).map(({ cell, counts }) => [cell, counts])), steps: ofKind(STEP), late: ofKind(LATE) }
}

const UNION = sql` union all `
const BEFORE = 0
const STEP = 1
const LATE = 2

const cellsOf = (sums: readonly SumInCell[]): RawBuilder<unknown> => sql`
  select * from unnest(${numbers(sums.map(({ sum }) => sum), 'integer')}, ${numbers(sums.map(({ cell }) => cell), 'integer')}, ${numbers(sums.map(({ sign }) => sign), 'integer')}) as wanted (series, cell, sign)`

const SIGNED = sql`sign * entered as entered, sign * met as met, sign * open as open, sign * open_start_ms as open_start_ms, sign * elapsed_ms as elapsed_ms`

/** Single edges as counts of the cells they add to. Their few sums are looked up edge by edge, before the wanted ones are chosen. */
const upward = (edges: RawBuilder<unknown>, sign: 1 | -1 = 1): RawBuilder<unknown> => sql`
  select wanted.cell, added.day, added.recorded_day, ${sign === 1 ? SIGNED : OPPOSITE} from (
    select upward.summed, edge.* from (${edges}) as edge
    cross join lateral (select summed from series_sum where series_sum.series = edge.series ${EACH_BY_INDEX}) as upward ${EACH_BY_INDEX}
  ) as added join wanted on wanted.series = added.summed`

const OPPOSITE = sql`-sign * entered as entered, -sign * met as met, -sign * open as open, -sign * open_start_ms as open_start_ms, -sign * elapsed_ms as elapsed_ms`

/** What was recorded after its day is missing from that day (or the first of the range) on, until the day on which it was recorded. */
function lateSteps(from: LocalDay, to: LocalDay): RawBuilder<unknown> {
  return sql`
    select ${LATE}::integer, cell, day, ${READ_SUMS} from (
      select cell, greatest(day, ${from}::integer) as day, ${COUNTS} from part where recorded_day > day and recorded_day > ${from}
      union all
      select cell, recorded_day, -entered, -met, -open, -open_start_ms, -elapsed_ms from part where recorded_day > day and recorded_day > ${from} and recorded_day <= ${to}
    ) as missing group by cell, day`
}

/**
 * The batches whose edges the folded sums, cut before the day of `knownAt`, do not hold. Asked first: mostly there is none, and a statement
 * that could read every chunk of edges takes longer to plan than the rest takes to run.
 */
async function waitingBatches(db: Db, knownAt: Instant | undefined, zone: Zone): Promise<readonly number[]> {
  const day = knownAt === undefined ? undefined : zone.localDay(knownAt)
  const { rows } = await (day === undefined || knownAt === undefined
    ? sql<{ batch: number }>`select batch from unfolded`
    : sql<{ batch: number }>`
      select batch from unfolded where recorded_day < ${day} union all
      select id from intake_batch where recorded_at >= ${timestamp(zone.startOfDay(day))} and recorded_at <= ${timestamp(knownAt)}`).execute(db)
  return rows.map(({ batch }) => batch)
}

const EDGE = sql`select series, day, recorded_day, ${COUNTS} from edge`

const edgesOf = (batches: readonly number[], where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select edge.* from unnest(${numbers(batches, 'bigint')}) as waiting (batch) cross join lateral (${EDGE} where edge.batch = waiting.batch and ${where} ${EACH_BY_INDEX}) as edge`

/**
 * What the part of a local day up to `asOf` adds to the cells, as everything is known now: the hours as they are folded, without the edges
 * after `asOf`. Hours of long ago are not kept, so such a day is read from its edges alone.
 */
export async function partOfDay(db: Db, asOf: Instant, zone: Zone, sums: readonly SumInCell[]): Promise<ReadonlyMap<number, Counts>> {
  if (sums.length === 0) return new Map()
  const midnight = zone.startOfDay(zone.localDay(asOf))
  const [first, running] = [Math.ceil(midnight / MS_PER_HOUR), Math.floor(asOf / MS_PER_HOUR)]
  const [begins, ends] = [first * MS_PER_HOUR, (running + 1) * MS_PER_HOUR]
  const kept = sql`${timestamp(midnight)} > now() - interval '35 days'`
  const between = (from: Instant, to: Instant): RawBuilder<unknown> => sql`at >= ${timestamp(from)} and at < ${timestamp(to)}`
  const waiting = await waitingBatches(db, undefined, zone)
  const parts = [
    sql`select wanted.cell, ${SIGNED} from wanted cross join lateral (
      select * from rollup_hour as folded where folded.series = wanted.series and hour >= ${first} and hour <= ${running} and ${kept} ${EACH_BY_INDEX}) as counted`,
    ofEdges(upward(sql`${EDGE} where ${kept} and ${between(asOf + 1, ends)}`, -1)),
    ofEdges(upward(sql`select series, 0 as day, 0 as recorded_day, ${KEPT_SUMS} from edge where not (${kept}) and ${between(midnight, asOf + 1)} group by series`)),
    ...(waiting.length === 0 ? [] : [ofEdges(upward(edgesOf(waiting, sql`${kept} and ${between(begins, ends)}`)))]),
    // Where midnight does not fall on a whole hour.
    ...(midnight === begins ? [] : [ofEdges(upward(sql`${EDGE} where ${kept} and ${between(midnight, Math.min(begins, asOf + 1))}`))]),
  ]
  const { rows } = await sql<CountsRow & { cell: number }>`
    with wanted as materialized (${cellsOf(sums)}), part as (${sql.join(parts, UNION)})
    select cell, ${READ_SUMS} from part group by cell`.execute(db)
  return new Map(rows.map((row) => [row.cell, toCounts(row)]))
}

const ofEdges = (edges: RawBuilder<unknown>): RawBuilder<unknown> => sql`select cell, ${COUNTS} from (${edges}) as edges`

const MS_PER_HOUR = 3_600_000

/**
 * The first local day on which a summed series of an area counts anything, by calculation; as known at the end of a day when it is named. Edges that wait to be
 * folded are asked only where nothing is folded yet. Calculations that count nothing are left out.
 */
export async function firstDaysOf(db: Db, { area, calculations, knownDay }: { readonly area: string; readonly calculations: readonly string[]; readonly knownDay?: LocalDay | undefined }): Promise<ReadonlyMap<string, LocalDay>> {
  if (calculations.length === 0) return new Map()
  const known = knownDay === undefined ? sql`true` : sql`recorded_day <= ${knownDay}`
  const { rows } = await sql<{ calculation: string; day: number }>`
    select key.calculation, min(first.day) as day from series_key as key
    cross join lateral (select day from rollup_day where rollup_day.series = key.id and ${known} order by day limit 1) as first
    where key.summed and key.area = ${area} and key.bureau = '' and key.calculation = any(${texts(calculations)}) and key.series_window = '' and key.segment <> 'scope'
    group by key.calculation`.execute(db)
  const days = new Map(rows.map(({ calculation, day }) => [calculation, day]))
  for (const [calculation, day] of await firstWaitingDays(db, area, calculations.filter((one) => !days.has(one)))) days.set(calculation, day)
  return days
}

async function firstWaitingDays(db: Db, area: string, calculations: readonly string[]): Promise<ReadonlyMap<string, LocalDay>> {
  if (calculations.length === 0) return new Map()
  const { rows } = await sql<{ calculation: string; day: number }>`
    select key.calculation, min(edge.day) as day from unfolded as waiting
    cross join lateral (select series, day from edge where edge.batch = waiting.batch ${EACH_BY_INDEX}) as edge
    cross join lateral (select summed from series_sum where series_sum.series = edge.series ${EACH_BY_INDEX}) as upward
    cross join lateral (select calculation, area, series_window, segment from series_key where series_key.id = upward.summed ${EACH_BY_INDEX}) as key
    where key.area = ${area} and key.calculation = any(${texts(calculations)}) and key.series_window = '' and key.segment <> 'scope'
    group by key.calculation`.execute(db)
  return new Map(rows.map(({ calculation, day }) => [calculation, day]))
}

const timestamp = (at: Instant): RawBuilder<unknown> => sql`${new Date(at).toISOString()}::timestamptz`
