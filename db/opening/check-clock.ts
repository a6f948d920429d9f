// Whether the database's clock goes on from what was recorded before: the order of what was known depends on it.
import { sql, type Kysely } from 'kysely'
import { StoreRefusedError } from './store-refused.ts'

/** A clock may be set back by so much without a word: time servers do so. */
const TOLERANCE_MS = 2_000

/** Throws StoreRefusedError `clock-behind` when the newest batch was recorded later than the database's clock shows now. */
export async function checkClock<T>(db: Kysely<T>, place: string): Promise<void> {
  const { rows: tables } = await sql<{ exists: boolean }>`select to_regclass('intake_batch') is not null as exists`.execute(db)
  if (tables[0]?.exists !== true) return
  const { rows } = await sql<{ newest: number | null; now: number }>`select (select max(recorded_at) from intake_batch) as newest, clock_timestamp() as now`.execute(db)
  const { newest, now } = rows[0] ?? { newest: null, now: 0 }
  if (newest === null || newest - now <= TOLERANCE_MS) return
  throw new StoreRefusedError('clock-behind', `The clock of the database in ${place} shows ${iso(now)}, but the store was written at ${iso(newest)}: what comes now would count as known before that. Set the clock by a time server and start again. If the clock was ahead when the store was written, restore the backup from before.`)
}

const iso = (instant: number): string => new Date(instant).toISOString()
