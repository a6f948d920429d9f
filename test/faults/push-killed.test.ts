// A source that pushes to two processes beside one database while they are killed: whatever it sends again under the same Idempotency-Key counts once.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findPushAnswer } from '../../db/feeds/push-answers.ts'
import { readFeedStates } from '../../db/feeds/feed-states.ts'
import { systemNow } from '../../server/clock.ts'
import { takePush } from '../../server/push/take-push.ts'
import { Workbench } from '../../server/workbench.ts'
import { startServer, type RunningServer } from '../cli/command.ts'
import { draft } from '../rules/draft-model.ts'
import { CITY, DAY, FEEDS, events, type Counts } from '../server/small-city.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL } from '../services/server-stores.ts'
import { chanceOf, SEED } from './chance.ts'

const BODIES = 120
const EACH = 5
const SENDERS = 6

onServerStore(POSTGRESQL, (fresh) => {
  let database: ServerDatabase
  let workbench: Workbench
  const servers: RunningServer[] = []
  const start = async (): Promise<RunningServer> => {
    const server = await startServer({ DATABASE_URL: database.url }, ['--role', 'ingest'])
    servers.push(server)
    return server
  }

  beforeAll(async () => {
    database = await fresh()
    workbench = await Workbench.open({ location: { kind: 'server', url: database.url }, purpose: 'city', model: draft, now: systemNow })
    await workbench.applyCity(CITY, 'city.yaml')
    await workbench.applyFeed(FEEDS.events, 'events.feed.yaml')
  }, 120_000)
  afterAll(async () => {
    for (const server of servers) await server.kill('SIGKILL')
    await workbench?.close()
    await database?.drop()
  })

  const bodies = Array.from({ length: BODIES }, (_, number) => JSON.stringify(events(`k${number}`, { count: EACH, online: EACH, until: systemNow() - DAY })))
  const send = async (url: string, number: number): Promise<{ readonly counts: Counts; readonly replayed: boolean }> => {
    const response = await fetch(`${url}/api/v1/feeds/events/samples`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': `body-${number}` }, body: bodies[number] ?? '' })
    if (response.status !== 200) throw new Error(`${response.status}`)
    const counts: Counts = JSON.parse(await response.text())
    return { counts, replayed: response.headers.get('idempotency-replayed') === 'true' }
  }

  it(`counts every body once, however often it had to be sent (CTMM_SEED=${SEED})`, async () => {
    const below = chanceOf('push', SEED)
    const alive = await Promise.all([start(), start()])
    const kills = [10 + below(30), 60 + below(30)]
    let answered = 0
    let failures = 0
    let restarting: Promise<unknown> = Promise.resolve()
    const killAndRestart = async (which: number): Promise<void> => {
      await alive[which]?.kill('SIGKILL')
      alive[which] = await start()
    }
    const waiting = bodies.map((_body, number) => number)
    const sender = async (): Promise<void> => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        for (let attempt = 0; ; attempt++) {
          try {
            expect((await send(alive[(number + attempt) % 2]?.url ?? '', number)).counts.received).toBe(EACH)
            break
          } catch (error) {
            failures++
            if (attempt > 200) throw error
            await new Promise((resolve) => setTimeout(resolve, 25))
          }
        }
        answered++
        if (answered === kills[0]) restarting = restarting.then(() => killAndRestart(0))
        if (answered === kills[1]) restarting = restarting.then(() => killAndRestart(1))
      }
    }
    await Promise.all(Array.from({ length: SENDERS }, sender))
    await restarting
    expect(failures).toBeGreaterThan(0)
    const state = (): Promise<unknown> => readFeedStates(workbench.store.db).then((states) => states.find(({ feed }) => feed === 'events'))
    const after = await state()
    expect(after).toMatchObject({ received: BODIES * EACH, stored: BODIES * EACH, duplicate: 0, rejected: 0 })
    for (const number of bodies.keys()) expect(await send(alive[number % 2]?.url ?? '', number)).toEqual({ counts: { received: EACH, stored: EACH, duplicate: 0, rejected: 0 }, replayed: true })
    expect(await state()).toEqual(after)
  }, 180_000)

  it('is told the answer of the other process where both are sent the same at once', async () => {
    const other = await Workbench.open({ location: { kind: 'server', url: database.url }, purpose: 'city', model: draft, now: systemNow })
    try {
      const feed = workbench.context.feeds[0]
      if (feed === undefined) throw new Error('There is no feed.')
      for (let round = 0; round < 10; round++) {
        const record = { id: `both-${round}`, street: '东一街', filed: '2026-03-09 10:00:00', closed: null, online: '否', updated: '2026-03-09 10:00:00' }
        const push = { feed, digest: 'd', key: `both-${round}`, samples: () => [{ position: 0, record }] }
        const outcomes = await Promise.all([takePush(workbench, push), takePush(other, push), takePush(workbench, { ...push, digest: 'another' })])
        const names = outcomes.map(({ outcome }) => outcome)
        expect(names.filter((name) => name === 'taken').length).toBe(1)
        const kept = await findPushAnswer(workbench.store.db, { feed: feed.id, key: push.key })
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.outcome !== 'taken') expect(outcome.outcome).toBe((kept?.bodyDigest === 'd') === (index < 2) ? 'known' : 'key-reused')
        }
      }
    } finally {
      await other.close()
    }
  }, 60_000)
})
