// One reading outside of the runner, for a command that holds the store or works beside the processes that do: under the same lease and in the same record.
import { askRun, closeLostRuns, findRun, type FeedRun } from '../../../db/feeds/feed-runs.ts'
import { readSituation } from '../../../db/feeds/feed-situation.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { LOST } from '../../../ingest/runner/run-problem.ts'
import { Slots } from '../../../ingest/runner/slots.ts'
import { systemTimers } from '../../../ingest/runner/timers.ts'
import type { Workbench } from '../../workbench.ts'
import { processName, type RunnerContext } from './context.ts'
import { holdFeed } from './hold-feed.ts'
import { perform } from './perform.ts'

const LEASE_MS = 20_000

/** What is read in place of the configured source, and why. */
export interface GivenRun {
  readonly file?: string | undefined
  readonly trigger?: 'asked' | 'upload'
  readonly detail?: unknown
}

/** The run as it ended; undefined while another process reads the feed. Throws an error of our own. */
export async function runNow(workbench: Workbench, feed: Feed, { file, trigger = 'asked', detail }: GivenRun = {}): Promise<FeedRun | undefined> {
  const { now, coordination: { db } } = workbench
  let failure: unknown
  const context: RunnerContext = {
    workbench, timers: systemTimers, random: Math.random, process: processName(), slots: new Slots(1), leaseMs: LEASE_MS,
    onError(error) {
      failure = error
    },
  }
  const held = await holdFeed(context, feed.id)
  if ('heldForMs' in held) return undefined
  try {
    await closeLostRuns(db, { feed: feed.id, at: now(), problem: LOST })
    const { cursor } = await readSituation(db, feed.id)
    const run = await askRun(db, { feed: feed.id, trigger, at: now(), detail })
    await perform(context, feed, { step: { do: 'asked', run }, cursor, file, ended: held.lost })
    if (failure !== undefined) throw failure
    return await findRun(db, run)
  } finally {
    await held.release()
  }
}
