// The tables of what can be taken back, as Kysely sees them.
import type { ColumnType } from 'kysely'

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

/** A batch whose statements count no more as said by it, and the run that took it back. */
export interface UndoneBatchTable {
  batch: number
  run: number
}

/** Identities that a run has yet to look at. */
export interface UndoIdentityTable {
  run: number
  identity: number
}

export interface UndoTables {
  said_again: SaidAgainTable
  list_delivery: ListDeliveryTable
  undone_batch: UndoneBatchTable
  undo_identity: UndoIdentityTable
}
