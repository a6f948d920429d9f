// The database server dies and comes back while everybody works with it: nothing that was acknowledged is lost, and everybody comes back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import { ownCluster, postgresBin, type OwnCluster } from '../db/own-cluster.ts'
import { SEED } from './chance.ts'
import { applyConfiguration } from './city.ts'
import { untilBack } from './losses.ts'
import { tellOfThePast } from './past.ts'
import { times, TIMEOUT_MS } from './size.ts'
import { Storm } from './storm.ts'

describe.skipIf(postgresBin === undefined && process.env['CTMM_REQUIRE_STORES'] !== '1')(`a server that dies under load (CTMM_SEED=${SEED})`, () => {
  let cluster: OwnCluster
  let store: Store

  beforeAll(async () => {
    cluster = await ownCluster()
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

  it('three times has lost nothing that was acknowledged, and whoever worked with it goes on', async () => {
    const base = Math.floor(Date.now() / 3_600_000) * 3_600_000
    const past = await tellOfThePast(store.db, { seed: SEED, base })
    const storm = new Storm({ url: cluster.url('ctmm', 'postgres'), seed: SEED, base, writers: 3, folders: 2, readers: 2 })
    try {
      await storm.until(() => storm.readers.every((reader) => reader.said('looked') > 0))
      for (let restart = 0; restart < times(3); restart++) {
        await storm.untilMore(20 + storm.below(20))
        cluster.stop('immediate')
        cluster.start()
        await untilBack(store.db)
        const known = storm.writers.map((writer) => writer.said('acknowledged'))
        await storm.until(() => storm.writers.every((writer, index) => writer.said('acknowledged') > (known[index] ?? 0)))
      }
      expect(storm.writers.map((writer) => writer.said('writes'))).toEqual([1, 1, 1])
      expect(storm.writers.some((writer) => writer.said('reconnected') > 0)).toBe(true)
      await storm.settle(store.db)
      await storm.expectWhole(store.db, 'plain', past)
    } finally {
      await storm.remove()
    }
  }, TIMEOUT_MS)
})
