// The runner against sources that the test plays: when they are read, what is written down, and what happens when they fail, hang or change.
import { describe, expect, it } from 'vitest'
import { pauseFeed, resumeFeed } from '../../../db/feeds/feed-controls.ts'
import { askRun, cancelRun } from '../../../db/feeds/feed-runs.ts'
import { FeedReadError, type Part, type ReadOptions } from '../../../ingest/adapters/adapter.ts'
import { newBackFill } from '../../../ingest/runner/back-fill.ts'
import { NOON } from '../small-city.ts'
import { feedText, part, runnerStage, until, type Source } from './runner-stage.ts'

const stageOf = runnerStage()
const MINUTE = 60_000
const unreachable = (): FeedReadError => new FeedReadError('unreachable', 'The gateway does not answer: see whether it runs.', '网关无响应：请检查其是否运行。')

const quick: Source = async function* () {
  yield part(['E1', 'E2'], 1, { cursor: 1 })
  yield { samples: [...part(['E2'], 1).samples, ...part(['E3'], 2).samples], cursor: 2 }
}

/** A source that cannot be read at all. */
const failsWith = (failure: (options: ReadOptions) => Error): Source => (_feed, options) => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(failure(options)) }) })

/** A source that waits at a door before it goes on. */
function behindDoor(): { readonly source: Source; readonly open: () => void; readonly entered: () => number } {
  const door = Promise.withResolvers<void>()
  let entered = 0
  const source: Source = async function* (_feed, { signal }): AsyncGenerator<Part> {
    entered++
    yield part(['E1'], 1)
    await Promise.race([door.promise, new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true }))])
    yield part(['E2'], 2)
  }
  return { source, open: door.resolve, entered: () => entered }
}

describe('a source that answers', () => {
  it('is read at once and then when it is due; each run is counted exactly, and the cursor goes on from where it was', async () => {
    const stage = await stageOf()
    const cursors: unknown[] = []
    stage.play('one', async function* (feed, options) {
      cursors.push(options.cursor)
      yield* quick(feed, options)
    })
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', MINUTE)
    expect((await stage.runs('one'))[0]).toMatchObject({ trigger: 'schedule', received: 4, stored: 3, duplicate: 1, rejected: 0, problem: null, coveredUntil: Date.parse('2026-03-10T10:02:00+08:00') })
    const first = (await stage.runs('one'))[0]?.beganAt ?? 0
    await stage.moveUntil(async () => (await stage.runs('one')).filter(({ state }) => state === 'done').length === 2, 11 * MINUTE)
    const [second] = await stage.runs('one')
    expect((second?.beganAt ?? 0) - first).toBeGreaterThanOrEqual(10 * MINUTE)
    expect((second?.beganAt ?? 0) - first).toBeLessThan(11 * MINUTE)
    expect(second).toMatchObject({ received: 4, stored: 0, duplicate: 4 })
    expect(cursors).toEqual([undefined, 2])
    expect(stage.errors).toEqual([])
  })

  it('after a downtime is read once, however often it was missed', async () => {
    const stage = await stageOf()
    stage.play('one', quick)
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    const runner = stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', MINUTE)
    await runner.stop()
    stage.time.now += 3 * 24 * 60 * MINUTE
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one')).filter(({ state }) => state === 'done').length === 2, 2 * MINUTE)
    const restarted = stage.time.now
    await stage.moveUntil(() => stage.time.now >= restarted + 9 * MINUTE, 10 * MINUTE)
    expect((await stage.runs('one')).map(({ trigger }) => trigger)).toEqual(['catch-up', 'schedule'])
  })

  it('without a schedule, where somebody hands it over, is read only when asked', async () => {
    const stage = await stageOf()
    stage.play('one', quick)
    await stage.workbench.applyFeed(feedText('one', ''), 'one.feed.yaml')
    const runner = stage.start()
    await stage.moveUntil(() => stage.time.now >= NOON + 60 * MINUTE, 61 * MINUTE)
    expect(stage.reads('one')).toBe(0)
    const run = await askRun(stage.workbench.store.db, { feed: 'one', trigger: 'asked', at: stage.time.now })
    runner.wake('one')
    await until(async () => (await stage.runs('one'))[0]?.state === 'done')
    expect((await stage.runs('one'))[0]).toMatchObject({ id: run, trigger: 'asked', received: 4 })
  })
})

