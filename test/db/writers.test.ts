// Several writers on one PostgreSQL server: what only happens when transactions overlap.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Db, type Store } from '../../db/open-store.ts'
import { readSeries, seriesOf } from '../../db/rollups/series-keys.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import { MovingTotals } from './contract/looks.ts'
import { at, entry, event, feed, freshIntake, intakeOf, keptSums, recountedSums } from './contract/world.ts'
import { refolded, storedEdges } from './contract/recount.ts'

const filedAt = at('2026-05-04T09:00:00')
const now = at('2026-05-05T00:00:00')

describe('writers that overlap', () => {
  for (const server of [POSTGRESQL, TIMESCALE]) onServerStore(server, overlapping)
})

function overlapping(fresh: () => Promise<ServerDatabase>): void {
  let database: ServerDatabase
  let one: Store
  let two: Store

  beforeAll(async () => {
    database = await fresh()
    one = await openStore({ kind: 'server', url: database.url })
    two = await openStore({ kind: 'server', url: database.url })
    await migrate(one.db)
  })
  afterAll(async () => {
    await one.close()
    await two.close()
    await database.drop()
  })

  /** Holds the last row that a delivery of this feed writes, so that its transaction cannot end before the returned function is called. */
  async function holdUp(feedId: string): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query('begin')
    await client.query('select 1 from feed_state where feed = $1 for update', [feedId])
    return async () => {
      await client.query('commit')
      await client.end()
    }
  }

  async function untilWaiting(db: Db, writers: number): Promise<void> {
    for (;;) {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::integer as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
      if ((rows[0]?.waiting ?? 0) >= writers) return
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  it('a batch that began earlier and commits later is not missed', async () => {
    const slow = await freshIntake(one.db)
    const fast = intakeOf(two.db)
    await takeIn(slow, feed('slow'), { facts: [event('0', { filedAt })], rejected: [] })
    const moving = await MovingTotals.open(two.db, now)
    const release = await holdUp('slow')
    const late = takeIn(slow, feed('slow'), { facts: [event('1', { filedAt }), event('2', { filedAt })], rejected: [] })
    await untilWaiting(two.db, 1)
    await takeIn(fast, feed('fast'), { facts: [event('3', { filedAt }, { area: 'west-1' })], rejected: [] })
    expect(await moving.advance(two.db, now)).toBe(1)
    await moving.expectFresh(two.db, now)
    await release()
    await late
    expect(await moving.advance(two.db, now)).toBe(1)
    await moving.expectFresh(two.db, now)
    expect(await moving.advance(two.db, now + 1)).toBe(0)
  })

  it('a series may be numbered earlier and become visible later', async () => {
    const slow = await freshIntake(one.db)
    await takeIn(slow, feed('slow'), { facts: [event('0', { filedAt })], rejected: [] })
    const release = await holdUp('slow')
    const late = takeIn(slow, feed('slow'), { facts: [event('1', { filedAt }, { area: 'east-2' })], rejected: [] })
    await untilWaiting(two.db, 1)
    await takeIn(intakeOf(two.db), feed('fast'), { facts: [event('2', { filedAt }, { area: 'west' })], rejected: [] })
    const before = new Set((await readSeries(two.db)).keys())
    await release()
    await late
    const unseen = [...(await readSeries(two.db)).keys()].filter((id) => !before.has(id))
    expect(Math.max(...unseen)).toBeLessThan(Math.max(...before))
    expect(new Set([...(await seriesOf(two.db, unseen)).values()].map(({ area }) => area))).toEqual(new Set(['east-2']))
    expect(await seriesOf(two.db, [])).toEqual(new Map())
  })

  it('two who correct the same case wait for each other, and the newer version holds', async () => {
    const first = await freshIntake(one.db)
    const second = intakeOf(two.db)
    await takeIn(first, feed('slow'), { facts: [event('1', { filedAt })], rejected: [] })
    const release = await holdUp('slow')
    const newer = takeIn(first, feed('slow'), { facts: [event('1', { filedAt, closedAt: [filedAt + 2], online: true }, { version: 3 })], rejected: [] })
    await untilWaiting(two.db, 1)
    const older = takeIn(second, feed('fast'), { facts: [event('1', { filedAt, closedAt: [filedAt + 1] }, { version: 2 })], rejected: [] })
    await untilWaiting(two.db, 2)
    await release()
    await Promise.all([newer, older])
    expect(await storedEdges(one.db)).toEqual(await refolded(one.db))
    expect(await keptSums(one.db)).toEqual(await recountedSums(one.db))
    expect((await storedEdges(one.db)).size).toBe(4)
  })

  it('two who make the same new case store it once', async () => {
    const first = await freshIntake(one.db)
    const facts = Array.from({ length: 30 }, (_, index) => event(`k${index}`, { filedAt: filedAt + index }))
    const results = await Promise.all([first, intakeOf(two.db), intakeOf(one.db), intakeOf(two.db)].map((intake, index) =>
      takeIn(intake, feed(`f${index}`), { facts: index % 2 === 0 ? facts : facts.toReversed(), rejected: [] })))
    expect(results.reduce((sum, { stored }) => sum + stored, 0)).toBe(30)
    expect(results.reduce((sum, { duplicate }) => sum + duplicate, 0)).toBe(90)
    expect(await storedEdges(one.db)).toEqual(await refolded(one.db))
    expect(await keptSums(one.db)).toEqual(await recountedSums(one.db))
  })

  it('two full lists of one date do not overlook each other', async () => {
    const first = await freshIntake(one.db)
    const list = (keys: readonly string[], version: number) => keys.map((key) => entry(key, { observedAt: filedAt, version, status: 'approved' }))
    await takeIn(first, feed('slow', 'list'), { facts: list(['a'], 1), rejected: [] })
    const release = await holdUp('slow')
    const one1 = takeIn(first, feed('slow', 'list'), { facts: list(['a', 'b'], 2), rejected: [] })
    await untilWaiting(two.db, 1)
    const two2 = takeIn(intakeOf(two.db), feed('fast', 'list'), { facts: list(['a', 'c'], 3), rejected: [] })
    await untilWaiting(two.db, 2)
    await release()
    await Promise.all([one1, two2])
    const { rows } = await sql<{ key: string }>`
      select identity.key from revision join identity on identity.id = revision.identity where fact ->> 'withdrawn' = 'true'`.execute(one.db)
    expect(rows.map(({ key }) => key)).toEqual(['b'])
    expect(await storedEdges(one.db)).toEqual(await refolded(one.db))
  })
}
