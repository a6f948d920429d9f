// Statements of one transaction on which the store works while the next ones are being prepared.
import { setImmediate } from 'node:timers/promises'

/** PostgreSQL's word for a statement that comes after a failed one. */
const ABORTED = '25P02'

/** Hands a statement over; resolves when it is on its way, not when it is done. */
export type Ahead = (statement: Promise<unknown>) => Promise<void>

/**
 * Runs `work`, which may hand statements over ahead, and returns when all of them are done: a transaction must not end while one is
 * under way. Throws what failed first, not the errors of statements that only found the transaction aborted.
 */
export async function workingAhead<T>(work: (ahead: Ahead) => Promise<T>): Promise<T> {
  const handedOver: Promise<unknown>[] = []
  const done = work(async (statement) => {
    handedOver.push(statement)
    // Its failure is told below, when all have ended.
    statement.catch(() => undefined)
    await setImmediate()
  })
  await done.catch(() => undefined)
  const failures = (await Promise.allSettled([...handedOver, done])).flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []))
  if (failures.length > 0) throw failures.find((failure) => !isAborted(failure)) ?? failures[0]
  return done
}

const isAborted = (failure: unknown): boolean => failure instanceof Error && Reflect.get(failure, 'code') === ABORTED
