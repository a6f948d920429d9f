// Locks that are no rows: what the processes beside one database agree on by number. All are let go at the end of the transaction.
import { sql } from 'kysely'
import type { Db } from './open-store.ts'

/** Locks of which there is one. */
const SINGLE = 7301
const NUMBERS = { fold: 1, configuration: 2 } as const

/** By second: held by every transaction that is about to record something, so that a reader can tell what is still on its way. */
export const RECORDING = 7302

/** Waits for a lock that one transaction holds at a time. */
export async function lockAlone(db: Db, name: keyof typeof NUMBERS): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SINGLE}::integer, ${NUMBERS[name]}::integer)`.execute(db)
}

/** Takes the lock if nobody holds it; whether it was taken. */
export async function tryLockAlone(db: Db, name: keyof typeof NUMBERS): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${SINGLE}::integer, ${NUMBERS[name]}::integer) as taken`.execute(db)
  return rows[0]?.taken === true
}

/** Waits while another transaction holds the lock alone; any number may hold it so at once. */
export async function lockShared(db: Db, name: keyof typeof NUMBERS): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${SINGLE}::integer, ${NUMBERS[name]}::integer)`.execute(db)
}

/**
 * Announces that this transaction will record something not earlier than the present second, and waits for a change of
 * configuration to end. Call it before any lock on rows; read the instant of recording after them.
 */
export async function announceRecording(db: Db): Promise<void> {
  await sql`
    select pg_advisory_xact_lock_shared(${SINGLE}::integer, ${NUMBERS.configuration}::integer),
      pg_advisory_xact_lock_shared(${RECORDING}::integer, floor(extract(epoch from clock_timestamp()))::integer)`.execute(db)
}
