// The tables of what can be taken back, as Kysely sees them.
import type { ColumnType, Generated } from 'kysely'
import type { UndoScope } from './scope.ts'

/** Deliveries of a feed that said a statement again which the store already held; in order, the latest ones. */
export interface SaidAgainTable {
  identity: number
  digest: string
  feed: string
  batches: ColumnType<never, never, never>
}

/** One delivery of a full list. `content` is a digest of what it named; `same_as` the first delivery of the very same list. */
export interface ListDeliveryTable {
  batch: number
  source: string
  kind: string
  observed_at: ColumnType<number, string, never>
  version: number
  content: string
  same_as: number | null
}

/** Deliveries of a feed that are being taken back, or were. */
export interface UndoTable {
  id: Generated<number>
  feed: string
  scope: ColumnType<UndoScope, string, never>
  because: string
  asked_by: string | null
  asked_at: ColumnType<number, string | undefined, never>
  ended_at: ColumnType<number | null, string | null | undefined, string | null>
  batches: Generated<number>
  /** Identities that were looked at in all, and so far. */
  identities: Generated<number>
  done: Generated<number>
  /** Taken back so far. */
  statements: Generated<number>
  /** Cases that stay as they were counted, because their facts have been deleted. */
  expired: Generated<number>
}

/** A batch whose statements count no more as said by it, and what took it back. */
export interface UndoneBatchTable {
  batch: number
  undo: number
}

/** Identities that an undo has yet to look at. */
export interface UndoIdentityTable {
  undo: number
  identity: number
}

/** A batch that a run of a feed brought, alone or together with others that came at the same time. */
export interface RunBatchTable {
  run: number
  batch: number
}

export interface UndoTables {
  run_batch: RunBatchTable
  said_again: SaidAgainTable
  list_delivery: ListDeliveryTable
  undo: UndoTable
  undone_batch: UndoneBatchTable
  undo_identity: UndoIdentityTable
}
