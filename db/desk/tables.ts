// The desk's tables as Kysely sees them.
import type { ColumnType, Generated } from 'kysely'

/** A change that somebody has taken note of; the first one who did. */
export interface AcknowledgementTable {
  /** What the change is known by, of at most 240 characters. */
  change: string
  acknowledged_by: string
  acknowledged_at: ColumnType<number, string, never>
}

/** What one shift leaves to the next; confirmed by somebody of the next one, once. */
export interface ShiftNoteTable {
  id: Generated<number>
  handed_over_by: string
  began_at: ColumnType<number, string, never>
  handed_over_at: ColumnType<number, string, never>
  /** At most 2,000 characters. */
  note: string
  /** The changes that nobody had taken note of at the handover, as they were shown. */
  open_changes: ColumnType<unknown, string, never>
  confirmed_by: string | null
  confirmed_at: ColumnType<number | null, string | null | undefined, string>
}

export interface DeskTables {
  acknowledgement: AcknowledgementTable
  shift_note: ShiftNoteTable
}
