// What a store is for and what its sums were derived with: real records and a demonstration never meet, nor sums of two kinds.
import type { Db } from './open-store.ts'

export type Purpose = 'city' | 'demonstration'

/** The store serves another purpose, or was derived with other calculations; the message says what to do. */
export class PurposeError extends Error {
  override readonly name = 'PurposeError'
}

/** Claims a new store. Throws PurposeError when it already serves the other purpose. */
export async function claimPurpose(db: Db, purpose: Purpose): Promise<void> {
  await db.insertInto('store').values({ purpose, derivation: '' }).onConflict((conflict) => conflict.doNothing()).execute()
  const claimed = await purposeOf(db)
  if (claimed !== purpose) {
    throw new PurposeError(claimed === 'demonstration'
      ? 'This store holds the demonstration city. Name another directory with CTMM_DATA for real records.'
      : 'This store holds a real city. The demonstration needs a store of its own: name another directory with CTMM_DATA.')
  }
}

export async function purposeOf(db: Db): Promise<Purpose | undefined> {
  return (await db.selectFrom('store').select('purpose').executeTakeFirst())?.purpose
}

/** Notes what edges are derived with from now on. Throws PurposeError when the store holds sums that were derived otherwise. */
export async function claimDerivation(db: Db, derivation: string): Promise<void> {
  const { derivation: known } = await db.selectFrom('store').select('derivation').executeTakeFirstOrThrow()
  if (known === derivation) return
  if ((await db.selectFrom('series_key').select('id').limit(1).executeTakeFirst()) !== undefined) {
    throw new PurposeError('The sums in this store were derived with other calculations or in another time zone than the model and city file in force. Use the model and zone it was made with, or load the feeds into a new store (another CTMM_DATA).')
  }
  await db.updateTable('store').set({ derivation }).execute()
}