describe('a source that fails', () => {
  it('keeps what was read before, moves coverage only at a complete end, is left alone for longer each time, and is told in words', async () => {
    const stage = await stageOf()
    let fails = true
    stage.play('one', async function* () {
      yield part(['E1'], 1, { cursor: 1 })
      if (fails) throw unreachable()
      yield part(['E2'], 2, { cursor: 2 })
    })
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.control('one'))?.failures === 4, 5 * MINUTE)
    const failed = await stage.runs('one')
    expect(failed.map(({ state, received }) => [state, received])).toEqual(Array.from({ length: 4 }, () => ['failed', 1]))
    expect(failed[0]?.problem).toEqual({ code: 'unreachable', zh: '网关无响应：请检查其是否运行。', en: 'The gateway does not answer: see whether it runs.' })
    const gaps = failed.slice(0, -1).map(({ beganAt }, index) => beganAt - (failed[index + 1]?.beganAt ?? 0))
    expect(gaps.toReversed().map((gap) => Math.round(gap / 15_000))).toEqual([1, 2, 4])
    expect(await stage.state('one')).toMatchObject({ coveredUntil: null, stored: 1, cursor: 1 })
    expect((await stage.control('one'))?.problem?.code).toBe('unreachable')

    fails = false
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', 5 * MINUTE)
    expect(await stage.control('one')).toMatchObject({ failures: 0, retryAt: null, problem: null })
    expect(await stage.state('one')).toMatchObject({ coveredUntil: Date.parse('2026-03-10T10:02:00+08:00'), stored: 2 })
    expect(stage.errors).toEqual([])
  })

  it('because it is not what was agreed is tried again only rarely', async () => {
    const stage = await stageOf()
    stage.play('one', failsWith(() => new FeedReadError('contract', 'The column no is missing.', '缺少列 no。')))
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(() => stage.time.now >= NOON + 60 * MINUTE, 61 * MINUTE)
    expect(stage.reads('one')).toBeLessThanOrEqual(3)
  })

  it('with an error of our own is told as that, logged once each time, and tried again', async () => {
    const stage = await stageOf()
    stage.play('one', failsWith(() => new TypeError('a bug')))
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.control('one'))?.failures === 2, 2 * MINUTE)
    expect((await stage.runs('one'))[0]?.problem?.code).toBe('internal')
    expect(stage.errors.map(String)).toEqual(['TypeError: a bug', 'TypeError: a bug'])
  })

  it('in words that hold a secret is told without it', async () => {
    const stage = await stageOf()
    await stage.workbench.secrets.set('other', 'canary-in-a-message')
    stage.play('one', failsWith(({ secret }) => new FeedReadError('refused', `Password ${secret('other')} was refused.`)))
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'failed', MINUTE)
    expect((await stage.runs('one'))[0]?.problem).toMatchObject({ code: 'refused', en: 'Password ••• was refused.' })
    expect(JSON.stringify([await stage.runs('one'), await stage.control('one')])).not.toContain('canary')
  })

  it('by taking too long is broken off; one that does not listen is left behind, and what it hands over later is refused', async () => {
    const stage = await stageOf()
    const door = Promise.withResolvers<void>()
    const late = Promise.withResolvers<void>()
    stage.play('one', async function* () {
      yield part(['E1'], 1)
      await door.promise
      try {
        yield part(['E2'], 2)
      } finally {
        late.resolve()
      }
    })
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'failed', 3 * MINUTE)
    expect((await stage.runs('one'))[0]).toMatchObject({ received: 1, problem: { code: 'timeout', en: expect.stringMatching(/60 seconds.*timeoutSeconds/) } })
    door.resolve()
    await late.promise
    expect(await stage.state('one')).toMatchObject({ received: 1, stored: 1 })
  })
})

