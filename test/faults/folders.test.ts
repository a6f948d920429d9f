// Several folders side by side: every batch that waits is folded once, whoever takes it and whoever dies over it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { openStore, type Store } from '../../db/open-store.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import { busyFacts } from '../db/contract/busy-facts.ts'
import { feed, freshIntake, keptSums, recountedSums } from '../db/contract/world.ts'
import type { ServerDatabase } from '../services/server-database.ts'
import { onServerStore, POSTGRESQL, TIMESCALE } from '../services/server-stores.ts'
import { chanceOf, oneOf, SEED } from './chance.ts'
import { Place, Watch } from './processes.ts'
import { untilFolded } from './read-back.ts'
import { times, TIMEOUT_MS } from './size.ts'

const FOLDERS = 4
const BATCHES = times(100)
const KILLS = times(5)
const A_FOLD = 1_000_000

describe(`several folders (CTMM_SEED=${SEED})`, () => {
  for (const server of [POSTGRESQL, TIMESCALE]) onServerStore(server, (fresh) => {
    let database: ServerDatabase
    let store: Store
    let waiting: number

    beforeAll(async () => {
      database = await fresh()
      store = await openStore({ kind: 'server', url: database.url })
      await migrate(store.db)
    })
    afterAll(async () => {
      await store.close()
      await database.drop()
    })

    /** Leaves batches waiting that pretend to be so large that each is folded alone: there is much to take from each other. */
    beforeEach(async () => {
      const intake = await freshIntake(store.db)
      for (let batch = 0; batch < BATCHES; batch++) await takeIn(intake, feed('busy'), { facts: busyFacts(SEED + batch, 3), rejected: [] })
      waiting = (await store.db.updateTable('unfolded').set({ edges: A_FOLD }).returning('batch').execute()).length
      expect(waiting).toBeGreaterThan(BATCHES / 2)
    }, TIMEOUT_MS)

    it('fold every batch exactly once', async () => {
      const watch = new Watch()
      const places = folders(watch)
      await untilFolded(store.db)
      await end(places)
      expect(places.reduce((sum, place) => sum + foldedBy(place), 0)).toBe(waiting * A_FOLD)
      expect(await keptSums(store.db)).toEqual(await recountedSums(store.db))
    }, TIMEOUT_MS)

    it('that are killed in the middle of it leave the batch to another', async () => {
      const below = chanceOf('folders', SEED)
      const watch = new Watch()
      const places = folders(watch)
      for (let kill = 0; kill < KILLS; kill++) {
        const known = places.map(foldedBy)
        const more = (1 + below(5)) * A_FOLD
        await watch.until(places, () => places.some((place, index) => foldedBy(place) >= (known[index] ?? 0) + more) || places.reduce((sum, place) => sum + foldedBy(place), 0) >= (waiting - KILLS) * A_FOLD)
        const busy = places.filter((place) => foldedBy(place) > 0)
        await oneOf(below, [busy[0] ?? getFirst(places), ...busy]).killAndRestart()
      }
      await untilFolded(store.db)
      await end(places)
      expect(await keptSums(store.db)).toEqual(await recountedSums(store.db))
    }, TIMEOUT_MS)

    const folders = (watch: Watch): readonly Place[] => Array.from({ length: FOLDERS }, () => new Place('folding', [database.url], watch))
    const end = (places: readonly Place[]): Promise<unknown> => Promise.all(places.map((place) => place.finish()))
  })
})

/** How many edges a folder says it has folded. */
const foldedBy = ({ lines }: Place): number => lines.reduce((sum, line) => sum + (line.startsWith('folded ') ? Number(line.slice('folded '.length)) : 0), 0)

function getFirst(places: readonly Place[]): Place {
  const [first] = places
  if (first === undefined) throw new Error('There is no folder.')
  return first
}
