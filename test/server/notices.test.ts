// What one process commits, another one hears: by a notice within moments, and without it by the marks within a second or two.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Events } from '../../server/live/bus.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { CITY, FEEDS, NOON } from './small-city.ts'

for (const server of [POSTGRESQL, TIMESCALE]) onServerStore(server, (fresh) => {
  let database: ServerDatabase
  let here: Workbench
  let there: Workbench
  let heard: (keyof Events)[]
  const errors: unknown[] = []
  const open = (): Promise<Workbench> => Workbench.open({ location: { kind: 'server', url: database.url }, purpose: 'city', model: draft, now: () => NOON })

  beforeAll(async () => {
    database = await fresh()
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    here = await open()
    await here.applyCity(CITY, 'city.yaml')
    await here.applyFeed(FEEDS.events, 'events.feed.yaml')
    there = await open()
    heard = []
    for (const kind of ['intake', 'configuration'] as const) there.bus.subscribe(kind, () => heard.push(kind))
    there.attend((error) => errors.push(error))
    await listening(1)
    await vi.waitFor(() => expect(heard).toEqual(['intake']), 5_000)
    heard = []
  })
  afterEach(async () => {
    await here.close()
    await there.close()
    errors.length = 0
  })

  const listeners = async (): Promise<readonly number[]> =>
    (await sql<{ pid: number }>`select pid from pg_stat_activity where datname = current_database() and application_name = 'ctmm listening' and query like 'listen%' and state = 'idle'`.execute(here.store.db)).rows.map(({ pid }) => pid)
  const listening = (count: number): Promise<void> => vi.waitFor(async () => expect(await listeners()).toHaveLength(count), 10_000)

  let number = 0
  const push = async (workbench: Workbench): Promise<void> => {
    const feed = workbench.context.feeds[0]
    if (feed === undefined) throw new Error('There is no feed.')
    await workbench.deliver(feed, [{ position: 1, record: { id: `n${++number}`, street: '东一街', filed: '2026-03-10 10:00:00', closed: null, online: '否', updated: '2026-03-10 10:00:00' } }])
  }

  it('facts that another process commits are heard within moments', async () => {
    await push(here)
    await vi.waitFor(() => expect(heard).toContain('intake'), 500)
    expect(heard).not.toContain('configuration')
  })

  it('a city or feed file that another process applies is in force here too, once and before anybody is told', async () => {
    const seen: (string | undefined)[] = []
    there.bus.subscribe('configuration', () => seen.push(there.context.city.area('park')?.en))
    await here.applyCity(CITY.replace('en: Park', 'en: Garden'), 'city.yaml')
    await vi.waitFor(() => expect(seen).toEqual(['Garden']), 2_000)
    await here.applyFeed(FEEDS.orders, 'orders.feed.yaml')
    await vi.waitFor(() => expect(there.context.feeds.map(({ id }) => id)).toContain('orders'), 2_000)
    await here.applyCity(CITY, 'city.yaml')
    await vi.waitFor(() => expect(there.context.city.area('park')?.en).toBe('Park'), 2_000)
    await turnOfMarks()
    expect(heard.filter((kind) => kind === 'configuration')).toHaveLength(3)
  })

  it('a source may push to a process that has not heard yet of a change of what is counted', async () => {
    const deaf = await open()
    const streets = CITY.replace("  - {code: 'park'", "  - {code: '990902002', kind: street, zh: 西二街, en: West Two, parent: '990902'}\n  - {code: 'park'")
    for (const [text, street] of [[streets, 'West Two'], [CITY, undefined]] as const) {
      await here.applyCity(text, 'city.yaml')
      await push(deaf)
      expect(deaf.context.city.area('990902002')?.en).toBe(street)
    }
    await deaf.close()
  })

  it('what is committed while the connection that listens is gone is heard all the same, and the connection comes back', async () => {
    const [pid] = await listeners()
    await sql`select pg_terminate_backend(${pid ?? 0}::integer)`.execute(here.store.db)
    await push(here)
    await vi.waitFor(() => expect(heard).toContain('intake'), 2_500)
    expect(errors).toHaveLength(1)
    await listening(1)
    expect((await listeners())[0]).not.toBe(pid)
    heard = []
    await push(here)
    await vi.waitFor(() => expect(heard).toContain('intake'), 500)
  })

  it('what is committed without any notice is heard within the time of the marks', async () => {
    await sql`insert into feed_state (feed, received, stored) values ('other', 1, 1) on conflict (feed) do update set received = feed_state.received + 1, stored = feed_state.stored + 1`.execute(here.store.db)
    await vi.waitFor(() => expect(heard).toEqual(['intake']), 1_500)
    await sql`insert into city_file (digest, text) select 'other', text from city_file order by id desc limit 1`.execute(here.store.db)
    await vi.waitFor(() => expect(heard).toContain('configuration'), 1_500)
  })

  it('many commits are told by few notices', async () => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query('listen ctmm')
    let notices = 0
    client.on('notification', () => notices++)
    const began = performance.now()
    for (let commit = 0; commit < 60; commit++) await push(here)
    const lasted = performance.now() - began
    await vi.waitFor(() => expect(heard).toContain('intake'), 500)
    expect(notices).toBeGreaterThan(0)
    expect(notices).toBeLessThanOrEqual(Math.ceil(lasted / 100) + 1)
    await client.end()
  })

  it('nobody hears itself, and a process that is closed has told what it had to tell', async () => {
    const own: string[] = []
    here.bus.subscribe('intake', ({ feed }) => own.push(feed ?? 'another'))
    here.attend((error) => errors.push(error))
    await listening(2)
    await vi.waitFor(() => expect(own).toEqual(['another']), 5_000)
    await push(here)
    expect(own[1]).toBe('events')
    const short = await open()
    await push(short)
    await short.close()
    await vi.waitFor(() => expect(heard).toContain('intake'), 500)
    expect(errors).toEqual([])
  })

  /** The marks have been read once more. */
  async function turnOfMarks(): Promise<void> {
    heard = heard.filter((kind) => kind === 'configuration')
    await sql`update feed_state set received = received + 1, stored = stored + 1`.execute(here.store.db)
    await vi.waitFor(() => expect(heard).toContain('intake'), 2_500)
  }
})
