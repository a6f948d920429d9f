// When a batch counts as known, where transactions overlap: in the order in which they were written, and never below a horizon that was told.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { knownHorizon } from '../../db/known-horizon.ts'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { inSnapshot } from '../../db/transactions.ts'
import { takeIn, type Intake } from '../../ingest/intake/intake.ts'
import { at, event, feed, freshIntake } from '../db/contract/world.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import { applyConfiguration, rulesOf } from './city.ts'
import { expectEdges } from './derived.ts'
import { readStored } from './stored.ts'
import { plainTotals, totalsByName } from './totals-by-name.ts'

const filedAt = at('2026-05-04T09:00:00')
const asOf = at('2026-05-05T09:00:00')

describe('what is known at an instant', () => {
  for (const server of [POSTGRESQL, TIMESCALE]) onServerStore(server, (fresh) => {
    let database: ServerDatabase
    let store: Store
    let other: Store
    let intake: Intake

    beforeAll(async () => {
      database = await fresh()
      store = await openStore({ kind: 'server', url: database.url })
      other = await openStore({ kind: 'server', url: database.url })
      await migrate(store.db)
    })
    beforeEach(async () => {
      await freshIntake(store.db)
      await store.db.insertInto('store').values({ purpose: 'city', derivation: '' }).execute()
      await applyConfiguration(store.db, 'plain')
      intake = { db: store.db, rules: rulesOf('plain'), series: new SeriesNumbers() }
    })
    afterAll(async () => {
      await store.close()
      await other.close()
      await database.drop()
    })

    /** Holds the rows of this statement until the returned function is called. */
    async function hold(statement: string): Promise<() => Promise<void>> {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      await client.query('begin')
      await client.query(statement)
      return async () => {
        await client.query('commit')
        await client.end()
      }
    }

    async function untilWaiting(writers: number): Promise<void> {
      for (;;) {
        const { rows } = await sql<{ waiting: number }>`
          select count(*)::integer as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(other.db)
        if ((rows[0]?.waiting ?? 0) >= writers) return
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const take = (feedId: string, facts: readonly ReturnType<typeof event>[]) => takeIn(intake, feed(feedId), { facts, rejected: [] })

    it('does not change any more at the horizon, though a delivery below it is still on its way when it is asked', async () => {
      await take('slow', [event('1', { filedAt })])
      const release = await hold(`select 1 from feed_state where feed = 'slow' for update`)
      const late = take('slow', [event('2', { filedAt })])
      await untilWaiting(1)
      // It has its instant already, and that has passed.
      await take('fast', [event('3', { filedAt })])
      const knownAt = await knownHorizon(other.db)
      const read = (): Promise<unknown> => inSnapshot(other.db, (snapshot) => totalsByName(snapshot, { asOf, knownAt }))
      const before = await read()
      await release()
      await late
      expect(await read()).toEqual(before)
      const { rows } = await sql<{ late: boolean }>`select bool_and(recorded_at > ${new Date(knownAt).toISOString()}::timestamptz) as late from intake_batch where id > (select min(id) from intake_batch)`.execute(other.db)
      expect(rows).toEqual([{ late: true }])
      const now = await knownHorizon(other.db)
      expect(now).toBeGreaterThan(knownAt)
      expect(await inSnapshot(other.db, (snapshot) => totalsByName(snapshot, { asOf, knownAt: now }))).toEqual(await plainTotals(other.db, { asOf }))
    })

    it('is in the order in which it was written, whichever delivery began first', async () => {
      await take('first', [event('1', { filedAt }), event('2', { filedAt })])
      const release = await hold(`select 1 from identity where key = '1' for update`)
      // Begins first, but waits for the first case and comes to the second one after somebody else.
      const one = take('first', [event('1', { filedAt, closedAt: [filedAt + 1] }, { version: 3 }), event('2', { filedAt, closedAt: [filedAt + 1] }, { version: 3 })])
      await untilWaiting(1)
      await takeIn({ ...intake, db: other.db }, feed('second'), { facts: [event('2', { filedAt, closedAt: [filedAt + 2], online: true }, { version: 2 })], rejected: [] })
      await release()
      await one
      const stored = await readStored(store.db)
      expect(stored.statements.filter(({ key }) => key === '2').map(({ fact }) => ('version' in fact ? fact.version : 0))).toEqual([1, 2, 3])
      await expectEdges(store.db, stored, 'plain')
    })
  })
})
