// Departures of a source from what was agreed: open until the source is mended or a person says that it is right.
import { sql, type Selectable } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { FeedDriftTable } from './tables.ts'

export interface StoredDrift {
  readonly id: number
  readonly feed: string
  readonly kind: string
  /** Column or key; '' for the delivery as a whole. */
  readonly field: string
  readonly detail: unknown
  readonly holds: boolean
  readonly beganAt: Instant
  readonly seenAt: Instant
  readonly endedAt: Instant | null
  readonly endedBecause: string | null
}

/** Open drifts, of all feeds or of one, oldest first. */
export async function readOpenDrifts(db: Db, feed?: string): Promise<readonly StoredDrift[]> {
  let query = db.selectFrom('feed_drift').selectAll().where('ended_at', 'is', null).orderBy('id')
  if (feed !== undefined) query = query.where('feed', '=', feed)
  return (await query.execute()).map(toDrift)
}

/** Open drifts and the last ones that ended; `limit` of each. */
export async function readDrifts(db: Db, { feed, limit }: { readonly feed?: string | undefined; readonly limit: number }): Promise<readonly StoredDrift[]> {
  let ended = db.selectFrom('feed_drift').selectAll().where('ended_at', 'is not', null).orderBy('id', 'desc').limit(limit)
  if (feed !== undefined) ended = ended.where('feed', '=', feed)
  return [...(await readOpenDrifts(db, feed)).toReversed(), ...(await ended.execute()).map(toDrift)]
}

export async function findDrift(db: Db, id: number): Promise<StoredDrift | undefined> {
  const row = await db.selectFrom('feed_drift').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toDrift(row)
}

/** Notes that a drift was seen: a new one begins, an open one of the same kind and field goes on. */
export async function noteDrift(db: Db, { feed, kind, field, detail, holds }: Pick<StoredDrift, 'feed' | 'kind' | 'field' | 'detail' | 'holds'>): Promise<void> {
  await sql`
    insert into feed_drift (feed, kind, field, detail, holds) values (${feed}, ${kind}, ${field}, ${JSON.stringify(detail)}::text::jsonb, ${holds})
    on conflict (feed, kind, field) where ended_at is null do update set detail = excluded.detail, holds = excluded.holds, seen_at = clock_timestamp()`.execute(db)
}

/** Ends open drifts by number. */
export async function endDrifts(db: Db, ids: readonly number[], because: string): Promise<void> {
  if (ids.length === 0) return
  await db.updateTable('feed_drift').set({ ended_at: sql<string>`clock_timestamp()`, ended_because: because }).where('id', 'in', ids).where('ended_at', 'is', null).execute()
}

/** The source could be read to its end, so it keeps to its contract again. */
export async function endContractDrifts(db: Db, feed: string, because: string): Promise<void> {
  await db.updateTable('feed_drift').set({ ended_at: sql<string>`clock_timestamp()`, ended_because: because }).where('feed', '=', feed).where('kind', '=', 'contract').where('ended_at', 'is', null).execute()
}

const toDrift = (row: Selectable<FeedDriftTable>): StoredDrift => ({
  id: row.id, feed: row.feed, kind: row.kind, field: row.field, detail: row.detail, holds: row.holds,
  beganAt: row.began_at, seenAt: row.seen_at, endedAt: row.ended_at, endedBecause: row.ended_because,
})
