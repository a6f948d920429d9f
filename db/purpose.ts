// What a store is for: a real city's records and a demonstration never meet in one store.
import type { Db } from './open-store.ts'

export type Purpose = 'city' | 'demonstration'

export class PurposeError extends Error {
  override readonly name = 'PurposeError'
}

/** Claims a new store for a purpose. Throws PurposeError when it already serves the other one. */
export async function claimPurpose(db: Db, purpose: Purpose): Promise<void> {
  await db.insertInto('store').values({ purpose }).onConflict((conflict) => conflict.doNothing()).execute()
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
