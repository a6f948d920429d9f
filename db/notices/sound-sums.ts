// Whether sums may be decided upon: not while they are being made anew, and not when they have been since they were read.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import type { DerivedWith } from '../purpose.ts'

/**
 * A text that changes whenever edges and sums begin or end to be made anew; undefined while that goes on, or when the store is derived with
 * something else. What was read after one answer may be recorded in a transaction that gets the same answer.
 */
export async function soundSums(db: Db, { derivation, areas }: DerivedWith): Promise<string | undefined> {
  const { rows } = await sql<{ mark: string }>`
    select xmin::text as mark from store where derivation = ${derivation} and areas = ${areas} and not exists (select 1 from rebuild)`.execute(db)
  return rows[0]?.mark
}
