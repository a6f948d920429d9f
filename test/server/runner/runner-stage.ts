// A store with feeds whose source the test plays itself, under a runner in virtual time.
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { readControls, type FeedControl } from '../../../db/feeds/feed-controls.ts'
import { readRuns, type FeedRun } from '../../../db/feeds/feed-runs.ts'
import { readFeedStates, type FeedState } from '../../../db/feeds/feed-states.ts'
import type { Part, ReadOptions } from '../../../ingest/adapters/adapter.ts'
import { csvFile } from '../../../ingest/adapters/csv-file/csv-file.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import { startFeedRunner, type FeedRunner, type FeedRunnerOptions } from '../../../server/jobs/feed-runner.ts'
import { Workbench } from '../../../server/workbench.ts'
import { draft } from '../../rules/draft-model.ts'
import { CITY, NOON } from '../small-city.ts'
import { newStoreDirectory } from '../store-template.ts'
import { until, VirtualTime } from './virtual-time.ts'

export type Source = (feed: Feed, options: ReadOptions) => AsyncIterable<Part>

/** A feed of city-management events that is read every ten minutes. */
export const feedText = (id: string, rest = 'schedule: {everySeconds: 600, timeoutSeconds: 60}'): string => `schema: ctmm-feed/1
id: ${id}
zh: ${id}
en: ${id}
source: ${id}
bureau: cgj
adapter: {kind: csv-file, path: ${id}.csv, encoding: utf-8}
cadenceMinutes: 10
${rest}
delivery: full
coverage: {until: max-of, field: observedAt}
mapping:
  fact: {kind: case, caseType: event}
  dates: {format: 'yyyy-MM-dd HH:mm:ss'}
  key: {path: id}
  observedAt: {path: updated}
  area: {path: street, by: name, whenEmpty: city}
  filedAt: {path: filed, empty: reject}
`

/** A part with these events, each observed at its minute of 10 March. */
export const part = (ids: readonly string[], minute: number, rest: Omit<Part, 'samples'> = {}): Part => ({
  samples: ids.map((id, index) => ({ position: index + 1, record: { id, street: '东一街', filed: `2026-03-10 10:${String(minute).padStart(2, '0')}:00`, updated: `2026-03-10 10:${String(minute).padStart(2, '0')}:00` } })),
  ...rest,
})

export interface Stage {
  readonly workbench: Workbench
  readonly time: VirtualTime
  readonly errors: unknown[]
  /** How often each source was read. */
  reads(feed: string): number
  play(feed: string, source: Source): void
  start(options?: Partial<FeedRunnerOptions>): FeedRunner
  runs(feed: string): Promise<readonly FeedRun[]>
  control(feed: string): Promise<FeedControl | undefined>
  state(feed: string): Promise<FeedState | undefined>
  /** Moves time on, timer by timer, until it holds. Throws when more than `withinMs` would pass. */
  moveUntil(holds: () => boolean | Promise<boolean>, withinMs: number, what?: string): Promise<void>
}

/** One store for all tests of a file, emptied for each; runners that a test left are stopped. */
export function runnerStage(): () => Promise<Stage> {
  let opened: Promise<{ readonly workbench: Workbench; readonly time: VirtualTime; remove(): void }> | undefined
  const sources = new Map<string, Source>()
  const counts = new Map<string, number>()
  const runners: FeedRunner[] = []
  const open = async () => {
    const directory = await newStoreDirectory()
    const time = new VirtualTime(NOON)
    const workbench = await Workbench.open({ location: { kind: 'embedded', directory: directory.store }, purpose: 'city', model: draft, now: () => time.now })
    await workbench.applyCity(CITY, 'city.yaml')
    return { workbench, time, remove: directory.remove }
  }
  // Making the store is no part of the first test's time.
  beforeAll(async () => {
    await (opened ??= open())
  })
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop()
    vi.restoreAllMocks()
  })
  afterAll(async () => {
    const { workbench, remove } = (await opened) ?? {}
    await workbench?.close()
    remove?.()
  })
  return async () => {
    const { workbench, time } = await (opened ??= open())
    const { db } = workbench.store
    await sql`truncate edge, unfolded, rollup_hour, rollup_day, rollup_month, rollup_year, revision, identity, intake_batch, dead_letter, feed_state, feed_run, feed_control, feed_file, feed_drift, feed_profile, lease, secret`.execute(db)
    time.now = NOON
    sources.clear()
    counts.clear()
    const errors: unknown[] = []
    vi.spyOn(csvFile, 'read').mockImplementation((feed, options) => {
      counts.set(feed.id, (counts.get(feed.id) ?? 0) + 1)
      const source = sources.get(feed.id)
      if (source === undefined) throw new Error(`Nobody plays ${feed.id}.`)
      return source(feed, options)
    })
    return {
      workbench, time, errors,
      reads: (feed) => counts.get(feed) ?? 0,
      play: (feed, source) => void sources.set(feed, source),
      start(options = {}) {
        const runner = startFeedRunner({ workbench, timers: time, random: () => 0.5, askEveryMs: 20_000, onError: (error) => errors.push(error), ...options })
        runners.push(runner)
        return runner
      },
      runs: (feed) => readRuns(db, { feed, limit: 100 }),
      control: async (feed) => (await readControls(db)).get(feed),
      state: async (feed) => (await readFeedStates(db)).find((state) => state.feed === feed),
      async moveUntil(holds, withinMs, what) {
        const end = time.now + withinMs
        for (;;) {
          // What is under way is let come to its end before time passes.
          for (let look = 0; look < 5; look++) {
            if (await holds()) return
            await sql`select 1`.execute(db)
          }
          if (time.now >= end) throw new Error(`This did not come to pass in ${withinMs} ms: ${what ?? String(holds)}`)
          time.step(end - time.now)
        }
      },
    }
  }
}

export { until }
