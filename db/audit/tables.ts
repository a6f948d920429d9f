// The auditor's tables as Kysely sees them.
import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<number, string | undefined, string>

/** A difference that the auditor met; settled once a later look finds none. */
export interface AuditFindingTable {
  id: Generated<number>
  found_at: Timestamp
  kind: 'edges' | 'sums' | 'seal'
  /** What differs: numbers of identities, a sum and its day, a sealed day. */
  subject: string
  detail: ColumnType<unknown, string, string>
  settled_at: ColumnType<number | null, string | null, string | null>
}

/** How much has been looked at in all. */
export interface AuditStateTable {
  singleton: Generated<boolean>
  checked_at: Timestamp
  identities: Generated<number>
  sums: Generated<number>
  seals: Generated<number>
}

/** A day in the city whose edges, as far as they were recorded before a day, do not change any more. */
export interface SealedDayTable {
  day: number
  derivation: string
  recorded_before: number
  sealed_at: Timestamp
  edges: number
  digest: string
  model_version: string
}

export interface AuditTables {
  audit_finding: AuditFindingTable
  audit_state: AuditStateTable
  sealed_day: SealedDayTable
}
