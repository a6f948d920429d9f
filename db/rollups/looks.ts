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
 * `server` is another text once the server has recovered from a crash, or another one has taken its place.
 */
export interface Look {
  readonly snapshot: string
  readonly server: string
  readonly asOf: Instant
  readonly restoredUpTo: number
}

/** Counts to add to totals taken at an earlier look, by the series that edges name (not by the sums). */
export interface Advance {
  readonly look: Look
  readonly changes: readonly { readonly series: number; readonly counts: Counts }[]
}

/** The look says nothing any more, because the server has died since: take a first look. */
export class LookLostError extends Error {
  override readonly name = 'LookLostError'
  constructor() {
    super('The database server has died and come back, or another one has taken its place, since the totals were last moved on. Sum them up anew.')
  }
}

/** The sums of all areas and the look they belong to, read as one. */
export function firstLook(db: Db, asOf: Instant, zone: Zone): Promise<{ readonly look: Look; readonly totals: ReadonlyMap<number, Counts> }> {
  return inSnapshot(db, async (transaction) => {
    const { snapshot, server } = await stateOf(transaction)
    // A row that can be read although the snapshot calls its transaction unfinished was not written by this server.
    const { rows: restored } = await sql<{ id: number | null }>`
      select max(id) as id from intake_batch where ${unseenBy(snapshot)}`.execute(transaction)
    return { look: { snapshot, server, asOf, restoredUpTo: restored[0]?.id ?? 0 }, totals: await totalsAt(transaction, { asOf }, zone) }
  })
}

const unseenBy = (snapshot: string): RawBuilder<boolean> =>
  sql`transaction_id >= pg_snapshot_xmin(${snapshot}::text::pg_snapshot) and not pg_visible_in_snapshot(transaction_id, ${snapshot}::text::pg_snapshot)`

/**
 * What has changed since a look: edges that have come due, and edges of batches that the look did not see. Throws RangeError
 * when `asOf` lies before the look: what has come due cannot be taken back. Throws LookLostError when the server has died since:
 * it gives the numbers of transactions again that were never committed, and the look would take what comes under them for seen.
 */
export async function advanceFrom(db: Db, last: Look, asOf: Instant): Promise<Advance> {
  if (asOf < last.asOf) throw new RangeError(`The totals are of ${new Date(last.asOf).toISOString()} and cannot move back to ${new Date(asOf).toISOString()}: take a first look at that instant.`)
  return inSnapshot(db, async (transaction) => {
    const { snapshot, server } = await stateOf(transaction)
    if (server !== last.server) throw new LookLostError()
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

/** What the server shows now. It forgets its statistics when it recovers from a crash, and never keeps them for another server. */
async function stateOf(db: Db): Promise<Pick<Look, 'snapshot' | 'server'>> {
  const { rows } = await sql<{ snapshot: string; server: string | null }>`select pg_current_snapshot()::text as snapshot, stats_reset::text as server from pg_stat_bgwriter`.execute(db)
  const state = rows[0]
  if (state === undefined) throw new Error('The store did not tell its snapshot.')
  return { snapshot: state.snapshot, server: state.server ?? '' }
}
