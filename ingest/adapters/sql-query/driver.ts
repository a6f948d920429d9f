// The seam to a kind of database: everything that differs between engines is behind it, and nothing else is.
import type { Statement } from './statement.ts'

/**
 * What a column holds, as far as reading it exactly needs to know: `flag` is true or false, `bits` is a bit string, `date` a day, `clock` a day and
 * time without offset, `instant` one with offset, `float` a number that its text does not hold exactly, `binary` bytes that are no text.
 */
export type ColumnKind = 'text' | 'number' | 'float' | 'flag' | 'bits' | 'date' | 'clock' | 'instant' | 'binary'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** The engine's own name of the type. */
  readonly type: string
}

export interface ListedColumn {
  readonly table: string
  /** Undefined for the table itself. */
  readonly column: string | undefined
  readonly type: string
  readonly comment: string
}

/** Values as the database writes them; null is null. */
export type Row = readonly (string | null)[]

/** Where to connect and as whom. */
export interface Target {
  /** The resolved IP address to connect to, and nothing else. */
  readonly address: string
  /** As the feed file names it, for certificates and messages. */
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string | undefined
  /** Undefined for a connection without TLS. `name` is what the certificate has to be for. */
  readonly tls: { readonly verify: 'full' | 'ca' | 'none'; readonly ca: string | undefined; readonly name: string } | undefined
  /** IANA zone in which the session gives times that have a zone of their own or none. */
  readonly zone: string
  readonly connectMs: number
  readonly statementMs: number
  /**
   * `read`: every statement sees the present, and none may write. `snapshot`: all statements see one state. `update`: for the flag, and nothing else.
   */
  readonly access: 'read' | 'snapshot' | 'update'
  /** Aborting cuts the connection at once, here and on the server. */
  readonly signal: AbortSignal
}

/** An open connection, used for one statement at a time. Its methods throw FeedReadError, or the reason of the signal once that is aborted. */
export interface Session {
  /** All rows of a statement that is limited by itself. Throws `contract` when they are more than this process wants to hold. */
  rows(statement: Statement): Promise<readonly Row[]>
  /** The columns of a statement's result, whose rows are not looked at. */
  columnsOf(statement: Statement): Promise<readonly Column[]>
  /** Tables, views and their columns with comments; one table's when it is named, at most `most` entries. */
  list(table: readonly string[] | undefined, most: number): Promise<readonly ListedColumn[]>
  /** Runs an update. Only for the access `update`. */
  update(statement: Statement): Promise<void>
  /** Texts may hold bytes of an unknown encoding, which come as U+FFFD. */
  readonly mayHoldBrokenText: boolean
  /** Ends the connection; never throws, and resolves when the server has been told. */
  close(): Promise<void>
}

export interface Driver {
  readonly port: number
  /** Longest identifier in bytes of UTF-8, or characters. */
  readonly longestName: { readonly of: 'bytes' | 'characters'; readonly most: number }
  /** What opens a comment in a query, and what quotes in it. */
  readonly syntax: { readonly comments: readonly string[]; readonly quotes: readonly string[] }
  /** The statement, cut after so many rows. */
  limited(statement: Statement, rows: number): Statement
  /** A test for times of a column that are written although they are none, such as 0000-00-00; undefined where there are none. */
  noTime(column: Statement, kind: ColumnKind): Statement | undefined
  /** Connects and makes the session what `access` says. Throws FeedReadError. */
  open(target: Target): Promise<Session>
}
