// Every table of the store, by name: which migration made it, and whether its rows are derived from others.

export interface ListedTable {
  readonly name: string
  /** The migration that made it. */
  readonly since: string
  /** The migration that took it away. */
  readonly until?: string
  /** Can be computed again from revisions, as far as these have not expired: `ctmm rebuild` does so. */
  readonly derived: boolean
}

const INITIAL = '0001-initial'
const HISTORY = '0002-history'
const JOBS = '0003-jobs'
const AUDIT = '0004-audit'
const FEEDS = '0005-feeds'
const UNDO = '0006-undo'
const RUNNER = '0007-runner'
const DESK = '0008-desk'

/** In the order in which rows may be written. A test holds this list against the database. */
export const STORE_TABLES: readonly ListedTable[] = [
  { name: 'store', since: INITIAL, derived: false },
  { name: 'city_file', since: INITIAL, derived: false },
  { name: 'feed_file', since: INITIAL, derived: false },
  { name: 'feed_state', since: INITIAL, derived: false },
  { name: 'intake_batch', since: INITIAL, derived: false },
  { name: 'identity', since: INITIAL, derived: false },
  { name: 'revision', since: INITIAL, derived: false },
  { name: 'list_date', since: INITIAL, derived: false },
  { name: 'dead_letter', since: INITIAL, derived: false },
  { name: 'standing', since: INITIAL, derived: false },
  { name: 'lease', since: JOBS, derived: false },
  { name: 'job_run', since: JOBS, derived: false },
  { name: 'sealed_day', since: AUDIT, derived: false },
  { name: 'audit_finding', since: AUDIT, derived: false },
  { name: 'audit_state', since: AUDIT, derived: false },
  { name: 'retraction', since: FEEDS, derived: false },
  { name: 'feed_run', since: FEEDS, derived: false },
  { name: 'feed_control', since: FEEDS, derived: false },
  { name: 'feed_drift', since: FEEDS, derived: false },
  { name: 'secret', since: FEEDS, derived: false },
  { name: 'feed_token', since: FEEDS, derived: false },
  { name: 'push_answer', since: FEEDS, derived: false },
  { name: 'stored_file', since: FEEDS, derived: false },
  { name: 'stored_file_part', since: FEEDS, derived: false },
  { name: 'manual_entry', since: FEEDS, derived: false },
  { name: 'said_again', since: UNDO, derived: false },
  { name: 'list_delivery', since: UNDO, derived: false },
  { name: 'run_batch', since: UNDO, derived: false },
  { name: 'undo', since: UNDO, derived: false },
  { name: 'undone_batch', since: UNDO, derived: false },
  { name: 'undo_identity', since: UNDO, derived: false },
  { name: 'feed_profile', since: RUNNER, derived: false },
  { name: 'acknowledgement', since: DESK, derived: false },
  { name: 'shift_note', since: DESK, derived: false },
  { name: 'series_key', since: INITIAL, derived: true },
  { name: 'series_sum', since: HISTORY, derived: true },
  { name: 'edge', since: INITIAL, derived: true },
  { name: 'unfolded', since: HISTORY, derived: true },
  { name: 'rollup_hour', since: HISTORY, derived: true },
  { name: 'rollup_day', since: INITIAL, derived: true },
  { name: 'rollup_month', since: HISTORY, derived: true },
  { name: 'rollup_year', since: HISTORY, derived: true },
  { name: 'rebuild', since: HISTORY, derived: true },
]

/** The tables of a store to which these migrations have been applied. */
export function tablesAfter(migrations: readonly string[]): readonly ListedTable[] {
  const applied = new Set(migrations)
  return STORE_TABLES.filter(({ since, until }) => applied.has(since) && (until === undefined || !applied.has(until)))
}
