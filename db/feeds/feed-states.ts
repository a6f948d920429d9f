// Where each feed stands, and the record of every committed batch.
import { sql } from 'kysely'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
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

/** The batch that a transaction is writing. `recordedAt` is the database's own text of the instant, exact to the microsecond. */
export interface OpenBatch {
  readonly id: number
  readonly feed: string
  readonly recordedAt: string
  readonly recordedDay: LocalDay
}

/** Gives the transaction the number and the instant of its batch. Call it after every lock that the batch needs. */
export async function openBatch(db: Db, { feed, zone }: { readonly feed: string; readonly zone: Zone }): Promise<OpenBatch> {
  const { rows } = await sql<{ id: number; at: number; text: string }>`
    select nextval(pg_get_serial_sequence('intake_batch', 'id')) as id, now.at, now.at::text as text from (select clock_timestamp() as at offset 0) as now`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('The store did not open a batch.')
  return { id: row.id, feed, recordedAt: row.text, recordedDay: zone.localDay(row.at) }
}

/** What a batch tells of its feed. */
export interface FeedProgress {
  readonly coveredUntil?: number | undefined
  readonly cursor?: unknown
  /** False where the source itself was not heard: letters that were replayed. */
  readonly heard?: boolean
}

/** Writes the batch with its counts and moves the feed on; how far it is covered never goes back. */
export async function closeBatch(db: Db, batch: OpenBatch, { received, stored, duplicate, rejected }: IntakeCounts, progress: FeedProgress): Promise<void> {
  const heard = progress.heard === false ? null : batch.recordedAt
  const covered = progress.coveredUntil === undefined ? null : new Date(progress.coveredUntil).toISOString()
  const cursor = progress.cursor === undefined ? null : JSON.stringify(progress.cursor)
  await sql`
    with state as (
      insert into feed_state as known (feed, cursor, covered_until, last_received_at, received, stored, duplicate, rejected)
      values (${batch.feed}, coalesce(${cursor}::text::jsonb, 'null'), ${covered}::text::timestamptz, ${heard}::text::timestamptz, ${received}, ${stored}, ${duplicate}, ${rejected})
      on conflict (feed) do update set
        cursor = coalesce(${cursor}::text::jsonb, known.cursor),
        covered_until = greatest(known.covered_until, excluded.covered_until),
        last_received_at = greatest(known.last_received_at, excluded.last_received_at),
        received = known.received + excluded.received,
        stored = known.stored + excluded.stored,
        duplicate = known.duplicate + excluded.duplicate,
        rejected = known.rejected + excluded.rejected
      returning covered_until
    )
    insert into intake_batch (id, feed, recorded_at, recorded_day, received, stored, duplicate, rejected, covers_until, covered_until)
    overriding system value
    select ${batch.id}::bigint, ${batch.feed}, ${batch.recordedAt}::text::timestamptz, ${batch.recordedDay}::integer,
      ${received}::integer, ${stored}::integer, ${duplicate}::integer, ${rejected}::integer, ${covered}::text::timestamptz, state.covered_until
    from state`.execute(db)
}

/** How far each feed had been read, as known at an instant. */
export async function coverageKnownAt(db: Db, knownAt: Instant): Promise<ReadonlyMap<string, Instant>> {
  // Batches of one feed that ran side by side may be recorded in another order than they moved it on, never an hour apart. What was taken back moves it back.
  const { rows } = await sql<{ feed: string; covered_until: number | null }>`
    select feed_state.feed, covered.covered_until from feed_state cross join lateral (
      select recorded_at from intake_batch where intake_batch.feed = feed_state.feed and recorded_at <= ${new Date(knownAt).toISOString()}::timestamptz
      order by recorded_at desc limit 1
    ) as newest cross join lateral (
      select max(recorded_at) as recorded_at from intake_batch
      where intake_batch.feed = feed_state.feed and undo is not null and recorded_at between newest.recorded_at - interval '1 hour' and newest.recorded_at
    ) as undone cross join lateral (
      select max(intake_batch.covered_until) as covered_until from intake_batch
      where intake_batch.feed = feed_state.feed
        and recorded_at between greatest(undone.recorded_at, newest.recorded_at - interval '1 hour') and newest.recorded_at
    ) as covered`.execute(db)
  return new Map(rows.flatMap(({ feed, covered_until }) => (covered_until === null ? [] : [[feed, covered_until]])))
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
