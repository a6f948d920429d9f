// A source that we stay connected to: one process listens, or every one where the source shares out; its connection is told, and it ends when the feed is paused.
import { noteLink, readControls } from '../../../db/feeds/feed-controls.ts'
import type { Adapter, FeedReadError, Listening, LinkState } from '../../../ingest/adapters/adapter.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { retryDelay } from '../../../ingest/runner/backoff.ts'
import { problemOfRun } from '../../../ingest/runner/run-problem.ts'
import type { RunnerContext } from './context.ts'
import { holdFeed, type HeldFeed } from './hold-feed.ts'
import { startResting, type Resting } from './resting.ts'

/** While all is well nothing has to be looked at; being woken and losing the feed end a rest. */
const REST_MS = 600_000
const SHORTEST_WAIT_MS = 1_000
/** A connection that does not end when it is told to is left behind after this. */
const GRACE_MS = 5_000

type Listen = NonNullable<Adapter['listen']>

interface Connected {
  readonly listening: Listening
  readonly held: HeldFeed
  readonly end: AbortController
}

/** More processes than this do not listen to one feed together. */
const MOST_WORKERS = 16

/** The first free place among those that share a feed. Its name stays the same whoever takes it, so that what the source keeps for an absent one is not lost. */
async function holdPlace(context: RunnerContext, feed: Feed): Promise<{ readonly held: HeldFeed | { readonly heldForMs: number }; readonly worker: string }> {
  let soonest = Infinity
  for (let place = 1; place <= MOST_WORKERS; place++) {
    const held = await holdFeed(context, `${feed.id}:${place}`)
    if (!('heldForMs' in held)) return { held, worker: String(place) }
    soonest = Math.min(soonest, held.heldForMs)
  }
  return { held: { heldForMs: soonest }, worker: '' }
}

export function startListening(context: RunnerContext, feed: Feed, { listen, shared, firstMs }: { readonly listen: Listen; readonly shared: boolean; readonly firstMs: number }): Resting {
  const { workbench, random, onError } = context
  const { now, secrets, coordination: { db } } = workbench
  let connected: Connected | undefined
  let failures = 0
  let told = ''
  let telling: Promise<void> = Promise.resolve()

  const report = (link: LinkState | null, reason?: FeedReadError): void => {
    const text = JSON.stringify([link, reason?.text.en])
    if (text === told) return
    told = text
    const problem = reason === undefined ? null : { code: reason.failure, zh: secrets.redact(reason.text.zh), en: secrets.redact(reason.text.en) }
    telling = telling.then(() => noteLink(db, { feed: feed.id, link, at: now(), problem })).catch((error: unknown) => {
      told = ''
      onError(error)
    })
  }

  const connect = async (): Promise<number> => {
    const place = shared ? await holdPlace(context, feed) : { held: await holdFeed(context, feed.id), worker: undefined }
    const { held, worker } = place
    if ('heldForMs' in held) return Math.max(SHORTEST_WAIT_MS, held.heldForMs)
    const end = new AbortController()
    try {
      await secrets.refresh()
      const listening = await listen(feed, {
        secret: secrets.get, zone: workbench.context.city.zone, now, signal: end.signal,
        deliver: (samples) => (end.signal.aborted ? Promise.reject(end.signal.reason) : workbench.deliver(feed, samples)),
        report, worker,
      })
      connected = { listening, held, end }
      held.lost.addEventListener('abort', () => loop.wake(), { once: true })
      failures = 0
      return REST_MS
    } catch (error) {
      end.abort()
      await held.release()
      const problem = problemOfRun(error)
      if (problem.code === 'internal') onError(error)
      failures++
      await noteLink(db, { feed: feed.id, link: 'lost', at: now(), problem: { ...problem, zh: secrets.redact(problem.zh), en: secrets.redact(problem.en) } })
      told = ''
      return retryDelay(problem.code, failures, random())
    }
  }
  const disconnect = async (): Promise<void> => {
    const ending = connected
    connected = undefined
    if (ending === undefined) return
    ending.end.abort()
    await Promise.race([ending.listening.stop().catch(onError), new Promise<void>((resolve) => context.timers.after(GRACE_MS, resolve))])
    report(null)
    await telling
    await ending.held.release()
  }
  let stopped = false
  const look = async (): Promise<number> => {
    const paused = ((await readControls(db)).get(feed.id)?.pausedAt ?? null) !== null
    if (connected !== undefined && (paused || stopped || connected.held.lost.aborted === true)) await disconnect()
    if (stopped || paused) return REST_MS
    return connected === undefined ? connect() : REST_MS
  }
  const loop = startResting(context, { firstMs, look, stop: () => (stopped = true) })
  return {
    wake: () => loop.wake(),
    async stop() {
      await loop.stop()
      await disconnect()
    },
  }
}
