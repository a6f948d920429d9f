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
    const claimed = sql`unnest(${ids}) as claimed (batch)`
    await addToSums(transaction, sql`
      select series, day, recorded_day, ${KEPT_SUMS} from ${claimed}
      cross join lateral (select series, day, recorded_day, ${COUNTS} from edge where edge.batch = claimed.batch ${EACH_BY_INDEX}) as edge
      group by series, day, recorded_day`)
    await addToHours(transaction, sql`
      select series, at, ${COUNTS} from ${claimed}
      cross join lateral (select series, at, ${COUNTS} from edge where edge.batch = claimed.batch and edge.at >= now() - ${HOURS_KEPT} * interval '1 hour' ${EACH_BY_INDEX}) as edge`)
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
  const folded = sql`not exists (select from unfolded where unfolded.batch = edge.batch)`
  await addToSums(db, sql`select series, day, recorded_day, ${KEPT_SUMS} from ${rows} where ${folded} group by series, day, recorded_day`)
  await addToHours(db, sql`
    select series, ${instantOf('at_ms')} as at, ${COUNTS} from ${rows}
    where ${folded} and ${instantOf('at_ms')} >= now() - ${HOURS_KEPT} * interval '1 hour'`)
}

/** Adds counts to the sums of days, months and years. `part` selects series, day, recorded_day and counts, each series and days once. Hold the lock `fold`. */
export async function addToSums(db: Db, part: RawBuilder<unknown>): Promise<void> {
  await sql`
    with part as materialized (${part}),
    days as materialized (
      select upward.summed as series, day, recorded_day, ${KEPT_SUMS} from part
      cross join lateral (select summed from series_sum where series_sum.series = part.series ${EACH_BY_INDEX}) as upward
      group by upward.summed, day, recorded_day
    ),
    months as materialized (
      select series, month, recorded_month, ${KEPT_SUMS}
      from (select series, ${monthOfColumn('day')} as month, ${monthOfColumn('recorded_day')} as recorded_month, ${COUNTS} from days) as day
      group by series, month, recorded_month
    ),
    years as (
      select series, month / 12 as year, recorded_month / 12 as recorded_year, ${KEPT_SUMS} from months group by 1, 2, 3
    ),
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

/** Adds counts to the sums of hours; `part` selects series, at and counts. */
export async function addToHours(db: Db, part: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into rollup_hour as kept (series, hour, ${COUNTS})
    select * from (
      select upward.summed, floor(extract(epoch from at) / 3600)::integer as hour, ${KEPT_SUMS}
      from (${part}) as part
      cross join lateral (select summed from series_sum where series_sum.series = part.series ${EACH_BY_INDEX}) as upward
      group by 1, 2
    ) as row where ${NOT_NOTHING} order by 1, 2
    on conflict (series, hour) do update set ${ADD_EXCLUDED}`.execute(db)
}

/** Forgets sums of hours that are older than anybody asks for; how many. */
export async function forgetOldHours(db: Db): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (delete from rollup_hour where hour < floor(extract(epoch from now()) / 3600)::integer - ${HOURS_KEPT} returning 1)
    select count(*) as gone from gone`.execute(db)
  return rows[0]?.gone ?? 0
}
