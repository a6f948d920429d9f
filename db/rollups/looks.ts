// Totals that move: a first look sums up the store, and every later one adds what was committed or came due since.
import { sql, type RawBuilder } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers } from '../sql-arrays.ts'
import { inSnapshot } from '../transactions.ts'
import { COUNTS, READ_SUMS, toCounts, type CountsRow } from './counts-columns.ts'
import { totalsAt } from './totals.ts'

/**
 * What the store had shown at a look: `snapshot` is the database's own note of which transactions were visible. Batches up to
 * `restoredUpTo` came with a backup from another server, so their numbers of transactions say nothing here; the first look has seen them.
 */
export interface Look {
  readonly snapshot: string
  readonly asOf: Instant
  readonly restoredUpTo: number
}

/** Counts to add to totals taken at an earlier look, by the series that edges name (not by the sums). */
export interface Advance {
  readonly look: Look
  readonly changes: readonly { readonly series: number; readonly counts: Counts }[]
}

/** The sums of all areas and the look they belong to, read as one. */
export function firstLook(db: Db, asOf: Instant, zone: Zone): Promise<{ readonly look: Look; readonly totals: ReadonlyMap<number, Counts> }> {
  return inSnapshot(db, async (transaction) => {
    const snapshot = await snapshotOf(transaction)
    // A row that can be read although the snapshot calls its transaction unfinished was not written by this server.
    const { rows: restored } = await sql<{ id: number | null }>`
      select max(id) as id from intake_batch where ${unseenBy(snapshot)}`.execute(transaction)
    return { look: { snapshot, asOf, restoredUpTo: restored[0]?.id ?? 0 }, totals: await totalsAt(transaction, { asOf }, zone) }
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
  return inSnapshot(db, async (transaction) => {
    const snapshot = await snapshotOf(transaction)
    const from = new Date(last.asOf).toISOString()
    const to = new Date(asOf).toISOString()
    const { rows: unseen } = await sql<{ id: number }>`
      select id from intake_batch where ${unseenBy(last.snapshot)} and id > ${last.restoredUpTo}`.execute(transaction)
    const batches = numbers(unseen.map(({ id }) => id), 'bigint')
    const { rows } = await sql<CountsRow & { series: number }>`
      select series, ${READ_SUMS} from (
        select edge.* from unnest(${batches}) as unseen (batch) cross join lateral (
          select series, ${COUNTS} from edge where edge.batch = unseen.batch and at <= ${to}::timestamptz ${EACH_BY_INDEX}
        ) as edge
        union all
        select series, ${COUNTS} from edge
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
