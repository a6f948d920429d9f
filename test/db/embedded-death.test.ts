// The embedded engine's thread ends by itself: what was under way is refused, nothing half is kept, and the store opens again unaided.
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { storeFailureOf } from '../../db/failures.ts'
import { EmbeddedStoreEndedError } from '../../db/embedded/store-thread.ts'
import { holdDirectory, type Db } from '../../db/open-store.ts'
import { newStoreDirectory } from '../server/store-template.ts'

const engine = new URL('./dying-engine.ts', import.meta.url).href
const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
})

async function dyingStore(): Promise<Db> {
  const home = await newStoreDirectory()
  const { db, release } = await holdDirectory(home.store, { engine })
  endings.push(async () => {
    await release.close()
    home.remove()
  })
  return db
}

const note = (db: Db, digest: string): Promise<unknown> => db.insertInto('city_file').values({ digest, text: 't' }).execute()
const noted = async (db: Db): Promise<readonly string[]> => (await db.selectFrom('city_file').select('digest').orderBy('id').execute()).map(({ digest }) => digest)

const die = (db: Db, death: string): Promise<unknown> => sql`select ${sql.lit(death)}`.execute(db)

describe('an engine that dies', { timeout: 60_000 }, () => {
  it.each([['end the thread', 'down'], ['panic', 'disk-full'], ['trap', 'down']])('of "%s" keeps what was committed, and answers again at the next question', async (death, failure) => {
    const db = await dyingStore()
    await note(db, 'committed')
    const error: unknown = await die(db, death).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(EmbeddedStoreEndedError)
    expect(storeFailureOf(error)).toBe(failure)
    expect(await noted(db)).toEqual(['committed'])
    await note(db, 'afterwards')
    expect(await noted(db)).toEqual(['committed', 'afterwards'])
  })

  it('keeps nothing of a transaction that was under way, and lets no statement of it run outside', async () => {
    const db = await dyingStore()
    await expect(db.transaction().execute(async (transaction) => {
      await note(transaction, 'half')
      await die(transaction, 'panic').catch(() => undefined)
      await expect(note(transaction, 'outside')).rejects.toThrow(EmbeddedStoreEndedError)
    })).rejects.toThrow(EmbeddedStoreEndedError)
    expect(await noted(db)).toEqual([])
  })

  it('answers several that wait at once', async () => {
    const db = await dyingStore()
    const outcomes = await Promise.allSettled([die(db, 'end the thread'), db.transaction().execute((transaction) => note(transaction, 'one')), note(db, 'two'), db.transaction().execute((transaction) => note(transaction, 'three'))])
    expect(outcomes[0]?.status).toBe('rejected')
    const kept = ['one', 'two', 'three'].filter((_, index) => outcomes[index + 1]?.status === 'fulfilled')
    expect(await noted(db)).toEqual(kept)
    await note(db, 'afterwards')
    expect((await noted(db)).at(-1)).toBe('afterwards')
  })
})
