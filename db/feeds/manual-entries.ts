// Filled forms: entered by one person, confirmed or returned by another, once.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'

export type EntryState = 'waiting' | 'confirmed' | 'returned'

export interface NewEntry {
  readonly feed: string
  readonly record: Readonly<Record<string, string>>
  readonly asOf: Instant
  /** Number of a stored file. */
  readonly evidence: number | null
  readonly note: string
  readonly enteredBy: string
}

export interface ManualEntry extends NewEntry {
  readonly id: number
  readonly enteredAt: Instant
  readonly state: EntryState
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
  readonly decisionNote: string | null
  /** The batch with which it was taken in. */
  readonly batch: number | null
}

export interface Decision {
  readonly id: number
  readonly state: Exclude<EntryState, 'waiting'>
  readonly by: string
  readonly note: string | null
  readonly batch: number | null
}

const COLUMNS = ['id', 'feed', 'record', 'as_of', 'evidence', 'note', 'entered_by', 'entered_at', 'state', 'decided_by', 'decided_at', 'decision_note', 'batch'] as const

export async function insertEntry(db: Db, { feed, record, asOf, evidence, note, enteredBy }: NewEntry): Promise<ManualEntry> {
  const row = await db.insertInto('manual_entry')
    .values({ feed, record: JSON.stringify(record), as_of: new Date(asOf).toISOString(), evidence, note, entered_by: enteredBy })
    .returning(COLUMNS).executeTakeFirstOrThrow()
  return toEntry(row)
}

export async function findEntry(db: Db, id: number): Promise<ManualEntry | undefined> {
  const row = await db.selectFrom('manual_entry').select(COLUMNS).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toEntry(row)
}

/** Newest first; `limit` 1-1000. */
export async function readEntries(db: Db, feed: string, wanted: { readonly state?: EntryState | undefined; readonly before?: number | undefined; readonly limit: number }): Promise<readonly ManualEntry[]> {
  let query = db.selectFrom('manual_entry').select(COLUMNS).where('feed', '=', feed).orderBy('id', 'desc').limit(wanted.limit)
  if (wanted.state !== undefined) query = query.where('state', '=', wanted.state)
  if (wanted.before !== undefined) query = query.where('id', '<', wanted.before)
  return (await query.execute()).map(toEntry)
}

/** Decides an entry that waits; false when somebody has decided it already. */
export async function decideEntry(db: Db, { id, state, by, note, batch }: Decision): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable('manual_entry')
    .set({ state, decided_by: by, decided_at: sql<string>`clock_timestamp()`, decision_note: note, batch })
    .where('id', '=', id).where('state', '=', 'waiting').executeTakeFirst()
  return numUpdatedRows > 0n
}

interface Row {
  readonly id: number
  readonly feed: string
  readonly record: unknown
  readonly as_of: number
  readonly evidence: number | null
  readonly note: string
  readonly entered_by: string
  readonly entered_at: number
  readonly state: EntryState
  readonly decided_by: string | null
  readonly decided_at: number | null
  readonly decision_note: string | null
  readonly batch: number | null
}

function toEntry(row: Row): ManualEntry {
  return {
    id: row.id, feed: row.feed, record: textsOf(row.record), asOf: row.as_of, evidence: row.evidence, note: row.note, enteredBy: row.entered_by, enteredAt: row.entered_at,
    state: row.state, decidedBy: row.decided_by, decidedAt: row.decided_at, decisionNote: row.decision_note, batch: row.batch,
  }
}

const textsOf = (record: unknown): Readonly<Record<string, string>> =>
  typeof record === 'object' && record !== null ? Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)])) : {}
