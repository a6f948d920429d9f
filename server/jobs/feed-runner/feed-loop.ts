// A feed that we read, for as long as its file is in force: looks at where it stands, does what is due, and rests until the next time or until it is woken.
import { retryAt } from '../../../db/feeds/feed-controls.ts'
import { closeLostRuns } from '../../../db/feeds/feed-runs.ts'
import { readSituation, type StoredSituation } from '../../../db/feeds/feed-situation.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { readBackFill } from '../../../ingest/runner/back-fill.ts'
import { nextStep, type Step } from '../../../ingest/runner/next-step.ts'
import { LOST, RunBrokenOffError } from '../../../ingest/runner/run-problem.ts'
import { scheduleOf } from '../../../ingest/runner/schedule.ts'
import type { RunnerContext } from './context.ts'
import { holdFeed } from './hold-feed.ts'
import { perform } from './perform.ts'
import { startResting, type Resting } from './resting.ts'

/** A clock that was set is noticed after this. */
const LONGEST_REST_MS = 600_000
/** While another process holds a feed it is asked for again at least so late and at most so soon. */
const SHORTEST_WAIT_MS = 1_000

/** Begins; `firstMs` is how long the first look waits. */
export function startFeedLoop(context: RunnerContext, feed: Feed, firstMs: number): Resting {
  const { workbench: { now, coordination: { db } } } = context
  const stopping = new AbortController()
  const schedule = scheduleOf(feed, context.workbench.context.city.zone)
  const stepOf = (stored: StoredSituation): Step => nextStep(schedule, {
    paused: stored.paused,
    lastBegan: stored.lastBegan ?? undefined,
    retryAt: stored.retryAt ?? undefined,
    asked: stored.asked ?? undefined,
    backFill: stored.backFill === null ? undefined : { run: stored.backFill, notBefore: readBackFill(stored.backFillDetail)?.notBefore ?? 0 },
  }, now())
  const restFor = (step: Step): number => (step.do === 'rest' ? Math.min(LONGEST_REST_MS, step.until - now()) : 0)

  const look = async (): Promise<number> => {
    const seen = await readSituation(db, feed.id)
    const step = stepOf(seen)
    if (step.do === 'rest' && !seen.running) return restFor(step)
    return context.slots.with(async () => {
      if (stopping.signal.aborted) return 0
      const held = await holdFeed(context, feed.id)
      if ('heldForMs' in held) return Math.max(SHORTEST_WAIT_MS, held.heldForMs)
      try {
        return await act(held.lost)
      } finally {
        await held.release()
      }
    })
  }

  const act = async (lost: AbortSignal): Promise<number> => {
    // Nobody else holds the feed, so whoever is said to be reading it has died.
    const dead = await closeLostRuns(db, { feed: feed.id, at: now(), problem: LOST })
    if (dead.length > 0) await retryAt(db, feed.id, now())
    const stored = await readSituation(db, feed.id)
    const step = stepOf(stored)
    if (step.do === 'rest') return restFor(step)
    const ended = new AbortController()
    const end = (why: 'lost' | 'stopped') => (): void => ended.abort(new RunBrokenOffError(why))
    const [onLost, onStop] = [end('lost'), end('stopped')]
    lost.addEventListener('abort', onLost, { once: true })
    stopping.signal.addEventListener('abort', onStop, { once: true })
    try {
      if (!stopping.signal.aborted) await perform(context, feed, { step, cursor: stored.cursor, ended: ended.signal })
    } finally {
      lost.removeEventListener('abort', onLost)
      stopping.signal.removeEventListener('abort', onStop)
    }
    return 0
  }

  return startResting(context, { firstMs, look, stop: () => stopping.abort() })
}
