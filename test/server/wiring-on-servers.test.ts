// Previews and removals beside one database server: tried amid what others write, told to the other processes, and nobody is held up for long.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { previewFeed } from '../../server/wiring/preview.ts'
import { bringBack, removeFeedFor } from '../../server/wiring/removal.ts'
import { Workbench } from '../../server/workbench.ts'
import { draft } from '../rules/draft-model.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import { CITY, FEEDS, NOON, events } from './small-city.ts'

const records = (objects: readonly object[]) => objects.map((record, position) => ({ position, record: Object.fromEntries(Object.entries(record)) }))

describe.each([POSTGRESQL, TIMESCALE])('wiring', (store) => onServerStore(store, (fresh) => {
  let database: ServerDatabase
  let here: Workbench
  let there: Workbench
  const openOne = (): Promise<Workbench> => Workbench.open({ location: { kind: 'server', url: database.url }, purpose: 'city', model: draft, now: () => NOON })

  beforeAll(async () => {
    database = await fresh()
    here = await openOne()
    await here.applyCity(CITY, 'city.yaml')
    await here.applyFeeds([{ text: FEEDS.events, fileName: 'events.feed.yaml' }, { text: FEEDS.grid, fileName: 'grid.feed.yaml' }])
    there = await openOne()
    there.attend((error) => {
      throw error
    })
    await deliver(here, events('E', { count: 10, online: 6 }))
  })
  afterAll(async () => {
    await there?.close()
    await here?.close()
    await database?.drop()
  })

  const deliver = (workbench: Workbench, samples: readonly object[]) => {
    const feed = workbench.context.feeds.find(({ id }) => id === 'events')
    if (feed === undefined) throw new Error('There is no feed.')
    return workbench.deliver(feed, records(samples))
  }
  const preview = (samples: readonly object[]) => previewFeed(here.store.db, here.context, { text: FEEDS.events, samples: records(samples), whole: false, asOf: NOON, now: NOON })
  const ask = async <T extends pg.QueryResultRow>(text: string): Promise<readonly T[]> => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      return (await client.query<T>(text)).rows
    } finally {
      await client.end()
    }
  }
  const kept = async (): Promise<unknown> => ask(`select (select count(*) from identity) as identities, (select count(*) from revision) as revisions, (select count(*) from edge) as edges,
    (select count(*) from series_key) as series, (select count(*) from intake_batch) as batches, (select count(*) from unfolded) as waiting, (select sum(received) from feed_state) as received`)
  const rate = ({ values }: Awaited<ReturnType<typeof preview>>['before']) => values.find(({ indicator }) => indicator === 'event_online_disposal_rate')

  it('tries rows amid deliveries of the same records by another process, and keeps none of them', async () => {
    await preview(events('N', { count: 3, online: 3 }))
    const before = await kept()
    const tried = await preview(events('N', { count: 10, online: 10 }))
    expect([rate(tried.before), rate(tried.after)]).toMatchObject([{ numerator: 6, denominator: 10 }, { numerator: 16, denominator: 20 }])
    expect(await kept()).toEqual(before)
    const both = await Promise.all([preview(events('M', { count: 40, online: 40 })), deliver(there, events('M', { count: 40, online: 10 })), preview(events('M', { count: 40, online: 40 })), deliver(here, events('E', { count: 12, online: 6 }))])
    expect([both[1], both[3]]).toMatchObject([{ stored: 40 }, { stored: 2 }])
    expect(rate((await preview([])).before)).toMatchObject({ numerator: 16, denominator: 52 })
  })

  it('gives way when others hold the records, in words', async () => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query(`begin; select * from identity where key = 'E-0' for update`)
    try {
      await expect(preview([...events('E', { count: 1, online: 0 })].map((event) => ({ ...event, closed: null, updated: '2026-03-10 11:59:00' })))).rejects.toMatchObject({ statusCode: 503, advice: expect.stringContaining('nothing was changed') })
    } finally {
      await client.query('rollback')
      await client.end()
    }
    expect(rate((await preview([])).before)).toMatchObject({ denominator: 52 })
  })

  it('tells the other processes that a feed was removed and that it is back', async () => {
    const known = (): readonly string[] => there.context.feeds.map(({ id }) => id)
    await removeFeedFor(here, 'grid', '测试')
    await vi.waitFor(() => expect(known()).toEqual(['events']), 10_000)
    await bringBack(here, 'grid')
    await vi.waitFor(() => expect(known()).toEqual(['events', 'grid']), 10_000)
    // A removal in place of another moves the mark as well.
    await removeFeedFor(here, 'grid', '一')
    await vi.waitFor(() => expect(known()).toEqual(['events']), 10_000)
    await here.changeFeeds({ files: [{ text: FEEDS.grid, fileName: 'grid.feed.yaml' }], remove: [{ feed: 'events', because: '二' }] })
    await vi.waitFor(() => expect(known()).toEqual(['grid']), 10_000)
    await bringBack(here, 'events')
    await vi.waitFor(() => expect(known()).toEqual(['events', 'grid']), 10_000)
  })
}))
