// Samples that could not become facts, each kept once with its reason and what to do; settled ones stay and wait no more.
import { sql, type Selectable } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { rowsOf, texts } from '../sql-arrays.ts'
import type { DeadLetterTable } from '../tables.ts'

export interface Bilingual {
  readonly zh: string
  readonly en: string
}

/** Why a sample was refused. */
export interface Refusal {
  readonly field: string
  /** Column or JSON Pointer in the source, where there is one. */
  readonly path: string | null
  readonly value: string
  readonly code: string
  readonly reason: Bilingual
  readonly advice: Bilingual
}

export interface NewDeadLetter extends Refusal {
  /** Tells one sample of a feed from another; the same sample rejected again is the same dead letter. */
  readonly digest: string
  readonly position: string
  /** The sample as received, as JSON text without NUL. */
  readonly sampleJson: string
  /** Whether characters had to be replaced in it. */
  readonly altered: boolean
}

/** How a letter stopped to wait: it became a fact, a person let it go, the bureau corrected it, the whole list came again, or its delivery was undone. */
export type Settlement = 'replayed' | 'dismissed' | 'answered' | 'delivered-again' | 'undone'

/** What the bureau that owns the feed wrote into its check sheet; `file` is the stored sheet. `corrections` are values by column or JSON Pointer, those of earlier sheets among them. */
export interface LetterAnswer {
  readonly verdict: 'corrected' | 'confirmed' | 'void'
  readonly value: string | null
  readonly by: string | null
  readonly at: Instant
  readonly file: number
  readonly corrections: Readonly<Record<string, string>>
}

export interface DeadLetter extends Refusal {
  readonly id: number
  readonly feed: string
  readonly recordedAt: Instant
  readonly position: string
  readonly sample: unknown
  readonly altered: boolean
  /** Undefined while it waits. */
  readonly settled: { readonly at: Instant; readonly because: Settlement; readonly note: string | null; readonly by: string | null } | undefined
  readonly answer: LetterAnswer | null
}

/** Settled letters that wait again when the same sample is refused again; what a person has decided stays decided. */
const REOPENED: readonly Settlement[] = ['replayed', 'delivered-again', 'undone']

/** Keeps the letters that are not kept yet and returns how many those were. One that is kept has the newest reason and delivery. */
export async function insertDeadLetters(
  db: Db,
  batch: { readonly id: number; readonly feed: string; readonly recordedAt: string },
  letters: readonly NewDeadLetter[],
): Promise<number> {
  if (letters.length === 0) return 0
  const once = [...new Map(letters.map((letter) => [letter.digest, letter])).values()]
  const column = (read: (letter: NewDeadLetter) => string): ReturnType<typeof texts> => texts(once.map(read))
  const { rows } = await sql<{ is_new: boolean }>`
    insert into dead_letter as known (feed, batch, recorded_at, digest, position, sample, field, path, value, code, reason, advice, altered)
    select ${batch.feed}, ${batch.id}::bigint, ${batch.recordedAt}::text::timestamptz, digest, position, sample::jsonb, field, nullif(path, ''), value, code, reason::jsonb, advice::jsonb, altered::boolean
    from ${rowsOf({
      digest: column((l) => l.digest), position: column((l) => l.position), sample: column((l) => l.sampleJson), field: column((l) => l.field), path: column((l) => l.path ?? ''),
      value: column((l) => l.value), code: column((l) => l.code), reason: column((l) => JSON.stringify(l.reason)), advice: column((l) => JSON.stringify(l.advice)), altered: column((l) => String(l.altered)),
    })}
    on conflict (feed, digest) do update set
      batch = excluded.batch, field = excluded.field, path = excluded.path, value = excluded.value, code = excluded.code, reason = excluded.reason, advice = excluded.advice,
      settled_at = null, settled_because = null, settled_batch = null, settled_by = null, settled_note = null
    where known.settled_at is null or known.settled_because in (${sql.join(REOPENED)})
    returning (xmax = 0) as is_new`.execute(db)
  return rows.filter(({ is_new: isNew }) => isNew).length
}

export interface LettersWanted {
  readonly feed?: string | undefined
  readonly state?: 'waiting' | 'settled' | undefined
  readonly code?: string | undefined
  readonly field?: string | undefined
  /** Letters with a smaller id. */
  readonly before?: number | undefined
  readonly limit: number
}

/** The newest letters of a feed, or of all feeds. `limit` 1-1000. */
export async function readDeadLetters(db: Db, { feed, state, code, field, before, limit }: LettersWanted): Promise<readonly DeadLetter[]> {
  let query = db.selectFrom('dead_letter').selectAll().orderBy('id', 'desc').limit(limit)
  if (feed !== undefined) query = query.where('feed', '=', feed)
  if (state !== undefined) query = query.where('settled_at', state === 'waiting' ? 'is' : 'is not', null)
  if (code !== undefined) query = query.where('code', '=', code)
  if (field !== undefined) query = query.where('field', '=', field)
  if (before !== undefined) query = query.where('id', '<', before)
  return (await query.execute()).map(toLetter)
}

/** Letters that wait, in ascending order, after a number; of a group when it is named. `limit` 1-1000. */
export async function nextWaiting(db: Db, { feed, group, after, limit }: { readonly feed: string; readonly group?: LetterGroupName | undefined; readonly after: number; readonly limit: number }): Promise<readonly DeadLetter[]> {
  let query = db.selectFrom('dead_letter').selectAll().where('feed', '=', feed).where('settled_at', 'is', null).where('id', '>', after).orderBy('id').limit(limit)
  if (group?.code !== undefined) query = query.where('code', '=', group.code)
  if (group?.field !== undefined) query = query.where('field', '=', group.field)
  return (await query.execute()).map(toLetter)
}

/** Originals that became facts when they were replayed, newest first. */
export async function replayedOriginals(db: Db, feed: string, limit: number): Promise<readonly DeadLetter[]> {
  const rows = await db.selectFrom('dead_letter').selectAll().where('feed', '=', feed).where('settled_because', '=', 'replayed').where('settled_batch', 'is not', null)
    .orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toLetter)
}

/** Letters by number. */
export async function findLetters(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, DeadLetter>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('dead_letter').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, toLetter(row)]))
}

/** Letters that share their reason; either part may be left out. */
export interface LetterGroupName {
  readonly code?: string | undefined
  readonly field?: string | undefined
}

/** How many samples of a feed wait for mending. */
export async function countDeadLetters(db: Db, feed: string): Promise<number> {
  const row = await db.selectFrom('dead_letter').select(({ fn }) => fn.countAll<number>().as('count')).where('feed', '=', feed).where('settled_at', 'is', null).executeTakeFirstOrThrow()
  return row.count
}

/** How many samples wait for mending, by feed; feeds without any are left out. */
export async function countWaiting(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom('dead_letter').select(({ fn }) => ['feed', fn.countAll<number>().as('count')]).where('settled_at', 'is', null).groupBy('feed').execute()
  return new Map(rows.map(({ feed, count }) => [feed, count]))
}

function toLetter(row: Selectable<DeadLetterTable>): DeadLetter {
  const { settled_at: at, settled_because: because } = row
  return {
    id: row.id, feed: row.feed, recordedAt: row.recorded_at, position: row.position, sample: row.sample, altered: row.altered,
    field: row.field, path: row.path, value: row.value, code: row.code, reason: row.reason, advice: row.advice,
    settled: at === null || because === null ? undefined : { at, because, note: row.settled_note, by: row.settled_by },
    answer: row.answer,
  }
}
