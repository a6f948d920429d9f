// What one shift leaves to the next, newest first; somebody of the next one confirms it, once.
import type { Selectable } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { ShiftNoteTable } from './tables.ts'

/** A change that nobody had taken note of when the shift ended, as it was shown. */
export interface OpenChange {
  readonly id: string
  /** ISO 8601 with the offset of the city's zone. */
  readonly at: string
  readonly zh: string
  readonly en: string
  readonly severity: 'info' | 'warn' | 'bad'
}

export interface NewShiftNote {
  readonly handedOverBy: string
  readonly beganAt: Instant
  readonly handedOverAt: Instant
  readonly note: string
  readonly openChanges: readonly OpenChange[]
}

export interface ShiftNote extends NewShiftNote {
  readonly id: number
  readonly confirmedBy: string | null
  readonly confirmedAt: Instant | null
}

const iso = (at: Instant): string => new Date(at).toISOString()

export async function insertShiftNote(db: Db, { handedOverBy, beganAt, handedOverAt, note, openChanges }: NewShiftNote): Promise<ShiftNote> {
  const row = await db.insertInto('shift_note')
    .values({ handed_over_by: handedOverBy, began_at: iso(beganAt), handed_over_at: iso(handedOverAt), note, open_changes: JSON.stringify(openChanges) })
    .returningAll().executeTakeFirstOrThrow()
  return toNote(row)
}

export async function findShiftNote(db: Db, id: number): Promise<ShiftNote | undefined> {
  const row = await db.selectFrom('shift_note').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toNote(row)
}

/** Newest first; `limit` 1-100. */
export async function readShiftNotes(db: Db, limit: number): Promise<readonly ShiftNote[]> {
  return (await db.selectFrom('shift_note').selectAll().orderBy('id', 'desc').limit(limit).execute()).map(toNote)
}

/** The note that was confirmed last: with it the shift that is on duty began. */
export async function findShiftOnDuty(db: Db): Promise<ShiftNote | undefined> {
  const row = await db.selectFrom('shift_note').selectAll().where('confirmed_at', 'is not', null).orderBy('confirmed_at', 'desc').orderBy('id', 'desc').executeTakeFirst()
  return row === undefined ? undefined : toNote(row)
}

/** Confirms a note that waits; false when somebody has confirmed it already. */
export async function confirmShiftNote(db: Db, id: number, { by, at }: { readonly by: string; readonly at: Instant }): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable('shift_note').set({ confirmed_by: by, confirmed_at: iso(at) }).where('id', '=', id).where('confirmed_at', 'is', null).executeTakeFirst()
  return numUpdatedRows > 0n
}

const toNote = (row: Selectable<ShiftNoteTable>): ShiftNote => ({
  id: row.id, handedOverBy: row.handed_over_by, beganAt: row.began_at, handedOverAt: row.handed_over_at, note: row.note,
  openChanges: openChangesOf(row.open_changes), confirmedBy: row.confirmed_by, confirmedAt: row.confirmed_at,
})

/** The column is written by `insertShiftNote` alone. */
const openChangesOf = (stored: unknown): readonly OpenChange[] => (Array.isArray(stored) ? stored.filter(isOpenChange) : [])

const isOpenChange = (one: unknown): one is OpenChange => typeof one === 'object' && one !== null && 'id' in one && 'at' in one && 'zh' in one && 'en' in one && 'severity' in one
