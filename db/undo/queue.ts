// The queue of an undo and how far it has come; whoever dies in the middle, another goes on.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { IdentityName } from '../facts/identities.ts'
import type { Db } from '../open-store.ts'
import { numbers } from '../sql-arrays.ts'
import type { UndoScope } from './scope.ts'

export interface Queued {
  readonly id: number
  readonly name: IdentityName
}

/** The next identities of an undo that nobody else is at; theirs until the transaction ends. */
export async function nextQueued(db: Db, undo: number, limit: number): Promise<readonly Queued[]> {
  const { rows } = await sql<IdentityName & { id: number }>`
    select queued.identity as id, source, kind, key from undo_identity as queued join identity on identity.id = queued.identity
    where queued.undo = ${undo}::bigint order by queued.identity limit ${limit} for update of queued skip locked`.execute(db)
  return rows.map(({ id, ...name }) => ({ id, name }))
}

export interface UndoStep {
  readonly statements: number
  readonly expired: number
}

/** Takes identities off the queue and counts what was done. */
export async function leaveQueue(db: Db, undo: number, identities: readonly number[], { statements, expired }: UndoStep): Promise<void> {
  await sql`delete from undo_identity where undo = ${undo}::bigint and identity = any(${numbers(identities, 'bigint')})`.execute(db)
  await sql`
    update undo set done = done + ${identities.length}::bigint, statements = statements + ${statements}::bigint, expired = expired + ${expired}::bigint
    where id = ${undo}::bigint`.execute(db)
}

/** Ends an undo of which nothing is queued any more; whether it has ended. */
export async function endUndo(db: Db, undo: number): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`
    with ended as (
      update undo set ended_at = coalesce(ended_at, clock_timestamp())
      where id = ${undo}::bigint and not exists (select from undo_identity where undo_identity.undo = undo.id) returning 1
    ) select exists (select from ended) as ended`.execute(db)
  return rows[0]?.ended === true
}

export interface KeptUndo {
  readonly id: number
  readonly feed: string
  readonly scope: UndoScope
  readonly because: string
  readonly by: string | null
  readonly askedAt: Instant
  readonly endedAt: Instant | null
  readonly batches: number
  readonly identities: number
  readonly done: number
  readonly statements: number
  readonly expired: number
}

/** Undos that have not ended, oldest first. */
export const openUndos = (db: Db): Promise<readonly KeptUndo[]> => undosWhere(db, { open: true })

/** The undos of a feed, newest first; at most 100. */
export const undosOf = async (db: Db, feed: string): Promise<readonly KeptUndo[]> => [...(await undosWhere(db, { feed }))].reverse()

export async function findUndo(db: Db, id: number): Promise<KeptUndo | undefined> {
  return (await undosWhere(db, { id }))[0]
}

async function undosWhere(db: Db, { id, feed, open }: { readonly id?: number; readonly feed?: string; readonly open?: true }): Promise<readonly KeptUndo[]> {
  let query = db.selectFrom('undo').selectAll().orderBy('id', 'desc').limit(100)
  if (id !== undefined) query = query.where('id', '=', id)
  if (feed !== undefined) query = query.where('feed', '=', feed)
  if (open !== undefined) query = query.where('ended_at', 'is', null)
  const rows = await query.execute()
  return rows.reverse().map(({ asked_by: by, asked_at: askedAt, ended_at: endedAt, ...row }) => ({ ...row, by, askedAt, endedAt }))
}
