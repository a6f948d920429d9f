// Jobs that happen once: effects and the entry in the ledger are one transaction, so it does not matter who runs a job, how often, or who is killed.
import { beginAttempt, failAttempt, finishAttempt, jobRuns, lockPeriod, type JobPeriod } from '../../db/jobs/job-runs.ts'
import { LeaseLostError, requireLease, type Lease } from '../../db/jobs/leases.ts'
import type { Db } from '../../db/open-store.ts'
import { inTransaction } from '../../db/transactions.ts'

/** A job for one period in two steps: what takes long is read first, and the transaction only writes. */
export interface Steps<T> {
  read(): Promise<T>
  /** Writes everything the job is for, with this transaction only; returns what the ledger shall say about it, as plain JSON. */
  write(transaction: Db, found: T): Promise<unknown>
}

/** `waiting`: the last attempt failed and it is not yet time for another. */
export type Outcome = 'done' | 'done-before' | 'waiting'

/** An attempt failed; the ledger has it, and a later call repeats it. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError'
  constructor({ job, period }: JobPeriod, attempts: number, cause: unknown) {
    super(`${job} of ${period} failed (attempt ${attempts}); it is repeated later. The table job_run keeps the reason.`, { cause })
  }
}

/** Runs a job unless it has been done for the period. Throws JobFailedError, or LeaseLostError when another process leads. */
export async function runOnce<T>(db: Db, lease: Lease, period: JobPeriod, steps: Steps<T>): Promise<Outcome> {
  const fenced = <R>(work: (transaction: Db) => Promise<R>): Promise<R> => inTransaction(db, async (transaction) => {
    await requireLease(transaction, lease)
    return work(transaction)
  })
  const attempts = await fenced((transaction) => beginAttempt(transaction, lease, period))
  if (attempts === 'waiting') return 'waiting'
  if (attempts === 'done') return 'done-before'
  try {
    const found = await steps.read()
    return await fenced(async (transaction): Promise<Outcome> => {
      if ((await lockPeriod(transaction, period)) === 'done') return 'done-before'
      await finishAttempt(transaction, lease, period, await steps.write(transaction, found))
      return 'done'
    })
  } catch (error) {
    if (error instanceof LeaseLostError) throw error
    // Where the store is gone too, the entry stays open and is taken for one whose process died.
    await fenced((transaction) => failAttempt(transaction, period, reasonOf(error))).catch((second: unknown) => {
      if (second instanceof LeaseLostError) throw second
    })
    throw new JobFailedError(period, attempts, error)
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))

export interface CatchingUp {
  readonly db: Db
  readonly lease: Lease
  readonly job: string
  /** Periods that ought to have been done by now, oldest first. */
  readonly due: readonly string[]
  readonly stepsOf: (period: string) => Steps<unknown>
  /** Told what is made up for when more than the last period is owed. */
  readonly say: (text: string) => void
  readonly onError: (error: unknown) => void
  /** Asked between two periods. */
  readonly stopped: () => boolean
}

/**
 * Does the job for every period that is due and not done, oldest first. One that fails holds up none of the others.
 * Returns whether all of them are done. Throws LeaseLostError when another process leads.
 */
export async function catchUp({ db, lease, job, due, stepsOf, say, onError, stopped }: CatchingUp): Promise<boolean> {
  const done = new Set((await jobRuns(db, job, due[0])).filter(({ state }) => state === 'done').map(({ period }) => period))
  const owed = due.filter((period) => !done.has(period))
  let begun = false
  const begin = (): void => {
    if (!begun && owed.length > 1) say(`${job}: making up for ${owed.length} periods, ${owed[0]} to ${owed.at(-1)}, oldest first.`)
    begun = true
  }
  let made = 0
  for (const period of owed) {
    if (stopped()) return false
    const { read, write } = stepsOf(period)
    try {
      const outcome = await runOnce(db, lease, { job, period }, { write, read: () => (begin(), read()) })
      if (outcome !== 'waiting') made++
    } catch (error) {
      if (error instanceof LeaseLostError) throw error
      onError(error)
    }
  }
  if (begun && owed.length > 1) say(`${job}: ${made} of ${owed.length} periods made up for.`)
  return made === owed.length
}
