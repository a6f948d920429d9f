// The tables by which several processes beside one store agree on who does what.
import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>

/** Who leads. The token grows at each change of holder, so that what an earlier holder still writes can be refused. */
export interface LeaseTable {
  name: string
  /** Null when it was given back. */
  holder: string | null
  token: number
  renewed_at: Timestamp
  expires_at: Timestamp
}

/** One row per job and period; `done` is written in the transaction of the job's effects. */
export interface JobRunTable {
  job: string
  period: string
  state: 'running' | 'failed' | 'done'
  /** The lease under which the last attempt was made. */
  token: number
  attempts: number
  started_at: Timestamp
  finished_at: ColumnType<number | null, string | null, string | null>
  /** Of the last attempt that failed; null once done. */
  error: string | null
  /** What the job says about its result. */
  detail: ColumnType<unknown, string | null, string | null>
}

export interface JobTables {
  lease: LeaseTable
  job_run: JobRunTable
}
