// The ledger of jobs: what was done for which period, what failed and when it may be tried again.
import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { Lease } from './leases.ts'
import type { JobRunTable } from './tables.ts'

/** A job and the period it is done for, such as `day-close` of `2026-03-10`. Periods of a job sort as texts. */
export interface JobPeriod {
  readonly job: string
  readonly period: string
}

export interface JobRun extends JobPeriod {
  readonly state: 'running' | 'failed' | 'done'
  readonly token: number
  readonly attempts: number
  readonly startedAt: Instant
  readonly finishedAt: Instant | null
  readonly error: string | null
  readonly detail: unknown
}

/** An attempt that failed is repeated after this, the next one after twice as long, and so on. */
const FIRST_WAIT_S = 30
const LONGEST_WAIT_S = 3_600
/** Whose process died in the middle is repeated at once, unless it has died so often that the job may be the cause. */
const DEATHS_FORGIVEN = 3
const LONGEST_ERROR = 2_000

const waitIsOver: RawBuilder<boolean> = sql`
  clock_timestamp() >= coalesce(run.finished_at, run.started_at) + least(${LONGEST_WAIT_S}::float8, ${FIRST_WAIT_S}::float8 * power(2, least(run.attempts, 20) - 1)) * interval '1 second'`

/** Notes that an attempt begins and returns its number; `waiting` while a failed one may not be repeated yet. */
export async function beginAttempt(db: Db, { token }: Lease, { job, period }: JobPeriod): Promise<number | 'done' | 'waiting'> {
  const { rows } = await sql<{ attempts: number }>`
    insert into job_run as run (job, period, state, token, attempts, started_at) values (${job}, ${period}, 'running', ${token}::bigint, 1, clock_timestamp())
    on conflict (job, period) do update set state = 'running', token = excluded.token, attempts = run.attempts + 1, started_at = clock_timestamp(), finished_at = null
    where run.state <> 'done' and (${waitIsOver} or (run.state = 'running' and run.token <> excluded.token and run.attempts <= ${DEATHS_FORGIVEN}))
    returning run.attempts`.execute(db)
  const attempts = rows[0]?.attempts
  if (attempts !== undefined) return attempts
  return (await findJobRun(db, { job, period }))?.state === 'done' ? 'done' : 'waiting'
}

/** Locks the row of a period until the transaction ends; whether the job has been done for it. */
export async function lockPeriod(db: Db, { job, period }: JobPeriod): Promise<'done' | 'open'> {
  const { rows } = await sql<{ state: string }>`select state from job_run where job = ${job} and period = ${period} for update`.execute(db)
  return rows[0]?.state === 'done' ? 'done' : 'open'
}

/** In the transaction of the job's effects: it is done. */
export async function finishAttempt(db: Db, { token }: Lease, { job, period }: JobPeriod, detail: unknown): Promise<void> {
  await db.updateTable('job_run')
    .set({ state: 'done', token, finished_at: sql<string>`clock_timestamp()`, error: null, detail: detail === undefined ? null : JSON.stringify(detail) })
    .where('job', '=', job).where('period', '=', period).execute()
}

/** Notes why an attempt failed; nothing where the job turns out to be done after all. */
export async function failAttempt(db: Db, { job, period }: JobPeriod, error: string): Promise<void> {
  await db.updateTable('job_run')
    .set({ state: 'failed', finished_at: sql<string>`clock_timestamp()`, error: error.slice(0, LONGEST_ERROR) })
    .where('job', '=', job).where('period', '=', period).where('state', '=', 'running').execute()
}

export async function findJobRun(db: Db, { job, period }: JobPeriod): Promise<JobRun | undefined> {
  const row = await db.selectFrom('job_run').selectAll().where('job', '=', job).where('period', '=', period).executeTakeFirst()
  return row === undefined ? undefined : toJobRun(row)
}

/** The ledger of a job from a period on, in order of periods; the whole of it when none is named. */
export async function jobRuns(db: Db, job: string, from = ''): Promise<readonly JobRun[]> {
  return (await db.selectFrom('job_run').selectAll().where('job', '=', job).where('period', '>=', from).orderBy('period').execute()).map(toJobRun)
}

const toJobRun = ({ started_at: startedAt, finished_at: finishedAt, ...run }: Selectable<JobRunTable>): JobRun => ({ ...run, startedAt, finishedAt })
