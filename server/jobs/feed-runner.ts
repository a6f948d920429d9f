// Runs the feeds of a store in a process with the role `ingest`: a loop for each that we read, a connection for each that we listen to.
import { retryAt, retryFailed } from '../../db/feeds/feed-controls.ts'
import { readRequests, type Requests } from '../../db/feeds/feed-situation.ts'
import { adapterOf } from '../../ingest/adapters/registry.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { spreadMs } from '../../ingest/runner/next-step.ts'
import { scheduleOf } from '../../ingest/runner/schedule.ts'
import { Slots } from '../../ingest/runner/slots.ts'
import { systemTimers, type Timers } from '../../ingest/runner/timers.ts'
import { secretsNamed } from '../../ingest/secrets/secrets-named.ts'
import type { Workbench } from '../workbench.ts'
import { processName, type RunnerContext } from './feed-runner/context.ts'
import { startFeedLoop } from './feed-runner/feed-loop.ts'
import { startListening } from './feed-runner/listen-feed.ts'
import { startResting, type Resting } from './feed-runner/resting.ts'

/** What people ask for in another process is noticed after this. */
const ASK_EVERY_MS = 2_000
const READS_AT_ONCE = 4
/** A process that dies leaves its feeds to others after this. */
const LEASE_MS = 20_000

export interface FeedRunnerOptions {
  readonly workbench: Workbench
  readonly onError: (error: unknown) => void
  readonly timers?: Timers
  readonly random?: () => number
  readonly leaseMs?: number
  readonly askEveryMs?: number
}

export interface FeedRunner {
  /** Somebody has asked something of this feed: look at it now. */
  wake(feed: string): void
  /** Breaks off what is under way and resolves when it has ended, within seconds. */
  stop(): Promise<void>
}

interface Running {
  readonly text: string
  readonly feed: Feed
  readonly loop: Resting
}

export function startFeedRunner({ workbench, onError, timers = systemTimers, random = Math.random, leaseMs = LEASE_MS, askEveryMs = ASK_EVERY_MS }: FeedRunnerOptions): FeedRunner {
  const context: RunnerContext = { workbench, timers, random, leaseMs, onError, process: processName(), slots: new Slots(READS_AT_ONCE) }
  const running = new Map<string, Running>()
  let asked: Requests | undefined
  let changing: Promise<void> = Promise.resolve()
  let stopped = false

  const begin = (feed: Feed, firstMs: number): Resting | undefined => {
    const { listen, read, sharesOut } = adapterOf(feed.adapter.kind)
    if (listen !== undefined) return startListening(context, feed, { listen, shared: sharesOut?.(feed) === true, firstMs })
    return read === undefined ? undefined : startFeedLoop(context, feed, firstMs)
  }
  /** Brings what runs into line with the feeds in force. A feed that was changed has its failures behind it. */
  const follow = async (isStart: boolean): Promise<void> => {
    const wanted = new Map((workbench.hasCity ? workbench.context.feeds : []).map((feed) => [feed.id, feed]))
    const textOf = (feed: Feed | undefined): string => JSON.stringify([feed, workbench.context.city.zone.name])
    for (const [id, { text, loop }] of running) {
      if (wanted.has(id) && textOf(wanted.get(id)) === text) continue
      running.delete(id)
      await loop.stop()
      if (wanted.has(id)) await retryAt(workbench.coordination.db, id, workbench.now()).catch(onError)
    }
    for (const [id, feed] of wanted) {
      if (stopped || running.has(id)) continue
      const schedule = scheduleOf(feed, workbench.context.city.zone)
      const loop = begin(feed, isStart ? spreadMs(schedule, workbench.now(), random()) : 0)
      if (loop !== undefined) running.set(id, { text: textOf(feed), feed, loop })
    }
  }
  const change = (isStart: boolean): void => {
    changing = changing.then(() => (stopped ? undefined : follow(isStart))).catch(onError)
  }
  /** Feeds that name a secret which was set anew try at once, and connections are made anew with it. */
  const restart = async (changed: ReadonlySet<string>): Promise<void> => {
    for (const [id, { feed, loop }] of running) {
      if (!secretsNamed(feed.adapter).some((name) => changed.has(name))) continue
      running.delete(id)
      await loop.stop()
      await retryFailed(workbench.coordination.db, id, workbench.now())
    }
    await follow(false)
  }
  const hear = async (): Promise<number> => {
    const now = await readRequests(workbench.coordination.db)
    const before = asked
    asked = now
    if (before === undefined) return askEveryMs
    for (const [id, { loop }] of running) if (now.feeds.get(id) !== before.feeds.get(id)) loop.wake()
    const changed = new Set([...now.secrets].filter(([name, at]) => before.secrets.get(name) !== at).map(([name]) => name))
    if (changed.size > 0) changing = changing.then(() => (stopped ? undefined : restart(changed))).catch(onError)
    return askEveryMs
  }

  change(true)
  const unsubscribe = workbench.bus.subscribe('configuration', () => change(false))
  const listening = startResting(context, { firstMs: askEveryMs, look: hear, stop: () => undefined })
  return {
    wake: (feed) => running.get(feed)?.loop.wake(),
    async stop() {
      stopped = true
      unsubscribe()
      await listening.stop()
      await changing
      await Promise.all([...running.values()].map(({ loop }) => loop.stop()))
    },
  }
}
