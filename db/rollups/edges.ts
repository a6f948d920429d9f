// Edges in the store: appended, never changed; a correction appends the difference.
import { sql, type RawBuilder } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { LocalDay } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, instantOf, instants, numbers, rowsOf, texts } from '../sql-arrays.ts'
import { COUNTS, toCounts, type CountsRow } from './counts-columns.ts'

/** An edge by the number of its series. */
export interface StoredEdge {
  readonly identity: number
  readonly series: number
  /** Local day of `at`. */
  readonly day: LocalDay
  readonly at: number
  readonly counts: Counts
}

/** Where edges are recorded. `recordedAt` is the database's own text of the instant, exact to the microsecond. */
export interface RecordedIn {
  readonly id: number
  readonly recordedAt: string
  readonly recordedDay: LocalDay
}

export async function insertEdges(db: Db, batch: RecordedIn, edges: readonly StoredEdge[]): Promise<void> {
  if (edges.length === 0) return
  await sql`
    insert into edge (series, day, at, recorded_at, recorded_day, batch, identity, entered, met, open, open_start_ms, elapsed_ms)
    select series, day, ${instantOf('at')}, ${batch.recordedAt}::timestamptz, ${batch.recordedDay}::integer, ${batch.id}::bigint, identity, entered, met, open, open_start_ms, elapsed_ms
    from ${rowsOf(columnsOf(edges))}`.execute(db)
}

const columnsOf = (edges: readonly StoredEdge[]): Readonly<Record<string, RawBuilder<unknown>>> => ({
  series: numbers(edges.map((e) => e.series), 'integer'),
  day: numbers(edges.map((e) => e.day), 'integer'),
  at: instants(edges.map((e) => e.at)),
  identity: numbers(edges.map((e) => e.identity), 'bigint'),
  entered: numbers(edges.map((e) => e.counts.entered), 'smallint'),
  met: numbers(edges.map((e) => e.counts.met), 'smallint'),
  open: numbers(edges.map((e) => e.counts.open), 'smallint'),
  open_start_ms: numbers(edges.map((e) => e.counts.openStartMs), 'bigint'),
  elapsed_ms: numbers(edges.map((e) => e.counts.elapsedMs), 'bigint'),
})

/** Puts a batch into the queue of those whose edges the sums do not hold yet. */
export async function queueForFolding(db: Db, batch: { readonly id: number; readonly recordedDay: LocalDay }, edges: number): Promise<void> {
  if (edges === 0) return
  await db.insertInto('unfolded').values({ batch: batch.id, recorded_day: batch.recordedDay, edges }).execute()
}

/** An edge with the batch that it belongs to. */
export interface RecordedEdge extends StoredEdge {
  readonly batch: RecordedIn
}

/** As `insertEdges`, for edges of many batches. */
export async function insertRecordedEdges(db: Db, edges: readonly RecordedEdge[]): Promise<void> {
  if (edges.length === 0) return
  const recorded = {
    recorded_at: texts(edges.map((e) => e.batch.recordedAt)),
    recorded_day: numbers(edges.map((e) => e.batch.recordedDay), 'integer'),
    batch: numbers(edges.map((e) => e.batch.id), 'bigint'),
  }
  await sql`
    insert into edge (series, day, at, recorded_at, recorded_day, batch, identity, entered, met, open, open_start_ms, elapsed_ms)
    select series, day, ${instantOf('at')}, recorded_at::timestamptz, recorded_day, batch, identity, entered, met, open, open_start_ms, elapsed_ms
    from ${rowsOf({ ...columnsOf(edges), ...recorded })}`.execute(db)
}

/** What the stored edges of these identities (in ascending order) add up to, by batch, series and instant. */
export async function edgesOfIdentities(db: Db, identities: readonly number[]): Promise<readonly (StoredEdge & { readonly batch: number })[]> {
  const [first, last] = [identities[0], identities.at(-1)]
  if (first === undefined || last === undefined) return []
  const { rows } = await sql<CountsRow & { identity: number; batch: number; series: number; day: number; at: number }>`
    select identity, batch, series, day, at, sum(entered)::integer as entered, sum(met)::integer as met, sum(open)::integer as open,
      sum(open_start_ms)::text as open_start_ms, sum(elapsed_ms)::text as elapsed_ms
    from (select identity, batch, series, day, at, ${COUNTS} from edge where identity between ${first}::bigint and ${last}::bigint ${EACH_BY_INDEX}) as edge
    where identity = any(${numbers(identities, 'bigint')})
    group by identity, batch, series, day, at`.execute(db)
  return rows.map((row) => ({ identity: row.identity, batch: row.batch, series: row.series, day: row.day, at: row.at, counts: toCounts(row) }))
}
