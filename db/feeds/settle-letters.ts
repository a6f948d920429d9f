// How letters stop to wait, and how they begin to again.
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../open-store.ts'
import { numbers, rowsOf, texts } from '../sql-arrays.ts'
import type { LetterAnswer, LetterGroupName, Refusal, Settlement } from './dead-letters.ts'

export interface Settling {
  readonly because: Settlement
  /** The batch that took them in. */
  readonly batch?: number | undefined
  readonly by?: string | null | undefined
  readonly note?: string | null | undefined
}

/** Settles letters that still wait; how many did. */
export const settleLetters = (db: Db, ids: readonly number[], settling: Settling): Promise<number> => settleWhere(db, sql`id = any(${numbers(ids, 'bigint')})`, settling)

/** Settles every letter of a group that still waits; how many did. */
export function settleGroup(db: Db, feed: string, { code, field }: LetterGroupName, settling: Settling): Promise<number> {
  const of = (column: string, value: string | undefined): RawBuilder<boolean> => (value === undefined ? sql`true` : sql`${sql.ref(column)} = ${value}`)
  return settleWhere(db, sql`feed = ${feed} and ${of('code', code)} and ${of('field', field)}`, settling)
}

/** A full list that was applied answers every row that had kept earlier ones from being applied. */
export const settleListLetters = (db: Db, batch: { readonly id: number; readonly feed: string }): Promise<number> =>
  settleWhere(db, sql`feed = ${batch.feed}`, { because: 'delivered-again', batch: batch.id })

async function settleWhere(db: Db, which: RawBuilder<boolean>, { because, batch, by, note }: Settling): Promise<number> {
  const { rows } = await sql`
    update dead_letter set settled_at = clock_timestamp(), settled_because = ${because}, settled_batch = ${batch ?? null}::bigint, settled_by = ${by ?? null}, settled_note = ${note ?? null}
    where settled_at is null and ${which} returning id`.execute(db)
  return rows.length
}

/** Letters of deliveries that an undo took back wait no more; those that such a delivery had settled wait again. */
export async function settleUndone(db: Db, undo: number): Promise<void> {
  const undone = sql`(select batch from undone_batch where undo = ${undo}::bigint)`
  await sql`
    update dead_letter set settled_at = null, settled_because = null, settled_batch = null, settled_by = null, settled_note = null
    where settled_batch in ${undone} and batch not in ${undone}`.execute(db)
  await sql`
    update dead_letter set settled_at = clock_timestamp(), settled_because = 'undone', settled_batch = null, settled_by = null, settled_note = null
    where settled_at is null and batch in ${undone}`.execute(db)
}

/** Letters that were refused once more: they wait with the present reason. */
export async function renewRefusals(db: Db, refused: readonly { readonly id: number; readonly refusal: Refusal }[]): Promise<void> {
  if (refused.length === 0) return
  const column = (read: (refusal: Refusal) => string): ReturnType<typeof texts> => texts(refused.map(({ refusal }) => read(refusal)))
  await sql`
    update dead_letter set field = row.field, path = nullif(row.path, ''), value = row.value, code = row.code, reason = row.reason::jsonb, advice = row.advice::jsonb
    from ${rowsOf({
      id: numbers(refused.map(({ id }) => id), 'bigint'), field: column((r) => r.field), path: column((r) => r.path ?? ''), value: column((r) => r.value), code: column((r) => r.code),
      reason: column((r) => JSON.stringify(r.reason)), advice: column((r) => JSON.stringify(r.advice)),
    })}
    where dead_letter.id = row.id and dead_letter.settled_at is null`.execute(db)
}

/** Keeps what a bureau wrote about letters. */
export async function keepAnswers(db: Db, answers: readonly { readonly id: number; readonly answer: LetterAnswer }[]): Promise<void> {
  if (answers.length === 0) return
  await sql`
    update dead_letter set answer = row.answer::jsonb
    from ${rowsOf({ id: numbers(answers.map(({ id }) => id), 'bigint'), answer: texts(answers.map(({ answer }) => JSON.stringify(answer))) })}
    where dead_letter.id = row.id`.execute(db)
}
