// The record of every reading: begun, alive, ended, and how much it brought.
import { sql, type Selectable } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { texts } from '../sql-arrays.ts'
import type { IntakeCounts } from './feed-states.ts'
import type { FeedRunTable, StoredProblem } from './tables.ts'

export type RunTrigger = FeedRunTable['trigger']
export type RunState = FeedRunTable['state']

export interface FeedRun extends IntakeCounts {
  readonly id: number
  readonly feed: string
  readonly trigger: RunTrigger
  readonly state: RunState
  readonly process: string
  readonly beganAt: Instant
  readonly endedAt: Instant | null
  readonly coveredUntil: Instant | null
  readonly problem: StoredProblem | null
  readonly detail: unknown
  readonly cancelAsked: boolean
}

const iso = (at: Instant): string => new Date(at).toISOString()

export interface NewRun {
  readonly feed: string
  readonly trigger: RunTrigger
  readonly at: Instant
  readonly detail?: unknown
}

/** Notes that a reading begins and returns its number. */
export const beginRun = (db: Db, run: NewRun & { readonly process: string }): Promise<number> => insertRun(db, { ...run, state: 'running' })

/** Asks for a reading, which whoever reads the feed begins; returns its number. */
export const askRun = (db: Db, run: NewRun): Promise<number> => insertRun(db, { ...run, process: '', state: 'waiting' })

async function insertRun(db: Db, { feed, trigger, state, process, at, detail }: NewRun & { readonly process: string; readonly state: RunState }): Promise<number> {
  const row = await db.insertInto('feed_run')
    .values({ feed, trigger, state, process, began_at: iso(at), detail: detail === undefined ? null : JSON.stringify(detail) })
    .returning('id').executeTakeFirstOrThrow()
  return row.id
}

/** A run that waits begins, or goes on; `at` is kept for one that had not begun. False when somebody else has taken it or it was cancelled. */
export async function claimRun(db: Db, { run, process, at }: { readonly run: number; readonly process: string; readonly at: Instant }): Promise<boolean> {
  const { rows } = await sql`
    update feed_run set state = 'running', seen_at = clock_timestamp(), process = ${process},
      began_at = case when process = '' then ${iso(at)}::timestamptz else began_at end
    where id = ${run}::bigint and state = 'waiting' returning id`.execute(db)
  return rows.length > 0
}

/** A run as its own process names it: another that has taken it over since is another holder. */
export interface HeldRun {
  readonly run: number
  readonly process: string
}

/** The run was closed or taken over by another process: nothing of this one's transaction is kept. */
export class RunLostError extends Error {
  override readonly name = 'RunLostError'
  constructor({ run }: HeldRun) {
    super(`Run ${run} has been closed or taken over by another process: what was to be written is left to it.`)
  }
}

/** Counts a part in the transaction that stores it, so that a run's counts are exact whoever dies, and notes its batch. Throws RunLostError. */
export async function addToRun(transaction: Db, { run, process }: HeldRun, { batch, received, stored, duplicate, rejected }: IntakeCounts & { readonly batch: number }): Promise<void> {
  const { rows } = await sql`
    update feed_run set seen_at = clock_timestamp(), received = received + ${received}::bigint, stored = stored + ${stored}::bigint,
      duplicate = duplicate + ${duplicate}::bigint, rejected = rejected + ${rejected}::bigint
    where id = ${run}::bigint and state = 'running' and process = ${process} returning id`.execute(transaction)
  if (rows.length === 0) throw new RunLostError({ run, process })
  await sql`insert into run_batch (run, batch) values (${run}::bigint, ${batch}::bigint) on conflict do nothing`.execute(transaction)
}

/** A heartbeat. Whether the run shall go on, or end because it was cancelled or taken over. */
export async function beatRun(db: Db, { run, process }: HeldRun): Promise<'goes on' | 'cancelled' | 'lost'> {
  const { rows } = await sql<{ cancel: boolean }>`
    update feed_run set seen_at = clock_timestamp() where id = ${run}::bigint and state = 'running' and process = ${process}
    returning cancel_asked_at is not null as cancel`.execute(db)
  const [row] = rows
  return row === undefined ? 'lost' : row.cancel ? 'cancelled' : 'goes on'
}

export interface RunEnd {
  readonly state: 'done' | 'failed' | 'cancelled' | 'waiting'
  readonly at: Instant
  readonly coveredUntil?: Instant | undefined
  readonly problem?: StoredProblem | undefined
  readonly detail?: unknown
}

/** The run ends, or waits for its next part. False when another process has closed it or taken it over. */
export async function endRun(db: Db, { run, process }: HeldRun, { state, at, coveredUntil, problem, detail }: RunEnd): Promise<boolean> {
  const row = await db.updateTable('feed_run')
    .set({
      state, ended_at: state === 'waiting' ? null : iso(at),
      covered_until: coveredUntil === undefined ? null : iso(coveredUntil),
      problem: problem === undefined ? null : JSON.stringify(problem),
      ...(detail === undefined ? {} : { detail: JSON.stringify(detail) }),
    })
    .where('id', '=', run).where('state', '=', 'running').where('process', '=', process).returning('id').executeTakeFirst()
  return row !== undefined
}

