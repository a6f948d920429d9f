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

/** What edges and sums are derived with, as digests: calculations, zone and calendar; and which areas lie in which. */
export interface DerivedWith {
  readonly derivation: string
  readonly areas: string
}

/** The configuration has been changed by another process: read it again and repeat. */
export class ConfigurationChangedError extends Error {
  override readonly name = 'ConfigurationChangedError'
  constructor() {
    super('City, model or time zone were changed by another process while this was being written. Read the configuration again and repeat.')
  }
}

/** Throws ConfigurationChangedError when the store is derived with something else. Hold the lock `configuration`, so that it stays so until the transaction ends. */
export async function holdConfiguration(db: Db, { derivation, areas }: DerivedWith): Promise<void> {
  const store = await derivedWith(db)
  if (store !== undefined && (store.derivation !== derivation || store.areas !== areas)) throw new ConfigurationChangedError()
}

/** What the store was derived with; undefined before it was claimed. */
export async function derivedWith(db: Db): Promise<DerivedWith | undefined> {
  return db.selectFrom('store').select(['derivation', 'areas']).executeTakeFirst()
}
