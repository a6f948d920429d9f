// Edges made anew and configurations changed while deliveries go on: processes die in the middle of it, and the store ends as if nothing had happened.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import { foldAll } from '../../db/rollups/fold.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import { isRebuilding } from '../../ingest/rebuild/rebuild.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { event, feed } from '../db/contract/world.ts'
import { leaves } from '../rules/small-city.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import { chanceOf, oneOf, SEED } from './chance.ts'
import { applyConfiguration, rulesOf, type Configuration } from './city.ts'
import { Place, Watch } from './processes.ts'
import { IS_LONG, times, TIMEOUT_MS } from './size.ts'
import { Storm } from './storm.ts'

/** What is emptied differs most where tables are cut into chunks; the other server is asked when there is time. */
const SERVERS = IS_LONG || process.env[TIMESCALE.variable] === undefined ? [POSTGRESQL, TIMESCALE] : [TIMESCALE]
/** So many that a rebuild takes more than one transaction. */
const CASES = 2_600

const manyCases = (base: number): readonly Fact[] => {
  const below = chanceOf('many', SEED)
  return Array.from({ length: CASES }, (_, index) => event(`many ${index}`, { filedAt: base - below(500 * 86_400_000), ...(below(2) === 0 ? { closedAt: [base - below(86_400_000)], online: true } : {}) }, { area: oneOf(below, leaves) }))
}

describe(`edges made anew under load (CTMM_SEED=${SEED})`, () => {
  for (const server of SERVERS) onServerStore(server, (fresh) => {
    const base = Math.floor(Date.now() / 3_600_000) * 3_600_000
    const facts = manyCases(base)
    let database: ServerDatabase
    let store: Store

    beforeAll(async () => {
      database = await fresh()
      store = await openStore({ kind: 'server', url: database.url })
      await migrate(store.db)
      await store.db.insertInto('store').values({ purpose: 'city', derivation: '' }).execute()
      await applyConfiguration(store.db, 'plain')
      await takeIn({ db: store.db, rules: rulesOf('plain'), series: new SeriesNumbers() }, feed('many'), { facts, rejected: [] })
      await foldAll(store.db)
      // A server does this by itself within a minute; readings would take much longer until then.
      await sql`analyze`.execute(store.db)
    })
    afterAll(async () => {
      await store.close()
      await database.drop()
    })

    /** A rebuild that is killed as soon as it has said one of these things, started again, and so on; in the end it is gone on with until it is done. */
    async function rebuildKilledAt(...said: readonly ('rebuilds' | 'has made')[]): Promise<void> {
      const watch = new Watch()
      const place = new Place('rebuilding', [database.url], watch)
      for (const words of said) {
        const known = words === 'rebuilds' ? place.kills : place.said(words)
        await watch.until([place], () => place.said(words) > known || place.said('rebuilt') > 0)
        if (place.said('rebuilt') === 0) await place.killAndRestart()
      }
      await place.end()
      expect(place.said('rebuilt')).toBeGreaterThan(0)
    }

    it('a rebuild that is killed again and again, and changes of areas and of periods, leave what a store has that never knew anything else', async () => {
      const storm = new Storm({ url: database.url, seed: SEED, base, writers: 3, folders: 1, readers: 1, restMs: 60 })
      const refused = (configuration: Configuration) => () => storm.writers.every((writer) => writer.lines.some((line) => line === `refused, goes on with ${configuration}`))
      try {
        for (let turn = 0; turn < times(1); turn++) {
          await storm.untilMore(30)
          await rebuildKilledAt('rebuilds', 'has made')
          await storm.untilMore(20)
          // Areas lie otherwise: sums are made anew at once, and whoever works with the old ones is refused.
          await applyConfiguration(store.db, 'park')
          await storm.until(refused('park'))
          await storm.untilMore(20)
          // Edges follow from something else: a rebuild begins, which goes on while deliveries do; the way back overtakes it.
          await applyConfiguration(store.db, 'periods')
          await storm.until(refused('periods'))
          await applyConfiguration(store.db, 'plain')
          await storm.untilMore(10)
          await rebuildKilledAt('has made')
        }
        expect(await isRebuilding(store.db)).toBe(false)
        await storm.untilMore(20)
        await storm.settle(store.db)
        await storm.expectWhole(store.db, 'plain', facts)
      } finally {
        await storm.remove()
      }
    }, TIMEOUT_MS)
  })
})
