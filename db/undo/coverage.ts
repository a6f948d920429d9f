// How far a feed has been read once deliveries were taken back.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import { openBatch, type OpenBatch } from '../feeds/feed-states.ts'
import type { Db } from '../open-store.ts'
import type { Zone } from '../../rules/time/zone.ts'

/** As far as the deliveries that still hold say; null when none of them does. */
export async function coverageThatHolds(db: Db, feed: string): Promise<Instant | null> {
  const { rows } = await sql<{ covered: Instant | null }>`
    select max(covers_until) as covered from intake_batch
    where feed = ${feed} and not exists (select from undone_batch where undone_batch.batch = intake_batch.id)`.execute(db)
  return rows[0]?.covered ?? null
}

/** Moves the feed back to what still holds. Deliveries of the feed wait until the transaction ends. */
export async function moveFeedBack(db: Db, { undo, feed, zone }: { readonly undo: number; readonly feed: string; readonly zone: Zone }): Promise<void> {
  await sql`select from feed_state where feed = ${feed} for update`.execute(db)
  const covered = await coverageThatHolds(db, feed)
  await db.updateTable('feed_state').set({ covered_until: covered === null ? null : new Date(covered).toISOString() }).where('feed', '=', feed).execute()
  await closeUndoBatch(db, await openBatch(db, { feed, zone }), undo)
}

/** Writes a batch that delivers nothing and takes something back. It says nothing by itself, so what it stores belongs to nobody. */
export async function closeUndoBatch(db: Db, batch: OpenBatch, undo: number): Promise<void> {
  await sql`
    insert into intake_batch (id, feed, recorded_at, recorded_day, received, stored, duplicate, rejected, covered_until, undo)
    overriding system value
    select ${batch.id}::bigint, ${batch.feed}, ${batch.recordedAt}::text::timestamptz, ${batch.recordedDay}::integer, 0, 0, 0, 0,
      (select covered_until from feed_state where feed = ${batch.feed}), ${undo}::bigint`.execute(db)
  await db.insertInto('undone_batch').values({ batch: batch.id, undo }).execute()
}
