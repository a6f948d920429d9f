// Several writers, folders and readers of one server at once, killed at random: what the store holds afterwards is exact.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import { SEED } from './chance.ts'
import { applyConfiguration } from './city.ts'
import { tellOfThePast } from './past.ts'
import { times, TIMEOUT_MS } from './size.ts'
import { Storm } from './storm.ts'

describe(`a storm (CTMM_SEED=${SEED})`, () => {
  for (const server of [POSTGRESQL, TIMESCALE]) onServerStore(server, (fresh) => {
    let database: ServerDatabase
    let store: Store

    beforeAll(async () => {
      database = await fresh()
      store = await openStore({ kind: 'server', url: database.url })
      await migrate(store.db)
      await store.db.insertInto('store').values({ purpose: 'city', derivation: '' }).execute()
      await applyConfiguration(store.db, 'plain')
    })
    afterAll(async () => {
      await store.close()
      await database.drop()
    })

    it('of writers, folders and readers that are killed at random loses nothing, counts nothing twice and changes no reading of the past', async () => {
      const base = Math.floor(Date.now() / 3_600_000) * 3_600_000
      const past = await tellOfThePast(store.db, { seed: SEED, base })
      const storm = new Storm({ url: database.url, seed: SEED, base, writers: 3, folders: 2, readers: 2 })
      try {
        await storm.until(() => storm.readers.every((reader) => reader.said('looked') > 0))
        for (let kill = 0; kill < times(8); kill++) {
          await storm.untilMore(10 + storm.below(20))
          await storm.killOne()
        }
        await storm.until(() => [...storm.writers, ...storm.readers].every((place) => place.lines.length > 3))
        await storm.settle(store.db)
        await storm.expectWhole(store.db, 'plain', past)
        expect(storm.readers[0]?.said('summed up anew')).toBe(1)
      } finally {
        await storm.remove()
      }
    }, TIMEOUT_MS)
  })
})
