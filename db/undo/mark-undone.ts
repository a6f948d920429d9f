// The first step of an undo: its batches say nothing any more, and what they were about is put into a queue.
import { sql } from 'kysely'
import type { ListName } from '../facts/list-dates.ts'
import type { Db } from '../open-store.ts'
import { batchesIn, type UndoScope } from './scope.ts'

export interface UndoMeant {
  readonly feed: string
  readonly scope: UndoScope
}

/** The full lists that the batches of a scope delivered. */
export async function listsIn(db: Db, { feed, scope }: UndoMeant): Promise<readonly ListName[]> {
  const { rows } = await sql<ListName>`
    select distinct source, kind from list_delivery join (${batchesIn(feed, scope)}) as meant on meant.id = list_delivery.batch order by source, kind`.execute(db)
  return rows
}

/** The full lists that the marked batches of an undo delivered. */
export async function listsOfUndo(db: Db, undo: number): Promise<readonly ListName[]> {
  const { rows } = await sql<ListName>`
    select distinct source, kind from list_delivery join undone_batch using (batch) where undone_batch.undo = ${undo}::bigint order by source, kind`.execute(db)
  return rows
}

export interface NewUndo extends UndoMeant {
  readonly because: string
  readonly by: string | null
}

/** Notes an undo and marks its batches; its number and how many they are. */
export async function markUndone(db: Db, { feed, scope, because, by }: NewUndo): Promise<{ readonly undo: number; readonly batches: number }> {
  const { id: undo } = await db.insertInto('undo').values({ feed, scope: JSON.stringify(scope), because, asked_by: by }).returning('id').executeTakeFirstOrThrow()
  const { rows } = await sql<{ batches: number }>`
    with marked as (insert into undone_batch (batch, undo) select id, ${undo}::bigint from (${batchesIn(feed, scope)}) as meant returning 1)
    select count(*) as batches from marked`.execute(db)
  const batches = rows[0]?.batches ?? 0
  await db.updateTable('undo').set({ batches }).where('id', '=', undo).execute()
  return { undo, batches }
}

/**
 * Queues every identity that the marked batches said something of, whether new or again; of lists all entries, because silence is about all of them.
 * Returns how many.
 */
export async function queueIdentities(db: Db, undo: number, feed: string): Promise<number> {
  const { rows: bounds } = await sql<{ first: string | null; last: string | null }>`
    select min(recorded_at)::text as first, max(recorded_at)::text as last
    from intake_batch join undone_batch on undone_batch.batch = intake_batch.id where intake_batch.feed = ${feed} and undone_batch.undo = ${undo}::bigint`.execute(db)
  const { first, last } = bounds[0] ?? { first: null, last: null }
  const { rows } = await sql<{ queued: number }>`
    with meant as (select batch from undone_batch where undo = ${undo}::bigint),
    queued as (
      insert into undo_identity (undo, identity)
      select ${undo}::bigint, identity from (
        select identity from revision join meant using (batch) where recorded_at between ${first}::text::timestamptz and ${last}::text::timestamptz
        union
        select identity from said_again cross join lateral unnest(batches) as said (batch) join meant using (batch) where feed = ${feed}
        union
        select identity.id from identity where (source, kind) in (select source, kind from list_delivery join meant using (batch))
      ) as spoken_of returning 1
    )
    select count(*) as queued from queued`.execute(db)
  const identities = rows[0]?.queued ?? 0
  await db.updateTable('undo').set({ identities }).where('id', '=', undo).execute()
  return identities
}
