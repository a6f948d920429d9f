// Up to when the store knows everything it will ever know: what is recorded later may still be on its way in a running transaction.
import { sql } from 'kysely'
import type { Instant } from '../rules/time/instant.ts'
import { RECORDING } from './locks.ts'
import type { Db } from './open-store.ts'

/**
 * The last instant (database's clock, in whole milliseconds) whose `knownAt` reading can no longer change: the present, or the second in
 * which the oldest running intake began. Ask before the snapshot is taken that is read: what has ended by then is visible to it.
 */
export async function knownHorizon(db: Db): Promise<Instant> {
  // The clock is read before the locks: an intake that is not among them yet will record later than that.
  const { rows: clock } = await sql<{ ms: number }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(db)
  const { rows: locks } = await sql<{ second: number | null }>`
    select min(objid::bigint) as second from pg_locks
    where locktype = 'advisory' and classid = ${RECORDING}::integer::oid and objsubid = 2 and database = (select oid from pg_database where datname = current_database())`.execute(db)
  const now = (clock[0]?.ms ?? 0) - 1
  const second = locks[0]?.second ?? null
  return second === null ? now : Math.min(now, second * 1000 - 1)
}
