// What counts in memory are worth once the database server has died: it comes back without what nobody committed, and gives its numbers again.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import { LookLostError } from '../../db/rollups/looks.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import { LiveCounts } from '../../server/live/live-counts.ts'
import { event, feed } from '../db/contract/world.ts'
import { ownCluster, postgresBin, type OwnCluster } from '../db/own-cluster.ts'
import { applyConfiguration, contextOf, rulesOf } from './city.ts'
import { countsInWords } from './counts-in-words.ts'
import { untilBack } from './losses.ts'

describe.skipIf(postgresBin === undefined && process.env['CTMM_REQUIRE_STORES'] !== '1')('a server that died', () => {
  let cluster: OwnCluster
  let store: Store

  beforeAll(async () => {
    // What nobody commits stays in memory for so long.
    cluster = await ownCluster({ settings: ['wal_writer_delay = 10s'] })
    cluster.start()
    store = await openStore({ kind: 'server', url: cluster.url('ctmm', 'postgres') })
    await migrate(store.db)
    await store.db.insertInto('store').values({ purpose: 'city', derivation: '' }).execute()
    await applyConfiguration(store.db, 'plain')
  })
  afterAll(async () => {
    await store?.close()
    cluster?.remove()
  })

  it('gives numbers of transactions again that were never committed, so counts in memory are not moved on from before it died', async () => {
    const intake = { db: store.db, rules: rulesOf('plain'), series: new SeriesNumbers() }
    const filedAt = Date.UTC(2026, 4, 4)
    const asOf = filedAt + 1_000
    await takeIn(intake, feed('cases'), { facts: [event('before', { filedAt })], rejected: [] })
    // Nothing of these reaches the disk before the server dies.
    for (let number = 0; number < 5; number++) {
      await expect(store.db.transaction().execute(async (transaction) => {
        await sql`select pg_current_xact_id()`.execute(transaction)
        throw new Error('given up')
      })).rejects.toThrow('given up')
    }
    const live = await LiveCounts.open(store.db, contextOf('plain'), asOf)
    cluster.stop('immediate')
    cluster.start()
    await untilBack(store.db)
    await takeIn(intake, feed('cases'), { facts: [event('after', { filedAt })], rejected: [] })
    await expect(live.advance(store.db, asOf)).rejects.toThrow(LookLostError)
    const anew = await LiveCounts.open(store.db, contextOf('plain'), asOf)
    await takeIn(intake, feed('cases'), { facts: [event('later', { filedAt })], rejected: [] })
    expect(await anew.advance(store.db, asOf)).toBe(true)
    const fresh = await LiveCounts.open(store.db, contextOf('plain'), asOf)
    expect(countsInWords(anew.counts, contextOf('plain'), asOf)).toEqual(countsInWords(fresh.counts, contextOf('plain'), asOf))
  })

  it('shut down in order and started again, the counts move on', async () => {
    const live = await LiveCounts.open(store.db, contextOf('plain'), Date.UTC(2026, 4, 4))
    cluster.stop('fast')
    cluster.start()
    await untilBack(store.db)
    expect(await live.advance(store.db, Date.UTC(2026, 4, 5))).toBe(false)
  })
})
