// Sums follow the edges: batches wait in a queue until one process adds their edges to the sums of hours, days, months and years.
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../open-store.ts'
import { tryLockAlone } from '../locks.ts'
import { EACH_BY_INDEX, instantOf, instants, numbers } from '../sql-arrays.ts'
import { inTransaction } from '../transactions.ts'
import { ADD_EXCLUDED, COUNTS, KEPT_SUMS, NOT_NOTHING } from './counts-columns.ts'
import type { RecordedEdge } from './edges.ts'
import { monthOfColumn } from './periods.ts'

/** Edges of one transaction, unless a single batch has more: readers add up what is still waiting, and deliveries wait for the embedded store. */
const MOST_EDGES = 20_000
const MOST_BATCHES = 500
/** How long sums of hours are kept: trends ask for the last 35 days. */
export const HOURS_KEPT = 36 * 24

/** How many edges were folded now; `busy` while another process folds. */
export type Folded = { readonly edges: number } | 'busy'

/** Folds the oldest batches that wait, in one transaction: nobody ever sees a batch counted twice or not at all. */
export function foldSome(db: Db): Promise<Folded> {
  return inTransaction(db, async (transaction): Promise<Folded> => {
    if (!(await tryLockAlone(transaction, 'fold'))) return 'busy'
    const waiting = await transaction.selectFrom('unfolded').selectAll().orderBy('batch').limit(MOST_BATCHES).execute()
    let edges = 0
    const batches = waiting.filter((batch, index) => {
      if (index > 0 && edges >= MOST_EDGES) return false
      edges += batch.edges
      return true
    })
    if (batches.length === 0) return { edges: 0 }
    const ids = numbers(batches.map(({ batch }) => batch), 'bigint')
    await addToSums(transaction, sql`
      select edge.* from unnest(${ids}) as claimed (batch)
      cross join lateral (select series, day, recorded_day, ${keptHour('at')} as hour, ${COUNTS} from edge where edge.batch = claimed.batch ${EACH_BY_INDEX}) as edge`)
    await sql`delete from unfolded where batch = any(${ids})`.execute(transaction)
    return { edges }
  })
}

/** Folds until nothing waits, or until another process does it; the number of edges. */
export async function foldAll(db: Db): Promise<number> {
  for (let sum = 0; ; ) {
    const folded = await foldSome(db)
    if (folded === 'busy' || folded.edges === 0) return sum
    sum += folded.edges
  }
}

/** Adds single edges to the sums, except those of batches that still wait: these are folded with their batch. Hold the lock `fold`. */
export async function addEdgesToSums(db: Db, edges: readonly RecordedEdge[]): Promise<void> {
  if (edges.length === 0) return
  const rows = sql`
    unnest(${numbers(edges.map((e) => e.series), 'integer')}, ${instants(edges.map((e) => e.at))}, ${numbers(edges.map((e) => e.day), 'integer')},
      ${numbers(edges.map((e) => e.batch.recordedDay), 'integer')}, ${numbers(edges.map((e) => e.batch.id), 'bigint')},
      ${numbers(edges.map((e) => e.counts.entered), 'smallint')}, ${numbers(edges.map((e) => e.counts.met), 'smallint')}, ${numbers(edges.map((e) => e.counts.open), 'smallint')},
      ${numbers(edges.map((e) => e.counts.openStartMs), 'bigint')}, ${numbers(edges.map((e) => e.counts.elapsedMs), 'bigint')})
      as edge (series, at_ms, day, recorded_day, batch, ${COUNTS})`
  await addToSums(db, sql`
    select series, day, recorded_day, ${keptHour('at')} as hour, ${COUNTS} from (select *, ${instantOf('at_ms')} as at from ${rows}) as edge
    where not exists (select from unfolded where unfolded.batch = edge.batch)`)
}

