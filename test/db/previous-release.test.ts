// A store of the first release, opened by this one: nothing that was said is lost, and every reading is what this release makes of the same samples.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { openStore, type StoreLocation } from '../../db/open-store.ts'
import { migrations } from '../../db/migrate.ts'
import { buildApp } from '../../server/app.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { CITY, DAY, FEEDS, HOUR, iso, NOON } from '../server/small-city.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { fillInitialStore, initialDeliveries } from './initial-store.ts'

const homes: (() => void)[] = []
afterAll(() => {
  for (const remove of homes) remove()
})

async function newDirectory(): Promise<StoreLocation> {
  const home = await newStoreDirectory()
  homes.push(home.remove)
  return { kind: 'embedded', directory: home.store }
}

const openCity = (location: StoreLocation, clock = { now: NOON }): Promise<Workbench> => Workbench.open({ location, purpose: 'city', model: draft, now: () => clock.now })

async function deliverAll(workbench: Workbench, clock: { now: number }): Promise<readonly { readonly stored: number; readonly duplicate: number }[]> {
  const answers = []
  for (const { feed: id, recordedAt, samples } of initialDeliveries()) {
    clock.now = recordedAt
    const feed = workbench.context.feeds.find((one) => one.id === id) ?? expect.unreachable(id)
    answers.push(await workbench.deliver(feed, samples.map((record, position) => ({ position, record: { ...record } }))))
  }
  clock.now = NOON
  return answers
}

const WHEN_RECORDED: ReadonlySet<string> = new Set(['knownAt', 'was', 'restated'])

/** Readings as of several instants; what depends on when they are asked, or on when something was recorded, left out. */
async function readingsOf(workbench: Workbench): Promise<ReadonlyMap<string, unknown>> {
  const app = await buildApp({ services: { workbench, assessor: undefined }, logger: false })
  const read = new Map<string, unknown>()
  const instants = [NOON - 5 * DAY, NOON - DAY, NOON - HOUR, NOON].map((at) => encodeURIComponent(iso(at)))
  const paths = [
    ...['990900', '990901', '990902001', 'park'].flatMap((area) => instants.map((asOf) => `/levels?area=${area}&asOf=${asOf}`)),
    ...['event_online_disposal_rate', 'appeal_mean_response_hours', 'open_scenarios_count'].map((indicator) => `/indicators/${indicator}/series?from=2026-02-20&to=2026-03-10`),
  ]
  for (const path of paths) {
    const { statusCode, body } = await app.inject({ method: 'GET', url: `/api/v1${path}` })
    expect([path, statusCode]).toEqual([path, 200])
    read.set(path, JSON.parse(body, (name, value: unknown) => (WHEN_RECORDED.has(name) ? undefined : value)))
  }
  await app.close()
  return read
}

/** How many cases the city knew of when the events had been recorded and the orders had not. */
async function knownBeforeTheOrders(workbench: Workbench): Promise<{ readonly events: number; readonly orders: number }> {
  const app = await buildApp({ services: { workbench, assessor: undefined }, logger: false })
  const { body } = await app.inject({ method: 'GET', url: `/api/v1/levels?asOf=${encodeURIComponent(iso(NOON))}&knownAt=${encodeURIComponent(iso(NOON - 2.5 * DAY))}` })
  await app.close()
  const { values }: { readonly values: readonly { readonly indicator: string; readonly judged: boolean; readonly denominator?: number; readonly count?: number }[] } = JSON.parse(body)
  const judged = (code: string) => values.find(({ indicator, judged: is }) => is && indicator === code)
  return { events: judged('event_online_disposal_rate')?.denominator ?? 0, orders: judged('appeal_mean_response_hours')?.count ?? 0 }
}

let expected: ReadonlyMap<string, unknown>
beforeAll(async () => {
  const clock = { now: NOON }
  const workbench = await openCity(await newDirectory(), clock)
  await workbench.applyCity(CITY, 'city.yaml')
  await workbench.applyFeeds(Object.entries(FEEDS).map(([id, text]) => ({ text, fileName: `${id}.feed.yaml` })))
  await deliverAll(workbench, clock)
  expected = await readingsOf(workbench)
  await workbench.close()
}, 120_000)

async function isTakenOver(location: StoreLocation): Promise<void> {
  const old = await openStore(location)
  await fillInitialStore(old.db)
  const { rows: said } = await sql<{ count: number }>`select count(*) as count from revision`.execute(old.db)
  await old.close()

  const clock = { now: NOON }
  const workbench = await openCity(location, clock)
  try {
    const { rows: applied } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(workbench.store.db)
    expect(applied.map(({ name }) => name)).toEqual(Object.keys(migrations))
    expect(await readingsOf(workbench)).toEqual(expected)
    expect(await knownBeforeTheOrders(workbench)).toEqual({ events: 40, orders: 0 })
    for (const answer of await deliverAll(workbench, clock)) expect(answer).toMatchObject({ stored: 0 })
    const { rows: after } = await sql<{ count: number }>`select count(*) as count from revision`.execute(workbench.store.db)
    expect(after).toEqual(said)
    expect(await sql`select state, proven from standing`.execute(workbench.store.db)).toMatchObject({ rows: [{ state: 'proven', proven: 2 }] })
    expect(await sql`select count(*) as count from dead_letter`.execute(workbench.store.db)).toMatchObject({ rows: [{ count: 2 }] })
  } finally {
    await workbench.close()
  }
}

describe('the store of the first release', { timeout: 120_000 }, () => {
  it('is taken over in the embedded store', async () => isTakenOver(await newDirectory()))

  for (const server of [POSTGRESQL, TIMESCALE]) {
    onServerStore(server, (fresh) => {
      let database: ServerDatabase
      beforeAll(async () => {
        database = await fresh()
      })
      afterAll(() => database.drop())
      it('takes it over', () => isTakenOver({ kind: 'server', url: database.url }))
    })
  }
})
