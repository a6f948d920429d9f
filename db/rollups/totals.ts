// Sums up to an instant: whole days from the rollups, the part of the last day from its edges. Nothing is read twice.
import { sql, type RawBuilder } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers } from '../sql-arrays.ts'

interface SumRow {
  readonly series: number
  readonly entered: number
  readonly met: number
  readonly open: number
  readonly open_start_ms: string
  readonly elapsed_ms: string
}

const toCounts = (row: SumRow): Counts => ({
  entered: row.entered,
  met: row.met,
  open: row.open,
  openStartMs: BigInt(row.open_start_ms),
  elapsedMs: BigInt(row.elapsed_ms),
})

const SUMS = sql`sum(entered)::bigint as entered, sum(met)::bigint as met, sum(open)::bigint as open,
  sum(open_start_ms)::text as open_start_ms, sum(elapsed_ms)::text as elapsed_ms`

/** What the series add up to at `asOf`, inclusive; all series when none are named. */
export async function totalsAt(db: Db, asOf: Instant, zone: Zone, series?: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
  const only = series === undefined ? sql`true` : sql`series in (select unnest(${numbers(series, 'integer')}))`
  const { rows } = await sql<SumRow>`
    select series, ${SUMS} from (
      select series, entered, met, open, open_start_ms, elapsed_ms from rollup_day where day < ${zone.localDay(asOf)} and ${only}
      union all
      select series, entered, met, open, open_start_ms, elapsed_ms from edge where ${partOfDay(asOf, zone)} and ${only}
    ) as part group by series`.execute(db)
  return new Map(rows.map((row) => [row.series, toCounts(row)]))
}

/** Series that are read as one sum: by number, the number of the cell they belong to. */
export type Cells = ReadonlyMap<number, number>

/** As `totalsAt`, by cell. */
export async function cellTotalsAt(db: Db, asOf: Instant, zone: Zone, cells: Cells): Promise<ReadonlyMap<number, Counts>> {
  const { rows } = await sql<SumRow>`
    select cell as series, ${SUMS} from (
      select series, entered, met, open, open_start_ms, elapsed_ms from rollup_day where day < ${zone.localDay(asOf)}
      union all
      select series, entered, met, open, open_start_ms, elapsed_ms from edge where ${partOfDay(asOf, zone)}
    ) as part join ${cellTable(cells)} using (series) group by cell`.execute(db)
  return new Map(rows.map((row) => [row.series, toCounts(row)]))
}

/** A sum of one cell over one local day. */
export interface DaySum {
  readonly cell: number
  readonly day: number
  readonly counts: Counts
}

/** What each day from `from` to `to` (inclusive) adds, by cell, in order of days. */
export async function dailySums(db: Db, range: { readonly from: number; readonly to: number }, cells: Cells): Promise<readonly DaySum[]> {
  const { rows } = await sql<SumRow & { day: number }>`
    select cell as series, day, ${SUMS} from rollup_day join ${cellTable(cells)} using (series)
    where day between ${range.from} and ${range.to} group by cell, day order by day`.execute(db)
  return rows.map((row) => ({ cell: row.series, day: row.day, counts: toCounts(row) }))
}

const cellTable = (cells: Cells): RawBuilder<unknown> =>
  sql`unnest(${numbers([...cells.keys()], 'integer')}, ${numbers([...cells.values()], 'integer')}) as known (series, cell)`

/** The edges of the local day of `asOf` up to it. */
const partOfDay = (asOf: Instant, zone: Zone): RawBuilder<unknown> =>
  sql`at >= ${new Date(zone.startOfDay(zone.localDay(asOf))).toISOString()}::timestamptz and at <= ${new Date(asOf).toISOString()}::timestamptz`

/**
 * What the store had shown at a look: `snapshot` is the database's own note of which transactions were visible. Batches up to
 * `restoredUpTo` came with a backup from another server, so their numbers of transactions say nothing here; the first look has seen them.
 */
export interface Look {
  readonly snapshot: string
  readonly asOf: Instant
  readonly restoredUpTo: number
}

/** Edges to add to totals taken at `last` so that they are totals at `asOf` with everything committed since. */
export interface Advance {
  readonly look: Look
  readonly changes: readonly { readonly series: number; readonly counts: Counts }[]
}

/** Totals and the look they belong to, read as one. */
export async function firstLook(db: Db, asOf: Instant, zone: Zone): Promise<{ readonly look: Look; readonly totals: ReadonlyMap<number, Counts> }> {
  return db.transaction().setIsolationLevel('repeatable read').execute(async (transaction) => {
    const snapshot = await snapshotOf(transaction)
    // A row that can be read although the snapshot calls its transaction unfinished was not written by this server.
    const { rows: restored } = await sql<{ id: number | null }>`
      select max(id) as id from intake_batch where ${unseenBy(snapshot)}`.execute(transaction)
    return { look: { snapshot, asOf, restoredUpTo: restored[0]?.id ?? 0 }, totals: await totalsAt(transaction, asOf, zone) }
  })
}

const unseenBy = (snapshot: string): RawBuilder<boolean> =>
  sql`transaction_id >= pg_snapshot_xmin(${snapshot}::text::pg_snapshot) and not pg_visible_in_snapshot(transaction_id, ${snapshot}::text::pg_snapshot)`

/**
 * What has changed since a look: edges that have come due, and edges of batches that the look did not see. Throws RangeError
 * when `asOf` lies before the look: what has come due cannot be taken back.
 */
export async function advanceFrom(db: Db, last: Look, asOf: Instant): Promise<Advance> {
  if (asOf < last.asOf) throw new RangeError(`The totals are of ${new Date(last.asOf).toISOString()} and cannot move back to ${new Date(asOf).toISOString()}: take a first look at that instant.`)
  return db.transaction().setIsolationLevel('repeatable read').execute(async (transaction) => {
    const snapshot = await snapshotOf(transaction)
    const from = new Date(last.asOf).toISOString()
    const to = new Date(asOf).toISOString()
    const { rows: unseen } = await sql<{ id: number }>`
      select id from intake_batch where ${unseenBy(last.snapshot)} and id > ${last.restoredUpTo}`.execute(transaction)
    const batches = numbers(unseen.map(({ id }) => id), 'bigint')
    const { rows } = await sql<SumRow>`
      select series, ${SUMS} from (
        select edge.* from unnest(${batches}) as unseen (batch) cross join lateral (
          select series, entered, met, open, open_start_ms, elapsed_ms from edge where batch = unseen.batch and at <= ${to}::timestamptz ${EACH_BY_INDEX}
        ) as edge
        union all
        select series, entered, met, open, open_start_ms, elapsed_ms from edge
        where at > ${from}::timestamptz and at <= ${to}::timestamptz and batch <> all(${batches})
      ) as part group by series`.execute(transaction)
    return { look: { ...last, snapshot, asOf }, changes: rows.map((row) => ({ series: row.series, counts: toCounts(row) })) }
  })
}

async function snapshotOf(db: Db): Promise<string> {
  const { rows } = await sql<{ snapshot: string }>`select pg_current_snapshot()::text as snapshot`.execute(db)
  const snapshot = rows[0]?.snapshot
  if (snapshot === undefined) throw new Error('The store did not tell its snapshot.')
  return snapshot
}
