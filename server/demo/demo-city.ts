// The demonstration: an invented city whose past is loaded newest first while the screens already live, and whose present goes on.
import { moveFeed, readFeedStates } from '../../db/feeds/feed-states.ts'
import type { Delivery, Simulation } from '../../ingest/simulator/simulation.ts'
import { simulate } from '../../ingest/simulator/simulator.ts'
import { STREAMS, type StreamId } from '../../ingest/simulator/streams.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { zoneOf } from '../../rules/time/zone.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Progress } from '../schemas/snapshot.ts'
import type { Workbench } from '../workbench.ts'

const TICK_MS = 1_000
/** The demonstration's year before last is long enough for the last closed year and a rolling year at its beginning. */
const HISTORY_BEGINS = '2025-01-01T00:00:00+08:00'
/** The feed whose cursor remembers how far the demonstration has come. */
const KEEPER: StreamId = 'hotline-orders'

interface Cursor {
  /** The instant as of which the history is loaded. */
  readonly historyTo: Instant
  readonly historyLoaded: boolean
  /** Messages up to here have been taken in. */
  readonly through: Instant
}

export interface DemoOptions {
  readonly workbench: Workbench
  readonly seed: number
  readonly onProgress: (progress: Progress | null) => void
  readonly onError: (error: unknown) => void
}

export interface Demo {
  /** Resolves when the history is whole. */
  readonly loaded: Promise<void>
  stop(): Promise<void>
}

export const NOTHING_LOADED: Progress = { loaded: 0, total: 0, loadedFrom: null }

/** Whether an earlier start has loaded the whole history. */
export const isDemoLoaded = async (workbench: Workbench): Promise<boolean> => (await readCursor(workbench)).historyLoaded

/** Prepares the city and its feeds; the loading goes on after this resolves. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { workbench } = options
  const cursor = await readCursor(workbench)
  options.onProgress(cursor.historyLoaded ? null : NOTHING_LOADED)
  const simulation = simulate({ seed: String(options.seed), now: cursor.historyTo })
  await workbench.applyCity(simulation.city, 'city.yaml')
  const applied = await workbench.applyFeeds(simulation.feeds)
  const feeds = new Map(simulation.feeds.flatMap(({ id }, index): [StreamId, Feed][] => (applied[index] === undefined ? [] : [[id, applied[index]]])))
  const runner = new DemoRunner(options, simulation, feeds, cursor)
  const loaded = runner.run()
  return {
    loaded,
    async stop() {
      await Promise.all([runner.stop(), loaded.catch(() => undefined)])
    },
  }
}

async function readCursor(workbench: Workbench): Promise<Cursor> {
  const state = (await readFeedStates(workbench.store.db)).find(({ feed }) => feed === KEEPER)
  const known = state?.cursor
  if (isCursor(known)) return known
  const now = workbench.now()
  return { historyTo: now, historyLoaded: false, through: now }
}

const isCursor = (value: unknown): value is Cursor =>
  typeof value === 'object' && value !== null && 'historyTo' in value && 'historyLoaded' in value && 'through' in value

class DemoRunner {
  private readonly options: DemoOptions
  private readonly simulation: Simulation
  private readonly feeds: ReadonlyMap<StreamId, Feed>
  private cursor: Cursor
  private stopped = false
  private timer: NodeJS.Timeout | undefined
  private ticking: Promise<void> = Promise.resolve()

  constructor(options: DemoOptions, simulation: Simulation, feeds: ReadonlyMap<StreamId, Feed>, cursor: Cursor) {
    this.options = options
    this.simulation = simulation
    this.feeds = feeds
    this.cursor = cursor
  }

  async run(): Promise<void> {
    const { workbench, onProgress } = this.options
    if (!this.cursor.historyLoaded) {
      await moveFeed(workbench.store.db, KEEPER, { cursor: this.cursor })
      const zone = zoneOf('Asia/Shanghai')
      await this.cover(this.cursor.historyTo)
      for (const batch of this.simulation.history(Date.parse(HISTORY_BEGINS), this.cursor.historyTo)) {
        if (this.stopped) return
        await this.deliver(batch)
        const { loaded, total, loadedFrom } = batch.progress
        onProgress({ loaded, total, loadedFrom: zone.format(loadedFrom) })
      }
      this.cursor = { ...this.cursor, historyLoaded: true }
      await moveFeed(workbench.store.db, KEEPER, { cursor: this.cursor })
      onProgress(null)
    }
    this.tick()
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.ticking
  }

  private tick(): void {
    if (this.stopped) return
    this.ticking = this.catchUp().catch(this.options.onError).finally(() => {
      if (!this.stopped) this.timer = setTimeout(() => this.tick(), TICK_MS)
    })
  }

  private async catchUp(): Promise<void> {
    const { workbench } = this.options
    const now = workbench.now()
    for (const delivery of this.simulation.messagesBetween(this.cursor.through, now)) {
      if (this.stopped) return
      await this.deliver(delivery)
    }
    this.cursor = { ...this.cursor, through: now }
    await moveFeed(workbench.store.db, KEEPER, { cursor: this.cursor })
    await this.cover(now)
  }

  private async deliver({ feed: stream, records }: Delivery): Promise<void> {
    const feed = this.feeds.get(stream)
    if (feed === undefined) throw new Error(`The demonstration has no feed ${stream}.`)
    await this.options.workbench.deliver(feed, records.map((record, index) => ({ position: index, record })))
  }

  /** Feeds say how far they have been read also when nothing happened. */
  private async cover(at: Instant): Promise<void> {
    for (const stream of STREAMS) {
      const coveredUntil = this.simulation.coveredUntil(stream, at)
      if (coveredUntil !== undefined && coveredUntil > (this.covered.get(stream) ?? 0)) {
        await moveFeed(this.options.workbench.store.db, stream, { coveredUntil })
        this.covered.set(stream, coveredUntil)
      }
    }
  }

  private readonly covered = new Map<StreamId, Instant>()
}
