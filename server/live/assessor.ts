// The assess loop: wakes when facts were committed and at the next instant at which anything can change, judges, tells, and in the process that leads records.
import { sql } from 'kysely'
import { readFeedConditions, type FeedCondition } from '../../db/feeds/feed-conditions.ts'
import { soundSums } from '../../db/notices/sound-sums.ts'
import type { Db } from '../../db/open-store.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { ValueInputs } from '../../rules/values/values-of-area.ts'
import type { Leadership } from '../jobs/leadership.ts'
import { findContext, type CityContext } from '../readings/city-context.ts'
import { ProvenBeforeReader } from '../readings/proven-before.ts'
import { presentReading, readArea, type Reading } from '../readings/snapshot.ts'
import { readCoverage, readMeasurements } from '../readings/value-inputs.ts'
import type { Progress, Snapshot, Update } from '../schemas/snapshot.ts'
import type { Workbench } from '../workbench.ts'
import { updateBetween } from './frames.ts'
import { LiveCounts } from './live-counts.ts'
import { StandingRecorder } from './standing-recorder.ts'

/** Facts that arrive together are judged together; a frame is never later than this because of it. */
const SETTLE_MS = 40
/** Time elapsed on open cases is shown at least this often. */
const BREATH_MS = 15_000
/** What was proven before a feed fell silent is looked up again after this, because late facts change the past. */
const PROVEN_KEPT_MS = 300_000
/** A look that failed is repeated after this. */
const RETRY_MS = 2_000

export interface AssessorOptions {
  readonly workbench: Workbench
  readonly onError: (error: unknown) => void
  /** Whether this process records what changed; one that never leads leaves it out and only shows. */
  readonly leadership?: Leadership | undefined
  /** Where history is still being loaded at the start. */
  readonly progress?: Progress | null
}

export interface Assessor {
  /** The present reading of an area; undefined while no city has been applied. */
  snapshot(area?: string): Promise<Snapshot | undefined>
  /** The present snapshot of an area, and from then on every update of it to the listener, until `end` is called. */
  follow(area: string, listener: (update: Update) => void): Promise<Following | undefined>
  /** Tells how long every look took, in milliseconds. */
  onLook(listener: (ms: number) => void): void
  /** History being loaded makes every value provisional, and nothing is recorded as a change meanwhile. */
  setProgress(progress: Progress | null): void
  stop(): Promise<void>
}

export interface Following {
  readonly snapshot: Snapshot
  end(): void
}

interface Followed {
  readonly listeners: Set<(update: Update) => void>
  last: Snapshot
}

