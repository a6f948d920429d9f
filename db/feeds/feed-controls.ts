// What people and failures have decided about feeds.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { FeedControlTable, StoredProblem } from './tables.ts'

export interface FeedControl {
  readonly feed: string
  readonly pausedAt: Instant | null
  readonly pausedBecause: string | null
  readonly failures: number
  readonly retryAt: Instant | null
  readonly problem: StoredProblem | null
  readonly link: FeedControlTable['link']
  readonly linkAt: Instant | null
}

const iso = (at: Instant): string => new Date(at).toISOString()

/** Controls by feed; one without a row runs. */
export async function readControls(db: Db): Promise<ReadonlyMap<string, FeedControl>> {
  const rows = await db.selectFrom('feed_control').selectAll().execute()
  return new Map(rows.map((row) => [row.feed, {
    feed: row.feed, pausedAt: row.paused_at, pausedBecause: row.paused_because, failures: row.failures,
    retryAt: row.retry_at, problem: row.problem, link: row.link, linkAt: row.link_at,
  }]))
}

/** Nothing is read from the feed until it is resumed. */
export async function pauseFeed(db: Db, { feed, because, at }: { readonly feed: string; readonly because: string; readonly at: Instant }): Promise<void> {
  const decision = { paused_at: iso(at), paused_because: because }
  await db.insertInto('feed_control').values({ feed, ...decision }).onConflict((conflict) => conflict.column('feed').doUpdateSet(decision)).execute()
}

/** The feed is read again, at once where it waited for a retry. */
export async function resumeFeed(db: Db, feed: string): Promise<void> {
  await db.updateTable('feed_control').set({ paused_at: null, paused_because: null, retry_at: null }).where('feed', '=', feed).execute()
}

/** A run or a connection failed: counted. Returns how many have failed in a row. */
export async function noteFailure(db: Db, { feed, problem }: { readonly feed: string; readonly problem: StoredProblem }): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    insert into feed_control as known (feed, failures, problem) values (${feed}, 1, ${JSON.stringify(problem)}::text::jsonb)
    on conflict (feed) do update set failures = known.failures + 1, problem = excluded.problem returning failures`.execute(db)
  return rows[0]?.failures ?? 1
}

/** The feed is read again at this instant, whatever its schedule says. */
export async function retryAt(db: Db, feed: string, at: Instant): Promise<void> {
  await db.insertInto('feed_control').values({ feed, retry_at: iso(at) }).onConflict((conflict) => conflict.column('feed').doUpdateSet({ retry_at: iso(at) })).execute()
}

/** As `retryAt`, where the last run failed. */
export async function retryFailed(db: Db, feed: string, at: Instant): Promise<void> {
  await db.updateTable('feed_control').set({ retry_at: iso(at) }).where('feed', '=', feed).where('problem', 'is not', null).execute()
}

/** The feed is read again when its schedule says. */
export async function forgetRetry(db: Db, feed: string): Promise<void> {
  await db.updateTable('feed_control').set({ retry_at: null }).where('feed', '=', feed).execute()
}

/** A run went to its end. */
export async function noteSuccess(db: Db, feed: string): Promise<void> {
  await sql`update feed_control set failures = 0, retry_at = null, problem = null where feed = ${feed} and (failures > 0 or problem is not null or retry_at is not null)`.execute(db)
}

/** How the connection to a source stands; null when there is none any more. */
export async function noteLink(db: Db, { feed, link, at, problem }: { readonly feed: string; readonly link: FeedControlTable['link']; readonly at: Instant; readonly problem: StoredProblem | null }): Promise<void> {
  const state = { link, link_at: iso(at), problem: problem === null ? null : JSON.stringify(problem) }
  await db.insertInto('feed_control').values({ feed, ...state }).onConflict((conflict) => conflict.column('feed').doUpdateSet(state)).execute()
}
