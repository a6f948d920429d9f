// Feeds that people have removed: no longer read nor counted late. Their files stay, and so do their facts.
import type { Instant } from '../../rules/time/instant.ts'
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

export interface RemovedFeed {
  readonly feed: string
  readonly removedAt: Instant
  readonly because: string
}

/** The feeds that are removed now. */
export async function readRemovedFeeds(db: Db): Promise<readonly RemovedFeed[]> {
  const rows = await db.selectFrom('feed_control').select(['feed', 'removed_at', 'paused_because']).where('removed_at', 'is not', null).orderBy('feed').execute()
  return rows.flatMap(({ feed, removed_at, paused_because }) => (removed_at === null ? [] : [{ feed, removedAt: removed_at, because: paused_because ?? '' }]))
}

/** Removes a feed; false where it was removed already. */
export async function removeFeed(db: Db, feed: string, because: string): Promise<boolean> {
  const removed = { removed_at: sql<string>`clock_timestamp()`, paused_because: because }
  const { numInsertedOrUpdatedRows } = await db.insertInto('feed_control').values({ feed, ...removed })
    .onConflict((conflict) => conflict.column('feed').doUpdateSet(removed).where('feed_control.removed_at', 'is', null)).executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Brings a feed back; false where it was not removed. What a failure had decided about it is forgotten with the removal. */
export async function bringBackFeed(db: Db, feed: string): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable('feed_control')
    .set({ removed_at: null, paused_at: null, paused_because: null, failures: 0, retry_at: null, problem: null, link: null, link_at: null })
    .where('feed', '=', feed).where('removed_at', 'is not', null).executeTakeFirst()
  return numUpdatedRows > 0n
}
