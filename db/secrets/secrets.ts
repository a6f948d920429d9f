// Secrets as they are kept: sealed, each with the id of the key that opens it.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

export interface SealedSecret {
  readonly name: string
  readonly sealed: string
  readonly keyId: string
  readonly changedAt: number
}

/** All secrets by name. There are as many as feeds at most. */
export async function readSecrets(db: Db): Promise<readonly SealedSecret[]> {
  const rows = await db.selectFrom('secret').selectAll().orderBy('name').execute()
  return rows.map(({ name, sealed, key_id, changed_at }) => ({ name, sealed, keyId: key_id, changedAt: changed_at }))
}

/** Keeps a secret in place of the one that had its name. */
export async function putSecret(db: Db, { name, sealed, keyId }: Omit<SealedSecret, 'changedAt'>): Promise<void> {
  await db.insertInto('secret').values({ name, sealed, key_id: keyId })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ sealed, key_id: keyId, changed_at: sql<string>`clock_timestamp()` }))
    .execute()
}

/** Seals a secret anew; when it was changed stays as it was. */
export async function resealSecret(db: Db, { name, sealed, keyId }: Omit<SealedSecret, 'changedAt'>): Promise<void> {
  await db.updateTable('secret').set({ sealed, key_id: keyId }).where('name', '=', name).execute()
}

/** Whether there was one. */
export async function deleteSecret(db: Db, name: string): Promise<boolean> {
  const row = await db.deleteFrom('secret').where('name', '=', name).returning('name').executeTakeFirst()
  return row !== undefined
}
