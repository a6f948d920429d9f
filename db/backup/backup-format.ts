// What a backup file holds, line by line, inside one zstd stream: a header, then for each table its rows in pages and what they add up to, then the end.
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'

export const FORMAT = 'ctmm-backup/1'

const Column = Type.Object({ name: Type.String(), type: Type.String() })

/** The first line. Tables come in this order; rows are PostgreSQL's own text of a record with these columns. */
export const Header = Type.Object({
  format: Type.String(),
  /** Version of the product that wrote it. */
  product: Type.String(),
  /** The database's clock when the snapshot was taken, ISO. */
  createdAt: Type.String(),
  /** Database that it was taken from, for people. */
  database: Type.String(),
  purpose: Type.Enum(['city', 'demonstration']),
  derivation: Type.String(),
  /** Names of the migrations that the store had been through, in order. */
  migrations: Type.Array(Type.String()),
  tables: Type.Array(Type.Object({
    name: Type.String(),
    /** Can be computed again from the other tables; taken along so that a restore is quick. */
    derived: Type.Boolean(),
    columns: Type.Array(Column),
    /** Last number that each identity column has given out. */
    identities: Type.Record(Type.String(), Type.String()),
  })),
})

const TableStart = Type.Object({ table: Type.String() }, { additionalProperties: false })
const Page = Type.Array(Type.String())
const TableEnd = Type.Object({ table: Type.String(), rows: Type.Integer(), sha256: Type.String() }, { additionalProperties: false })
/** The last line: a digest over the header and the ends of all tables, so over everything. */
const End = Type.Object({ end: Type.Literal(FORMAT), rows: Type.Integer(), sha256: Type.String() }, { additionalProperties: false })

export type BackupHeader = Static<typeof Header>
export type BackedUpTable = BackupHeader['tables'][number]
export type BackupTableEnd = Static<typeof TableEnd>

export type BackupLine =
  | { readonly kind: 'start'; readonly table: string }
  | { readonly kind: 'page'; readonly rows: readonly string[] }
  | { readonly kind: 'table-end'; readonly end: BackupTableEnd }
  | { readonly kind: 'end'; readonly end: Static<typeof End> }

/** A line after the header; undefined when it is none of those. */
export function lineOf(value: unknown): BackupLine | undefined {
  if (Check(Page, value)) return { kind: 'page', rows: value }
  if (Check(TableEnd, value)) return { kind: 'table-end', end: value }
  if (Check(TableStart, value)) return { kind: 'start', table: value.table }
  if (Check(End, value)) return { kind: 'end', end: value }
  return undefined
}

export const isHeader = (value: unknown): value is BackupHeader => Check(Header, value)

export type BackupErrorCode =
  | 'not-a-backup' | 'truncated' | 'altered' | 'newer-format' | 'newer-schema' | 'other-purpose'
  | 'store-not-empty' | 'store-in-use' | 'nothing-to-back-up' | 'unknown-table' | 'file-exists'

/** A backup cannot be taken, read or restored; the message says what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
  readonly code: BackupErrorCode
  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
