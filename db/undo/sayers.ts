// Since which delivery that still holds a batch says what it says.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { numbers } from '../sql-arrays.ts'

/**
 * For each batch that still says something the delivery since which it does: itself, or, where it was taken back, the first later one of the very
 * same list. Batches that say nothing any more are left out.
 */
export async function sayingSince(db: Db, batches: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (batches.length === 0) return new Map()
  const { rows } = await sql<{ batch: number; since: number | null }>`
    select wanted.batch, case when undone.batch is null then wanted.batch else (
      select min(same.batch) from list_delivery as same
      where same.same_as = wanted.batch and not exists (select from undone_batch where undone_batch.batch = same.batch)
    ) end as since
    from unnest(${numbers(batches, 'bigint')}) as wanted (batch) left join undone_batch as undone on undone.batch = wanted.batch`.execute(db)
  return new Map(rows.flatMap(({ batch, since }) => (since === null ? [] : [[batch, since]])))
}
