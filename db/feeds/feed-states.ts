// Where each feed stands, and the record of every committed batch.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

/** received = stored + duplicate + rejected, always. */
export interface IntakeCounts {
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly rejected: number
}

export interface FeedState extends IntakeCounts {
  readonly feed: string
  readonly cursor: unknown
  readonly coveredUntil: number | null
  readonly lastReceivedAt: number | null
}

/** Opens the batch of this transaction; its instant is the database's. */
export async function openBatch(db: Db, feed: string): Promise<{ readonly id: number; readonly recordedAt: string; readonly recordedMs: number }> {
  const { rows } = await sql<{ id: number; recorded_at: number; recorded_text: string }>`
    insert into intake_batch (feed, received, stored, duplicate, rejected) values (${feed}, 0, 0, 0, 0)
    returning id, recorded_at, recorded_at::text as recorded_text`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('The store did not open a batch.')
  return { id: row.id, recordedAt: row.recorded_text, recordedMs: row.recorded_at }
}

/** Writes the counts of the batch and moves the feed on; how far it is covered never goes back. */
export async function closeBatch(
  db: Db,
  batch: { readonly id: number; readonly feed: string },
  counts: IntakeCounts,
  progress: { readonly coveredUntil?: number | undefined; readonly cursor?: unknown },
): Promise<void> {
  await db.updateTable('intake_batch').set(counts).where('id', '=', batch.id).execute()
  const covered = progress.coveredUntil === undefined ? null : new Date(progress.coveredUntil).toISOString()
  const cursor = progress.cursor === undefined ? null : JSON.stringify(progress.cursor)
  await sql`
    insert into feed_state as known (feed, cursor, covered_until, last_received_at, received, stored, duplicate, rejected)
    values (${batch.feed}, coalesce(${cursor}::text::jsonb, 'null'), ${covered}::text::timestamptz, now(), ${counts.received}, ${counts.stored}, ${counts.duplicate}, ${counts.rejected})
    on conflict (feed) do update set
      cursor = coalesce(${cursor}::text::jsonb, known.cursor),
      covered_until = greatest(known.covered_until, excluded.covered_until),
      last_received_at = excluded.last_received_at,
      received = known.received + excluded.received,
      stored = known.stored + excluded.stored,
      duplicate = known.duplicate + excluded.duplicate,
      rejected = known.rejected + excluded.rejected`.execute(db)
}

/** Moves a feed on without a delivery: it was read, and there was nothing. */
export async function moveFeed(db: Db, feed: string, progress: { readonly coveredUntil?: number | undefined; readonly cursor?: unknown }): Promise<void> {
  const covered = progress.coveredUntil === undefined ? null : new Date(progress.coveredUntil).toISOString()
  const cursor = progress.cursor === undefined ? null : JSON.stringify(progress.cursor)
  await sql`
    insert into feed_state as known (feed, cursor, covered_until)
    values (${feed}, coalesce(${cursor}::text::jsonb, 'null'), ${covered}::text::timestamptz)
    on conflict (feed) do update set
      cursor = coalesce(${cursor}::text::jsonb, known.cursor), covered_until = greatest(known.covered_until, excluded.covered_until)`.execute(db)
}

export async function readFeedStates(db: Db): Promise<readonly FeedState[]> {
  const rows = await db.selectFrom('feed_state').selectAll().orderBy('feed').execute()
  return rows.map((row) => ({
    feed: row.feed,
    cursor: row.cursor,
    coveredUntil: row.covered_until,
    lastReceivedAt: row.last_received_at,
    received: row.received,
    stored: row.stored,
    duplicate: row.duplicate,
    rejected: row.rejected,
  }))
}
