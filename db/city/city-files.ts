// City files as applied: the newest is in force, the older ones stay to be asked.
import type { Db } from '../open-store.ts'

export interface AppliedFile {
  readonly text: string
  readonly digest: string
  readonly appliedAt: number
}

/** The city file in force, if one was ever applied. */
export async function findCityFile(db: Db): Promise<AppliedFile | undefined> {
  const row = await db.selectFrom('city_file').select(['text', 'digest', 'applied_at']).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? undefined : { text: row.text, digest: row.digest, appliedAt: row.applied_at }
}

/** Applies a city file. False when it is the one in force already. */
export async function applyCityFile(db: Db, file: { readonly text: string; readonly digest: string }): Promise<boolean> {
  const current = await findCityFile(db)
  if (current?.digest === file.digest) return false
  await db.insertInto('city_file').values({ text: file.text, digest: file.digest }).execute()
  return true
}