describe('what people ask', () => {
  it('a pause holds the feed until it is resumed, also when another process says so', async () => {
    const stage = await stageOf()
    const { db } = stage.workbench.store
    stage.play('one', quick)
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', MINUTE)
    await pauseFeed(db, { feed: 'one', because: '系统升级', at: stage.time.now })
    const paused = stage.time.now
    await stage.moveUntil(() => stage.time.now >= paused + 60 * MINUTE, 61 * MINUTE)
    expect(stage.reads('one')).toBe(1)
    await resumeFeed(db, 'one')
    await stage.moveUntil(() => stage.reads('one') === 2, 25_000)
    await until(async () => (await stage.runs('one'))[0]?.state === 'done')
  })

  it('a run that is cancelled ends at its next heartbeat, and the schedule goes on', async () => {
    const stage = await stageOf()
    const { source } = behindDoor()
    stage.play('one', source)
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.received === 1, MINUTE)
    const [run] = await stage.runs('one')
    expect(await cancelRun(stage.workbench.store.db, run?.id ?? 0, stage.time.now)).toBe(true)
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'cancelled', 10_000)
    expect(await stage.control('one')).toBeUndefined()
    stage.play('one', quick)
    await stage.moveUntil(async () => (await stage.runs('one')).length === 2, 11 * MINUTE)
    expect((await stage.runs('one'))[0]?.beganAt).toBeGreaterThanOrEqual((run?.beganAt ?? 0) + 10 * MINUTE)
  })

  it('another feed file ends the old one and begins the new one at once', async () => {
    const stage = await stageOf()
    const door = behindDoor()
    stage.play('one', door.source)
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.received === 1, MINUTE)
    stage.play('one', quick)
    await stage.workbench.applyFeed(feedText('one', 'schedule: {everySeconds: 1200}'), 'one.feed.yaml')
    await stage.moveUntil(async () => (await stage.runs('one')).map(({ state }) => state).join() === 'done,cancelled', 10_000)
    const began = (await stage.runs('one'))[0]?.beganAt ?? 0
    await stage.moveUntil(async () => (await stage.runs('one')).length === 3, 21 * MINUTE)
    expect((await stage.runs('one'))[0]?.beganAt).toBeGreaterThanOrEqual(began + 20 * MINUTE)
  })
})

describe('many feeds', () => {
  it('are read four at a time', async () => {
    const stage = await stageOf()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const doors = names.map((name) => {
      const door = behindDoor()
      stage.play(name, door.source)
      return door
    })
    const entered = (): number => doors.reduce((sum, door) => sum + door.entered(), 0)
    await stage.workbench.applyFeeds(names.map((name) => ({ text: feedText(name), fileName: `${name}.feed.yaml` })))
    stage.start()
    const states = async (): Promise<readonly string[]> => Promise.all(names.map(async (name) => (await stage.runs(name))[0]?.state ?? 'none'))
    await stage.moveUntil(async () => (await states()).filter((state) => state === 'running').length === 4, MINUTE)
    const full = stage.time.now
    await stage.moveUntil(() => stage.time.now >= full + 10_000, 10_000)
    expect(entered()).toBe(4)
    doors.find((door) => door.entered() === 1)?.open()
    await until(() => entered() === 5)
    expect((await states()).toSorted()).toEqual(['done', 'none', 'running', 'running', 'running', 'running'])
    for (const door of doors) door.open()
    await until(async () => (await states()).every((state) => state === 'done'))
  })

  it('of two processes are read by one at a time, and what one read the other does not read again', async () => {
    const stage = await stageOf()
    let inside = 0
    let most = 0
    stage.play('one', async function* () {
      most = Math.max(most, ++inside)
      yield part(['E1'], 1)
      inside--
    })
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    stage.start({ random: () => 0 })
    stage.start({ random: () => 0 })
    await stage.moveUntil(async () => (await stage.runs('one')).filter(({ state }) => state === 'done').length === 6, 65 * MINUTE)
    expect(most).toBe(1)
    const runs = await stage.runs('one')
    expect(runs.every(({ state }) => state === 'done')).toBe(true)
    runs.slice(0, -1).forEach(({ beganAt }, index) => expect(beganAt - (runs[index + 1]?.beganAt ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE))
  })
})

describe('the end of a process', () => {
  it('that is asked to stop breaks off what it reads, and the next one reads it at once', async () => {
    const stage = await stageOf()
    const door = behindDoor()
    stage.play('one', door.source)
    await stage.workbench.applyFeed(feedText('one', "schedule: {cron: '0 3 * * *'}"), 'one.feed.yaml')
    const runner = stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.received === 1, 2 * MINUTE)
    await runner.stop()
    expect((await stage.runs('one'))[0]).toMatchObject({ state: 'cancelled', received: 1 })
    stage.play('one', quick)
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', 2 * MINUTE)
    expect(await stage.runs('one')).toHaveLength(2)
  })

  it('that dies leaves a run which the next one closes as lost and reads anew; what it still hands over is refused', async () => {
    const stage = await stageOf()
    const door = behindDoor()
    stage.play('one', door.source)
    await stage.workbench.applyFeed(feedText('one', "schedule: {cron: '0 3 * * *'}"), 'one.feed.yaml')
    // Timers that never fire: it neither renews its lease nor shows that it is alive, as a process that stands still.
    const stuck = stage.start({
      leaseMs: 20, random: () => 0,
      timers: {
        after(ms, run) {
          if (ms === 0) queueMicrotask(run)
          return () => undefined
        },
      },
    })
    await until(async () => (await stage.runs('one'))[0]?.received === 1)
    stage.play('one', quick)
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', 5 * MINUTE)
    expect((await stage.runs('one')).map(({ state, problem }) => [state, problem?.code])).toEqual([['done', undefined], ['failed', 'lost']])
    door.open()
    await until(() => stage.errors.length === 0)
    await stuck.stop()
    expect((await stage.runs('one')).map(({ state, received }) => [state, received])).toEqual([['done', 4], ['failed', 1]])
    expect(await stage.state('one')).toMatchObject({ received: 5, stored: 3, duplicate: 2 })
  })
})