/** Starts the loop. The first look is taken before this resolves. */
export async function startAssessor(options: AssessorOptions): Promise<Assessor> {
  const { workbench } = options
  const { bus, now, model, store: { db } } = workbench
  const proven = new ProvenBeforeReader()
  const recorder = options.leadership === undefined ? undefined : new StandingRecorder(workbench.coordination.db, options.leadership)
  const lookListeners = new Set<(ms: number) => void>()
  const followed = new Map<string, Followed>()
  let provenSince = 0
  let context: CityContext | undefined
  let live: LiveCounts | undefined
  /** As sums were when they were read; undefined when nothing may be decided upon them. */
  let sound: string | undefined
  let inputs: ValueInputs | undefined
  let conditions: ReadonlyMap<string, FeedCondition> = new Map()
  let progress: Progress | null = options.progress ?? null
  let reload = true
  let stopped = false
  let running: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  let looked = Promise.withResolvers<void>()

  const tellLooked = (): void => {
    looked.resolve()
    looked = Promise.withResolvers()
  }
  const forgetProven = (asOf: Instant): void => {
    proven.forget()
    provenSince = asOf
  }

  const present = async (area: string, reading: Reading): Promise<Snapshot | undefined> => {
    if (context === undefined || inputs === undefined) return undefined
    return presentReading(context, inputs, area, { reading, progress, conditions, provenBefore: await proven.read(db, context, area, reading) })
  }

  const look = async (): Promise<void> => {
    const started = performance.now()
    const asOf = now()
    // What has come due cannot be taken back, so a clock that was set back is believed by summing up anew.
    if (inputs !== undefined && asOf < inputs.asOf) reload = true
    if (reload) {
      reload = false
      context = await findContext(db, model)
      sound = context === undefined ? undefined : await soundSums(db, context.rules.configuration)
      live = context === undefined ? undefined : await LiveCounts.open(db, context, asOf)
      forgetProven(asOf)
    }
    if (asOf - provenSince > PROVEN_KEPT_MS) forgetProven(asOf)
    if (context === undefined || live === undefined) return
    const [known, counted] = [context, live]
    // One connection for all that is read: the embedded store has a single one, and each statement would wait behind deliveries again.
    const current = await db.connection().execute(async (held): Promise<ValueInputs> => {
      const measurements = await readMeasurements(held, known)
      const feeds = await readCoverage(held, known)
      conditions = await readFeedConditions(held)
      // The counts move on last: nobody may read them at an instant that they have left behind.
      await counted.advance(held, asOf)
      return (inputs = { model: known.model, city: known.city, counts: counted.counts, measurements, feeds, asOf })
    })
    const root = readArea(current, known.city.root)
    for (const [area, follower] of followed) {
      const next = await present(area, area === known.city.root ? root : readArea(current, area))
      if (next === undefined) continue
      const update = updateBetween(follower.last, next)
      follower.last = next
      if (update !== undefined) for (const listener of follower.listeners) listener(update)
    }
    if (progress === null && sound !== undefined) await recorder?.record({ context: known, inputs: current, reading: root, sound })
    for (const listener of lookListeners) listener(performance.now() - started)
  }

  const wake = (): void => {
    if (stopped) return
    again = true
    running ??= run()
  }
  const run = async (): Promise<void> => {
    do {
      while (again && !stopped) {
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
        again = false
        try {
          await look()
        } catch (error) {
          // A look that failed is repeated from the store: what memory holds may be half moved on.
          reload = true
          options.onError(error)
        }
        tellLooked()
      }
      await schedule()
      // Facts may have been committed while the next instant was being looked up.
    } while (again && !stopped)
    running = undefined
    tellLooked()
  }
  const schedule = async (): Promise<void> => {
    clearTimeout(timer)
    if (stopped) return
    const next = inputs === undefined ? undefined : await nextChange(db, inputs).catch(() => undefined)
    timer = setTimeout(wake, Math.min(reload ? RETRY_MS : BREATH_MS, Math.max(0, (next ?? Infinity) - now())))
    timer.unref()
  }

  const subscriptions = [
    bus.subscribe('intake', ({ changed }) => changed && wake()),
    bus.subscribe('configuration', () => {
      reload = true
      wake()
    }),
  ]
  // What changed while nobody led, or before the last leader fell silent, is written down at once.
  options.leadership?.onChange((lease) => lease !== undefined && wake())
  await look()
  await schedule()
  /** A city or an area that has just been applied is looked at before anyone is answered. */
  const lookedAt = async (area: string | undefined): Promise<void> => {
    if (inputs === undefined || (area !== undefined && inputs.city.area(area) === undefined)) await (running === undefined ? undefined : looked.promise)
  }

  return {
    onLook: (listener) => void lookListeners.add(listener),
    async snapshot(area) {
      await lookedAt(area)
      if (context === undefined || inputs === undefined) return undefined
      const code = area ?? context.city.root
      return followed.get(code)?.last ?? present(code, readArea(inputs, code))
    },
    async follow(area, listener) {
      await lookedAt(area)
      let shown: ValueInputs | undefined
      let snapshot: Snapshot | undefined
      do {
        shown = inputs
        snapshot = shown === undefined ? undefined : await present(area, readArea(shown, area))
        // A look that ended meanwhile told this viewer nothing.
      } while (shown !== inputs)
      if (snapshot === undefined) return undefined
      let follower = followed.get(area)
      if (follower === undefined) followed.set(area, (follower = { listeners: new Set(), last: snapshot }))
      const { listeners, last } = follower
      listeners.add(listener)
      const end = (): void => {
        listeners.delete(listener)
        if (listeners.size === 0) followed.delete(area)
      }
      return { snapshot: last, end }
    },
    setProgress(next) {
      if ((progress === null) !== (next === null)) proven.forget()
      progress = next
      wake()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      for (const end of subscriptions) end()
      await running
    },
  }
}

/** The next instant at which a value can change though nothing arrives: an edge comes due, a feed goes stale, a local day begins. */
async function nextChange(db: Db, { city, asOf, feeds, model }: ValueInputs): Promise<Instant> {
  const { rows } = await sql<{ at: number | null }>`select min(at) as at from edge where at > ${new Date(asOf).toISOString()}::timestamptz`.execute(db)
  const midnight = city.zone.startOfDay(city.zone.localDay(asOf) + 1)
  const limits = new Set(model.indicators.map(({ staleAfterDays }) => staleAfterDays))
  const stale = feeds.flatMap(({ coveredUntil }) => (coveredUntil === null ? [] : [...limits].map((days) => coveredUntil + days * 86_400_000 + 1)))
  return Math.min(midnight, rows[0]?.at ?? Infinity, ...stale.filter((at) => at > asOf))
}
