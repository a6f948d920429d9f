// Transactions that lost a race are run again; everything else is an error.
import { sql } from 'kysely'
import type { Db } from './open-store.ts'

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
const ATTEMPTS = 5

/** Runs `work` in a transaction, again when the database asks for it; within the one of its caller where there is one. `work` must not touch anything but the database. */
export async function inTransaction<T>(db: Db, work: (transaction: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db)
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute((transaction) => work(transaction))
    } catch (error) {
      if (attempt === ATTEMPTS || !isLostRace(error)) throw error
    }
  }
}

/**
 * Runs `work` on one and the same state of the store and undoes whatever it did: what would be, without its being so. Only numbers that the
 * database gave out stay used. Nothing of what it made may be remembered afterwards.
 */
export async function inTrial<T>(db: Db, work: (transaction: Db) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const trial = new Undone<T>()
    try {
      await db.transaction().setIsolationLevel('repeatable read').execute(async (transaction) => {
        await sql`set local lock_timeout = ${sql.lit(TRIAL_WAITS)}`.execute(transaction)
        trial.answers.push(await work(transaction))
        throw trial
      })
    } catch (error) {
      if (error === trial) for (const answer of trial.answers) return answer
      if (attempt === ATTEMPTS || !isLostRace(error)) throw error
    }
  }
}

/** Thrown to undo a trial that went well. */
class Undone<T> extends Error {
  readonly answers: T[] = []
}

/** A trial gives way: it does not wait longer for others, who wait for nothing else. */
const TRIAL_WAITS = '5s'

function isLostRace(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return code === SERIALIZATION_FAILURE || code === DEADLOCK
}

/** Runs reads that have to see one and the same state of the store; within the transaction of its caller where there is one. */
export function inSnapshot<T>(db: Db, read: (snapshot: Db) => Promise<T>): Promise<T> {
  return db.isTransaction ? read(db) : db.transaction().setIsolationLevel('repeatable read').execute((transaction) => read(transaction))
}