describe('a back-fill', () => {
  const range = { from: Date.parse('2025-12-10T00:00:00+08:00'), to: Date.parse('2026-03-01T00:00:00+08:00') }

  it('reads month after month, newest first, leaves coverage and cursor alone, lets regular runs pass, and goes on after a stop', async () => {
    const stage = await stageOf()
    const { db } = stage.workbench.store
    const { zone } = stage.workbench.context.city
    const months: string[] = []
    stage.play('one', async function* (feed, options) {
      if (options.range === undefined) return yield* quick(feed, options)
      months.push(zone.format(options.range.from).slice(0, 10))
      yield part([`B${months.length}`], 30 + months.length, { cursor: 'must not be kept' })
    })
    await stage.workbench.applyFeed(feedText('one'), 'one.feed.yaml')
    const runner = stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', MINUTE)
    const before = await stage.state('one')
    const run = await askRun(db, { feed: 'one', trigger: 'back-fill', at: stage.time.now, detail: newBackFill(range, zone) })
    runner.wake('one')
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', 5 * MINUTE)
    expect(months).toEqual(['2026-02-01', '2026-01-01', '2025-12-10'])
    expect((await stage.runs('one'))[0]).toMatchObject({ id: run, received: 3, stored: 3, detail: { months: 3, done: 3 } })
    expect(await stage.state('one')).toMatchObject({ coveredUntil: before?.coveredUntil, cursor: 2, received: 7 })
  })

  it('that is cancelled between two months or in one keeps what it has read', async () => {
    const stage = await stageOf()
    const { db } = stage.workbench.store
    const { zone } = stage.workbench.context.city
    const door = behindDoor()
    stage.play('one', door.source)
    await stage.workbench.applyFeed(feedText('one', ''), 'one.feed.yaml')
    stage.start()
    const run = await askRun(db, { feed: 'one', trigger: 'back-fill', at: stage.time.now, detail: newBackFill(range, zone) })
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.received === 1, MINUTE)
    await cancelRun(db, run, stage.time.now)
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'cancelled', 10_000)
    expect(await stage.state('one')).toMatchObject({ stored: 1, coveredUntil: null })
    const waiting = await askRun(db, { feed: 'two', trigger: 'back-fill', at: stage.time.now, detail: newBackFill(range, zone) })
    await cancelRun(db, waiting, stage.time.now)
    expect((await stage.runs('two'))[0]).toMatchObject({ state: 'cancelled', endedAt: stage.time.now })
    expect(await cancelRun(db, waiting, stage.time.now)).toBe(false)
  })

  it('goes on with its month after its process was stopped or died, and gives up one that fails again and again', async () => {
    const stage = await stageOf()
    const { db } = stage.workbench.store
    const { zone } = stage.workbench.context.city
    const seen: string[] = []
    const door = behindDoor()
    stage.play('one', (feed, options) => {
      seen.push(zone.format(options.range?.from ?? 0).slice(0, 7))
      return seen.length === 2 ? door.source(feed, options) : quick(feed, options)
    })
    await stage.workbench.applyFeed(feedText('one', ''), 'one.feed.yaml')
    const first = stage.start()
    await askRun(db, { feed: 'one', trigger: 'back-fill', at: stage.time.now, detail: newBackFill(range, zone) })
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.received === 5, MINUTE)
    await first.stop()
    expect((await stage.runs('one'))[0]).toMatchObject({ state: 'waiting', detail: { done: 1 }, endedAt: null })
    stage.start()
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'done', 2 * MINUTE)
    expect(seen).toEqual(['2026-02', '2026-01', '2026-01', '2025-12'])

    stage.play('one', failsWith(() => unreachable()))
    await askRun(db, { feed: 'one', trigger: 'back-fill', at: stage.time.now, detail: newBackFill(range, zone) })
    await stage.moveUntil(async () => (await stage.runs('one'))[0]?.state === 'failed', 30 * MINUTE)
    expect((await stage.runs('one'))[0]).toMatchObject({ problem: { code: 'unreachable' }, detail: { failures: 5, done: 0 } })
    expect(await stage.control('one')).toBeUndefined()
  })
})
