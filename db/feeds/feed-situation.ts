// What the runner asks before it decides: one look at everything that a feed's next step depends on.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'

export interface StoredSituation {
  readonly paused: boolean
  /** Of the last regular reading that any process began. */
  readonly lastBegan: Instant | null
  readonly retryAt: Instant | null
  readonly failures: number
  /** The oldest run that was asked for and waits. */
  readonly asked: number | null
  /** The oldest back-fill that waits to begin or to go on, and what it says about itself. */
  readonly backFill: number | null
  readonly backFillDetail: unknown
  /** A run counts as running: of a process that is at it, or of one that died. */
  readonly running: boolean
  readonly cursor: unknown
}

export async function readSituation(db: Db, feed: string): Promise<StoredSituation> {
  const { rows } = await sql<StoredSituation>`
    select
      coalesce((select paused_at is not null from feed_control where feed = ${feed}), false) as paused,
      (select began_at from feed_run where feed = ${feed} and trigger in ('schedule', 'catch-up', 'asked') and state <> 'waiting' order by id desc limit 1) as "lastBegan",
      (select retry_at from feed_control where feed = ${feed}) as "retryAt",
      coalesce((select failures from feed_control where feed = ${feed}), 0) as failures,
      (select min(id) from feed_run where feed = ${feed} and state = 'waiting' and trigger = 'asked') as asked,
      (select id from feed_run where feed = ${feed} and state = 'waiting' and trigger = 'back-fill' order by id limit 1) as "backFill",
      (select detail from feed_run where feed = ${feed} and state = 'waiting' and trigger = 'back-fill' order by id limit 1) as "backFillDetail",
      exists (select from feed_run where feed = ${feed} and state = 'running') as running,
      (select cursor from feed_state where feed = ${feed}) as cursor`.execute(db)
  const situation = rows[0]
  if (situation === undefined) throw new Error('The store did not tell where a feed stands.')
  return situation
}

/** What people have asked for, in whatever process, as texts and instants that change when they do. */
export interface Requests {
  /** By feed: runs that wait, a pause, the next try. */
  readonly feeds: ReadonlyMap<string, string>
  /** When each secret was set. */
  readonly secrets: ReadonlyMap<string, Instant>
}

export async function readRequests(db: Db): Promise<Requests> {
  const { rows } = await sql<{ feed: string | null; mark: string; at: number | null }>`
    select feed, string_agg(mark, ' ' order by mark) as mark, null::timestamptz as at from (
      select feed, 'run ' || id as mark from feed_run where state = 'waiting'
      union all select feed, 'paused' from feed_control where paused_at is not null
      union all select feed, 'retry ' || extract(epoch from retry_at) from feed_control where retry_at is not null
    ) as asked group by feed
    union all select null, name, changed_at from secret`.execute(db)
  return {
    feeds: new Map(rows.flatMap(({ feed, mark }) => (feed === null ? [] : [[feed, mark]]))),
    secrets: new Map(rows.flatMap(({ feed, mark, at }) => (feed === null && at !== null ? [[mark, at]] : []))),
  }
}
