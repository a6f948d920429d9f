// Samples that could not become facts, each kept once with its reason and what to do.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { texts } from '../sql-arrays.ts'

export interface Bilingual {
  readonly zh: string
  readonly en: string
}

export interface NewDeadLetter {
  /** Tells one sample of a feed from another; the same sample rejected again is the same dead letter. */
  readonly digest: string
  readonly position: string
  /** The sample as received, as JSON text without NUL. */
  readonly sampleJson: string
  readonly field: string
  readonly value: string
  readonly code: string
  readonly reason: Bilingual
  readonly advice: Bilingual
}

export interface DeadLetter extends Omit<NewDeadLetter, 'digest' | 'sampleJson'> {
  readonly id: number
  readonly feed: string
  readonly recordedAt: number
  readonly sample: unknown
}

/** Keeps the letters that are not kept yet and returns how many those were. */
export async function insertDeadLetters(
  db: Db,
  batch: { readonly id: number; readonly feed: string; readonly recordedAt: string },
  letters: readonly NewDeadLetter[],
): Promise<number> {
  if (letters.length === 0) return 0
  const column = (read: (letter: NewDeadLetter) => string): ReturnType<typeof texts> => texts(letters.map(read))
  const { rows } = await sql`
    insert into dead_letter (feed, batch, recorded_at, digest, position, sample, field, value, code, reason, advice)
    select ${batch.feed}, ${batch.id}::bigint, ${batch.recordedAt}::text::timestamptz, digest, position, sample::jsonb, field, value, code, reason::jsonb, advice::jsonb
    from unnest(${column((l) => l.digest)}, ${column((l) => l.position)}, ${column((l) => l.sampleJson)}, ${column((l) => l.field)}, ${column((l) => l.value)},
      ${column((l) => l.code)}, ${column((l) => JSON.stringify(l.reason))}, ${column((l) => JSON.stringify(l.advice))})
      as row (digest, position, sample, field, value, code, reason, advice)
    on conflict (feed, digest) do nothing returning id`.execute(db)
  return rows.length
}

/** The newest letters of a feed, or of all feeds. `limit` 1-1000. */
export async function readDeadLetters(db: Db, options: { readonly feed?: string | undefined; readonly limit: number; readonly before?: number | undefined }): Promise<readonly DeadLetter[]> {
  let query = db.selectFrom('dead_letter').selectAll().orderBy('id', 'desc').limit(options.limit)
  if (options.feed !== undefined) query = query.where('feed', '=', options.feed)
  if (options.before !== undefined) query = query.where('id', '<', options.before)
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id, feed: row.feed, recordedAt: row.recorded_at, position: row.position, sample: row.sample,
    field: row.field, value: row.value, code: row.code, reason: row.reason, advice: row.advice,
  }))
}

/** How many samples of a feed wait for mending. */
export async function countDeadLetters(db: Db, feed: string): Promise<number> {
  const row = await db.selectFrom('dead_letter').select(({ fn }) => fn.countAll<number>().as('count')).where('feed', '=', feed).executeTakeFirstOrThrow()
  return row.count
}
