// A process that has slept through a change: it is refused where it would count by other rules, and goes on where only everything was made anew.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../db/open-store.ts'
import { ConfigurationChangedError } from '../../db/purpose.ts'
import { foldAll, foldSome } from '../../db/rollups/fold.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { takeIn, type Intake } from '../../ingest/intake/intake.ts'
import { goOnRebuilding, isRebuilding, rebuildAll } from '../../ingest/rebuild/rebuild.ts'
import { at, event, feed, freshIntake } from '../db/contract/world.ts'
import { newStoreDirectory } from '../server/store-template.ts'
import { applyConfiguration, rulesOf, type Configuration } from './city.ts'
import { expectEdges, expectSums } from './derived.ts'
import { readStored } from './stored.ts'

const filedAt = at('2026-05-04T09:00:00')

describe('a process that has slept through', () => {
  let home: Awaited<ReturnType<typeof newStoreDirectory>>
  let store: Store
  let asleep: Intake

  beforeAll(async () => {
    home = await newStoreDirectory()
    store = await openStore({ kind: 'embedded', directory: home.store })
  })
  beforeEach(async () => {
    await freshIntake(store.db)
    await store.db.deleteFrom('city_file').execute()
    await store.db.insertInto('store').values({ purpose: 'city', derivation: '' }).execute()
    await applyConfiguration(store.db, 'plain')
    asleep = intakeUnder('plain')
    await take(asleep, '1')
  })
  afterAll(async () => {
    await store.close()
    home.remove()
  })

  const intakeUnder = (configuration: Configuration): Intake => ({ db: store.db, rules: rulesOf(configuration), series: new SeriesNumbers() })
  const take = (intake: Intake, key: string) => takeIn(intake, feed('cases'), { facts: [event(key, { filedAt, closedAt: [filedAt + 1] })], rejected: [] })

  async function expectSound(configuration: Configuration): Promise<void> {
    await foldAll(store.db)
    const stored = await readStored(store.db)
    await expectEdges(store.db, stored, configuration)
    await expectSums(store.db, stored, configuration)
  }

  it('a fold finds nothing left to fold', async () => {
    expect(await foldSome(store.db)).not.toEqual({ edges: 0 })
    expect(await foldSome(store.db)).toEqual({ edges: 0 })
    await expectSound('plain')
  })

  it('a rebuild goes on with the numbers of series that it remembers', async () => {
    await rebuildAll(intakeUnder('plain'))
    await take(asleep, '2')
    await expectSound('plain')
  })

  it('changes there and back goes on with the numbers of series that it remembers', async () => {
    await applyConfiguration(store.db, 'periods')
    await applyConfiguration(store.db, 'plain')
    await goOnRebuilding(intakeUnder('plain'))
    await applyConfiguration(store.db, 'park')
    await applyConfiguration(store.db, 'plain')
    await take(asleep, '2')
    await expectSound('plain')
  })

  it.each(['park', 'periods'] as const)('the change to another configuration (%s) is refused, and changes nothing', async (configuration) => {
    await applyConfiguration(store.db, configuration)
    await expect(take(asleep, '2')).rejects.toThrow(ConfigurationChangedError)
    const awake = intakeUnder(configuration)
    if (await isRebuilding(store.db)) {
      await expect(goOnRebuilding(asleep)).rejects.toThrow(ConfigurationChangedError)
      await expect(rebuildAll(asleep)).rejects.toThrow(ConfigurationChangedError)
      await goOnRebuilding(awake)
    }
    await expect(rebuildAll(asleep)).rejects.toThrow(ConfigurationChangedError)
    expect(await isRebuilding(store.db)).toBe(false)
    expect(await take(awake, '2')).toMatchObject({ stored: 1 })
    await expectSound(configuration)
  })
})
