// What a step of a feed does: reads the source, and writes down how it went and when it is tried again.
import { forgetRetry, noteFailure, noteSuccess, retryAt } from '../../../db/feeds/feed-controls.ts'
import { beginRun, claimRun, endRun, findRun, forgetOldRuns, tellRun, type HeldRun } from '../../../db/feeds/feed-runs.ts'
import { endContractDrifts, noteDrift } from '../../../db/feeds/feed-drifts.ts'
import { inTransaction } from '../../../db/transactions.ts'
import { DriftHeldError } from '../../../ingest/drift/drift-held-error.ts'
import { MENDED } from '../../../ingest/drift/drift-watch.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { nextSlice, readBackFill, type BackFillDetail } from '../../../ingest/runner/back-fill.ts'
import { retryDelay } from '../../../ingest/runner/backoff.ts'
import type { Step } from '../../../ingest/runner/next-step.ts'
import { problemOfRun, RunBrokenOffError, type RunProblem } from '../../../ingest/runner/run-problem.ts'
import type { RunnerContext } from './context.ts'
import { readFeed } from './read-feed.ts'

const RUNS_KEPT = 500
const RUNS_KEPT_MS = 92 * 86_400_000
/** A month that fails so often in a row ends its back-fill; what was read stays. */
const SLICE_TRIES = 5

export interface Performing {
  readonly step: Exclude<Step, { readonly do: 'rest' }>
  readonly cursor: unknown
  /** Read in place of the configured one. */
  readonly file?: string | undefined
  readonly ended: AbortSignal
}

/** Does the step; resolves when it is written down. Throws only when the store cannot be reached. */
export async function perform(context: RunnerContext, feed: Feed, { step, cursor, file, ended }: Performing): Promise<void> {
  const { process, workbench: { now, coordination: { db } } } = context
  if (step.do === 'run') {
    const run = await beginRun(db, { feed: feed.id, trigger: step.trigger, process, at: now() })
    await readOnce(context, feed, { run: { run, process }, cursor, ended })
  } else {
    // Somebody may have cancelled it meanwhile.
    if (!(await claimRun(db, { run: step.run, process, at: now() }))) return
    const run = { run: step.run, process }
    await (step.do === 'asked' ? readOnce(context, feed, { run, cursor, file, ended }) : readSlice(context, feed, { run, cursor, ended }))
  }
  await forgetOldRuns(db, { feed: feed.id, before: now() - RUNS_KEPT_MS, keep: RUNS_KEPT })
}

interface Once {
  readonly run: HeldRun
  readonly cursor: unknown
  readonly file?: string | undefined
  readonly ended: AbortSignal
}

async function readOnce(context: RunnerContext, feed: Feed, { run, cursor, file, ended }: Once): Promise<void> {
  const { workbench: { now, coordination: { db } } } = context
  try {
    const coveredUntil = await readFeed(context, feed, { run, cursor, file, ended })
    await inTransaction(db, async (transaction) => {
      if (!(await endRun(transaction, run, { state: 'done', at: now(), coveredUntil }))) return
      await noteSuccess(transaction, feed.id)
      await endContractDrifts(transaction, feed.id, MENDED)
    })
  } catch (error) {
    await endBadly(context, feed, { run, error })
  }
}

async function endBadly(context: RunnerContext, feed: Feed, { run, error }: { readonly run: HeldRun; readonly error: unknown }): Promise<void> {
  const { random, workbench: { now, coordination: { db } } } = context
  const brokenOff = error instanceof RunBrokenOffError ? error.why : undefined
  const problem = tellProblem(context, error)
  await inTransaction(db, async (transaction) => {
    if (brokenOff === 'cancelled' || brokenOff === 'stopped') {
      if (!(await endRun(transaction, run, { state: 'cancelled', at: now() }))) return
      // Where the process stopped, whoever reads it next must not wait for a schedule that may say tomorrow.
      await (brokenOff === 'stopped' ? retryAt(transaction, feed.id, now()) : forgetRetry(transaction, feed.id))
      return
    }
    if (!(await endRun(transaction, run, { state: 'failed', at: now(), problem }))) return
    if (problem.code === 'contract' && !(error instanceof DriftHeldError)) {
      await noteDrift(transaction, { feed: feed.id, kind: 'contract', field: '', holds: true, detail: { zh: problem.zh, en: problem.en } })
    }
    const failures = await noteFailure(transaction, { feed: feed.id, problem })
    await retryAt(transaction, feed.id, now() + retryDelay(problem.code, failures, random()))
  })
}

async function readSlice(context: RunnerContext, feed: Feed, { run, cursor, ended }: Once): Promise<void> {
  const { workbench: { now, context: { city: { zone } }, coordination: { db } } } = context
  const detail = readBackFill((await findRun(db, run.run))?.detail)
  const slice = detail === undefined ? undefined : nextSlice(detail, zone)
  if (detail === undefined || slice === undefined) {
    await endRun(db, run, { state: 'done', at: now() })
    return
  }
  await tellRun(db, run, detail)
  try {
    await readFeed(context, feed, { run, cursor, range: slice, ended })
    const next = { ...detail, done: detail.done + 1, failures: 0, notBefore: 0 }
    await endRun(db, run, { state: next.done === next.months ? 'done' : 'waiting', at: now(), detail: next })
  } catch (error) {
    await endSliceBadly(context, { run, detail, error })
  }
}

async function endSliceBadly(context: RunnerContext, { run, detail, error }: { readonly run: HeldRun; readonly detail: BackFillDetail; readonly error: unknown }): Promise<void> {
  const { random, workbench: { now, coordination: { db } } } = context
  const brokenOff = error instanceof RunBrokenOffError ? error.why : undefined
  if (brokenOff === 'cancelled' || brokenOff === 'stopped') {
    await endRun(db, run, { state: brokenOff === 'cancelled' ? 'cancelled' : 'waiting', at: now() })
    return
  }
  const problem = tellProblem(context, error)
  const failures = detail.failures + 1
  const notBefore = now() + retryDelay(problem.code, failures, random())
  await endRun(db, run, { state: failures < SLICE_TRIES ? 'waiting' : 'failed', at: now(), problem, detail: { ...detail, failures, notBefore } })
}

/** The problem in words without any secret; an error of our own is logged. */
function tellProblem({ workbench: { secrets }, onError }: RunnerContext, error: unknown): RunProblem {
  const { code, zh, en } = problemOfRun(error)
  if (code === 'internal') onError(error)
  return { code, zh: secrets.redact(zh), en: secrets.redact(en) }
}