/** Notes how far a run has come, such as the months of a back-fill. */
export async function tellRun(db: Db, { run, process }: HeldRun, detail: unknown): Promise<void> {
  await db.updateTable('feed_run').set({ detail: JSON.stringify(detail) }).where('id', '=', run).where('process', '=', process).execute()
}

/** Runs of a feed that still count as running although their process no longer holds the feed: they end as lost; a back-fill waits to go on. Returns those that failed. */
export async function closeLostRuns(db: Db, { feed, at, problem }: { readonly feed: string; readonly at: Instant; readonly problem: StoredProblem }): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number; state: RunState }>`
    update feed_run set
      state = case when cancel_asked_at is not null then 'cancelled' when trigger = 'back-fill' then 'waiting' else 'failed' end,
      ended_at = case when trigger = 'back-fill' and cancel_asked_at is null then null else ${iso(at)}::timestamptz end,
      problem = case when trigger = 'back-fill' then null else ${JSON.stringify(problem)}::text::jsonb end
    where feed = ${feed} and state = 'running' returning id, state`.execute(db)
  return rows.filter(({ state }) => state === 'failed').map(({ id }) => id)
}

/** Whether it was asked in time: one that waits ends at once, one that runs at its next heartbeat. */
export async function cancelRun(db: Db, run: number, at: Instant): Promise<boolean> {
  const { rows } = await sql`
    update feed_run set cancel_asked_at = coalesce(cancel_asked_at, ${iso(at)}::timestamptz),
      ended_at = case when state = 'waiting' then ${iso(at)}::timestamptz end,
      state = case when state = 'waiting' then 'cancelled' else state end
    where id = ${run}::bigint and state in ('waiting', 'running') returning id`.execute(db)
  return rows.length > 0
}

export async function findRun(db: Db, run: number): Promise<FeedRun | undefined> {
  const row = await db.selectFrom('feed_run').selectAll().where('id', '=', run).executeTakeFirst()
  return row === undefined ? undefined : toRun(row)
}

/** The newest runs of a feed; `limit` 1-200. */
export async function readRuns(db: Db, { feed, limit, before }: { readonly feed: string; readonly limit: number; readonly before?: number | undefined }): Promise<readonly FeedRun[]> {
  let query = db.selectFrom('feed_run').selectAll().where('feed', '=', feed).orderBy('id', 'desc').limit(limit)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(toRun)
}

/** The newest run of every feed. */
export async function readLastRuns(db: Db): Promise<ReadonlyMap<string, FeedRun>> {
  const { rows } = await sql<Selectable<FeedRunTable>>`
    select run.* from (select distinct feed from feed_run) as known cross join lateral (
      select * from feed_run where feed_run.feed = known.feed and state <> 'waiting' order by id desc limit 1
    ) as run`.execute(db)
  return new Map(rows.map((row) => [row.feed, toRun(row)]))
}

/** When the last regular reading of every feed began: what its next due time follows from. */
export async function readLastRegularRuns(db: Db): Promise<ReadonlyMap<string, Instant>> {
  const { rows } = await sql<{ feed: string; began_at: Instant }>`
    select known.feed, run.began_at from (select distinct feed from feed_run) as known cross join lateral (
      select began_at from feed_run where feed_run.feed = known.feed and state <> 'waiting' and trigger in ('schedule', 'catch-up', 'asked') order by id desc limit 1
    ) as run`.execute(db)
  return new Map(rows.map(({ feed, began_at }) => [feed, began_at]))
}

/** Keeps the newest runs of a feed and those of the last days; a source that is read every ten seconds would fill the store with them. */
export async function forgetOldRuns(db: Db, { feed, before, keep }: { readonly feed: string; readonly before: Instant; readonly keep: number }): Promise<void> {
  await sql`
    with gone as (
      delete from feed_run where feed = ${feed} and state in ('done', 'failed', 'cancelled') and began_at < ${iso(before)}::timestamptz
        and id < (select min(id) from (select id from feed_run where feed = ${feed} order by id desc limit ${keep}) as newest) returning id
    ) delete from run_batch using gone where run_batch.run = gone.id`.execute(db)
}

const toRun = (row: Selectable<FeedRunTable>): FeedRun => ({
  id: row.id, feed: row.feed, trigger: row.trigger, state: row.state, process: row.process, beganAt: row.began_at, endedAt: row.ended_at,
  received: row.received, stored: row.stored, duplicate: row.duplicate, rejected: row.rejected,
  coveredUntil: row.covered_until, problem: row.problem, detail: row.detail, cancelAsked: row.cancel_asked_at !== null,
})

/** Of each of these feeds whose last runs failed: when the first of them began, after the last that went to its end. */
export async function readFailingSince(db: Db, feeds: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
  if (feeds.length === 0) return new Map()
  const { rows } = await sql<{ feed: string; since: Instant }>`
    select feed, min(began_at) as since from feed_run as run
    where feed = any(${texts(feeds)}) and state = 'failed'
      and id > coalesce((select max(id) from feed_run as done where done.feed = run.feed and done.state = 'done'), 0)
    group by feed`.execute(db)
  return new Map(rows.map(({ feed, since }) => [feed, since]))
}
