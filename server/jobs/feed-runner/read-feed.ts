// One reading of a source from beginning to end: counted part by part, kept alive, and broken off when it takes too long, is cancelled or taken over.
import { addToRun, beatRun, type HeldRun } from '../../../db/feeds/feed-runs.ts'
import type { Range, ReadOptions } from '../../../ingest/adapters/adapter.ts'
import { RejectionTally } from '../../../ingest/drift/rejection-tally.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { runFeed, type Deliver } from '../../../ingest/intake/run-feed.ts'
import { RunBrokenOffError } from '../../../ingest/runner/run-problem.ts'
import { timeoutOf } from '../../../ingest/runner/schedule.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import type { RunnerContext } from './context.ts'

/** Heartbeats of a run come so often; a wish to cancel is noticed with them. */
const BEAT_MS = 2_000
/** An adapter that does not end when it is told to is left behind after this; what it still hands over is refused. */
const GRACE_MS = 5_000

export interface Reading {
  readonly run: HeldRun
  /** Where to go on from; undefined at the first run. */
  readonly cursor: unknown
  readonly range?: Range | undefined
  readonly file?: string | undefined
  /** Aborted with a RunBrokenOffError when the runner stops or loses the feed. */
  readonly ended: AbortSignal
}

/** Reads to the end; returns how far the feed is covered by it. Throws what failed or broke it off. */
export async function readFeed(context: RunnerContext, feed: Feed, reading: Reading): Promise<Instant | undefined> {
  const { workbench, timers } = context
  const { run, ended } = reading
  const own = new AbortController()
  const signal = AbortSignal.any([ended, own.signal])
  const timeoutMs = timeoutOf(feed)
  let cancelTimeout = (): void => undefined
  /** A back-fill has all the time it needs as long as it comes forward. */
  const countDown = (): void => {
    cancelTimeout()
    cancelTimeout = timers.after(timeoutMs, () => own.abort(new RunBrokenOffError('timeout', timeoutMs)))
  }
  const stopBeating = keepBeating(context, run, (why) => own.abort(new RunBrokenOffError(why)))
  let covered: Instant | undefined
  const tally = new RejectionTally()
  const deliver: Deliver = async (samples, coverage) => {
    signal.throwIfAborted()
    const answer = await workbench.deliver(feed, samples, { ...coverage, tally, alongside: (transaction, counts) => addToRun(transaction, run, counts) })
    if (reading.range !== undefined) countDown()
    if (coverage.withheld !== true) covered = tally.tooMany().length > 0 ? undefined : (coverage.coveredUntil ?? answer.coveredUntil)
    return answer
  }
  countDown()
  try {
    await workbench.secrets.refresh()
    const work = runFeed(feed, deliver, optionsOf(context, reading, signal))
    await untilBrokenOff(timers, work, signal)
    return covered
  } catch (error) {
    // An adapter says in its own words that it was told to end; why is what counts.
    throw signal.aborted ? signal.reason : error
  } finally {
    cancelTimeout()
    await stopBeating()
  }
}

function optionsOf({ workbench }: RunnerContext, { cursor, range, file }: Reading, signal: AbortSignal): ReadOptions {
  return { secret: workbench.secrets.get, zone: workbench.context.city.zone, now: workbench.now, signal, dropRoot: workbench.dropRoot, cursor: cursor ?? undefined, range, file }
}

/** The work, or the reason why it was broken off once it had time to end. */
function untilBrokenOff(timers: RunnerContext['timers'], work: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let cancel = (): void => undefined
    const leave = (): void => {
      cancel = timers.after(GRACE_MS, () => reject(signal.reason))
    }
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => {
      cancel()
      signal.removeEventListener('abort', leave)
    })
  })
}

function keepBeating({ timers, workbench: { coordination: { db } } }: RunnerContext, run: HeldRun, breakOff: (why: 'cancelled' | 'lost') => void): () => Promise<void> {
  let stopped = false
  let beating: Promise<void> = Promise.resolve()
  let cancel = (): void => undefined
  const beat = async (): Promise<void> => {
    try {
      const answer = await beatRun(db, run)
      if (answer !== 'goes on') breakOff(answer)
    } catch {
      // A store that is away keeps parts from being stored too, and that is told.
    }
    schedule()
  }
  const schedule = (): void => {
    if (!stopped) cancel = timers.after(BEAT_MS, () => (beating = beat()))
  }
  schedule()
  return async () => {
    stopped = true
    cancel()
    await beating
  }
}
