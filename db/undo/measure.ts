// How much an undo would touch: asked inside a transaction in which its batches are marked.
import { sql } from 'kysely'
import type { LocalDay } from '../../rules/time/instant.ts'
import { stillSaid } from '../facts/revisions.ts'
import type { Db } from '../open-store.ts'

/** Statements of the undone batches that are still there, whether they brought them or said them again. */
export async function countStillSaid(db: Db, undo: number, feed: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with meant as (select batch from undone_batch where undo = ${undo}::bigint)
    select count(*) as count from revision where ${stillSaid()} and (
      batch in (select batch from meant)
      or (identity, digest) in (select identity, digest from said_again cross join lateral unnest(batches) as said (batch) join meant using (batch) where feed = ${feed})
    )`.execute(db)
  return rows[0]?.count ?? 0
}

/** Of the identities queued, those whose facts have been deleted. */
export async function countExpired(db: Db, undo: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from undo_identity join identity on identity.id = undo_identity.identity where undo = ${undo}::bigint and facts_expired_at is not null`.execute(db)
  return rows[0]?.count ?? 0
}

/** Local days in the city. */
export interface DaysTouched {
  readonly count: number
  readonly from: LocalDay
  readonly to: LocalDay
  readonly sealed: number
}

/** The days that an undo has changed, once it has been worked off; `expected`: those on which its marked batches count something. Undefined when there are none. */
export async function daysTouched(db: Db, undo: number, { derivation, as }: { readonly derivation: string; readonly as: 'done' | 'expected' }): Promise<DaysTouched | undefined> {
  const batches = as === 'done'
    ? sql`select id from intake_batch where undo = ${undo}::bigint and recorded_at >= (select asked_at from undo where undo.id = ${undo}::bigint)`
    : sql`select batch from undone_batch where undone_batch.undo = ${undo}::bigint`
  const { rows } = await sql<{ count: number; first: number | null; last: number | null; sealed: number }>`
    select count(*) as count, min(day) as first, max(day) as last, count(*) filter (where exists (select from sealed_day where sealed_day.day = touched.day and derivation = ${derivation})) as sealed
    from (select distinct edge.day from edge where edge.batch in (${batches})) as touched`.execute(db)
  const { count, first, last, sealed } = rows[0] ?? { count: 0, first: null, last: null, sealed: 0 }
  return first === null || last === null ? undefined : { count, from: first, to: last, sealed }
}