/** The hour since 1970 of an instant whose hour is kept, else null. */
const keptHour = (column: string): RawBuilder<unknown> =>
  sql`case when ${sql.ref(column)} >= now() - ${HOURS_KEPT} * interval '1 hour' then ${hourOf(column)} end`

const hourOf = (column: string): RawBuilder<unknown> => sql`floor(date_part('epoch', ${sql.ref(column)}) / 3600)::integer`

/** Adds edges to all sums; `edges` selects series, day, recorded_day, hour (see `keptHour`) and counts. Hold the lock `fold`. */
async function addToSums(db: Db, edges: RawBuilder<unknown>): Promise<void> {
  await sql`
    with part as materialized (
      select series, day, recorded_day, hour, ${KEPT_SUMS} from (${edges}) as edge group by series, day, recorded_day, hour
    ),
    summed as materialized (
      select upward.summed as series, day, recorded_day, hour, ${KEPT_SUMS} from part
      cross join lateral (select summed from series_sum where series_sum.series = part.series ${EACH_BY_INDEX}) as upward
      group by upward.summed, day, recorded_day, hour
    ),
    days as materialized (
      select series, day, recorded_day, ${KEPT_SUMS} from summed group by series, day, recorded_day
    ),
    months as materialized (
      select series, month, recorded_month, ${KEPT_SUMS}
      from (select series, ${monthOfColumn('day')} as month, ${monthOfColumn('recorded_day')} as recorded_month, ${COUNTS} from days) as day
      group by series, month, recorded_month
    ),
    years as (
      select series, month / 12 as year, recorded_month / 12 as recorded_year, ${KEPT_SUMS} from months group by 1, 2, 3
    ),
    into_hours as (${upsertHours(sql`select series, hour, ${KEPT_SUMS} from summed where hour is not null group by series, hour`)}),
    into_days as (${upsertSums('rollup_day', 'day', sql`select series, day, recorded_day, ${COUNTS} from days`)}),
    into_months as (${upsertSums('rollup_month', 'month', sql`select series, month, recorded_month, ${COUNTS} from months`)})
    ${upsertSums('rollup_year', 'year', sql`select series, year, recorded_year, ${COUNTS} from years`)}`.execute(db)
}

/** Adds rows of sums to a folded table; `rows` selects series, period, recorded period and counts. */
export function upsertSums(table: string, period: string, rows: RawBuilder<unknown>): RawBuilder<unknown> {
  const key = sql`series, ${sql.ref(period)}, ${sql.ref(`recorded_${period}`)}`
  return sql`
    insert into ${sql.table(table)} as kept (${key}, ${COUNTS})
    select * from (${rows}) as row where ${NOT_NOTHING} order by 1, 2, 3
    on conflict (${key}) do update set ${ADD_EXCLUDED}`
}

/** Adds rows of sums to those of hours; `rows` selects series, hour and counts, each series and hour once. */
function upsertHours(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into rollup_hour as kept (series, hour, ${COUNTS})
    select * from (${rows}) as row where ${NOT_NOTHING} order by 1, 2
    on conflict (series, hour) do update set ${ADD_EXCLUDED}`
}

/** Makes the sums of hours anew from the edges; the table is empty. */
export async function sumHoursAnew(db: Db): Promise<void> {
  await upsertHours(sql`
    select upward.summed, hour, ${KEPT_SUMS}
    from (select series, ${hourOf('at')} as hour, ${KEPT_SUMS} from edge where at >= now() - ${HOURS_KEPT} * interval '1 hour' group by 1, 2) as edge
    cross join lateral (select summed from series_sum where series_sum.series = edge.series ${EACH_BY_INDEX}) as upward group by 1, 2`).execute(db)
}

/** Forgets sums of hours that are older than anybody asks for; how many. */
export async function forgetOldHours(db: Db): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (delete from rollup_hour where hour < floor(extract(epoch from now()) / 3600)::integer - ${HOURS_KEPT} returning 1)
    select count(*) as gone from gone`.execute(db)
  return rows[0]?.gone ?? 0
}
