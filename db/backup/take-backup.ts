// Reads a whole store in one snapshot, page by page, as the lines of a backup. Intake goes on meanwhile where the database has more than one connection.
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { migrations } from '../migrate.ts'
import { readSchemaState } from '../opening/check-schema.ts'
import type { Db } from '../open-store.ts'
import { tablesAfter } from '../store-tables.ts'
import { BackupError, FORMAT, type BackedUpTable, type BackupHeader } from './backup-format.ts'
import { isLeftOut, tableShapes } from './table-shapes.ts'

/** Pages are about so long, whatever a row weighs. */
const PAGE_BYTES = 524_288
const FIRST_PAGE_ROWS = 50
const MOST_PAGE_ROWS = 5_000

export interface TakingBackup {
  /** Version of this product. */
  readonly product: string
  /** Told when a table has been read. */
  readonly onTable?: (table: string, rows: number) => void
}

/** The lines of a backup, each with its line end. Throws BackupError when there is no store, or tables that nobody knows. */
export async function* backupLines(db: Db, { product, onTable }: TakingBackup): AsyncGenerator<string, void> {
  const connection = await beginSnapshot(db)
  try {
    const header = await headerOf(connection.db, product)
    const overall = createHash('sha256')
    const line = (value: unknown): string => `${JSON.stringify(value)}\n`
    const sealed = (text: string): string => (overall.update(text), text)
    let total = 0
    yield sealed(line(header))
    for (const table of header.tables) {
      yield line({ table: table.name })
      const digest = createHash('sha256')
      let rows = 0
      for await (const page of pagesOf(connection.db, table)) {
        const text = line(page)
        digest.update(text)
        rows += page.length
        yield text
      }
      total += rows
      yield sealed(line({ table: table.name, rows, sha256: digest.digest('hex') }))
      onTable?.(table.name, rows)
    }
    yield line({ end: FORMAT, rows: total, sha256: overall.digest('hex') })
  } finally {
    await connection.end()
  }
}

/**
 * A transaction that is read from as long as the lines are; ended also when nobody wants the rest. Its tables are locked before it looks, so
 * that what drops chunks or partitions waits until the backup is done: rows of a dropped one would be missing from the snapshot.
 */
async function beginSnapshot(db: Db): Promise<{ readonly db: Db; end(): Promise<void> }> {
  const { applied } = await readSchemaState(db, Object.keys(migrations))
  if (applied.length === 0) throw new BackupError('nothing-to-back-up', 'There is no store here yet: nothing to back up.')
  const transaction = await db.startTransaction().setIsolationLevel('repeatable read').execute()
  const end = async (): Promise<void> => {
    // A connection that is gone has ended its transaction itself.
    await transaction.rollback().execute().catch(() => undefined)
  }
  try {
    await sql`lock table ${sql.join(tablesAfter(applied).map(({ name }) => sql.table(name)))} in access share mode`.execute(transaction)
    // Whoever takes the rows may be slow.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(transaction)
    for (const setting of SESSION_SETTINGS) await sql.raw(`set local ${setting}`).execute(transaction)
    return { db: transaction, end }
  } catch (error) {
    await end()
    throw error
  }
}

async function headerOf(db: Db, product: string): Promise<BackupHeader> {
  const { applied } = await readSchemaState(db, Object.keys(migrations))
  const tables = await tableShapes(db, applied)
  const { rows } = await sql<{ purpose: BackupHeader['purpose']; derivation: string; taken: string; version: string }>`
    select purpose, derivation, to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as taken, version() as version from store`.execute(db)
  const store = rows[0]
  if (store === undefined) throw new BackupError('nothing-to-back-up', 'The store has never been used: nothing to back up.')
  const { purpose, derivation, taken, version } = store
  return { format: FORMAT, product, createdAt: taken, database: version.split(' on ')[0] ?? '', purpose, derivation, migrations: [...applied], tables: [...tables] }
}

/** Whatever the server's own settings: texts are written and read in one way, and a slow disk at the other end is no reason to break off. */
export const SESSION_SETTINGS = [
  `timezone = 'UTC'`, `datestyle = 'ISO, YMD'`, `intervalstyle = 'postgres'`, 'extra_float_digits = 1', `bytea_output = 'hex'`,
  'statement_timeout = 0', 'idle_in_transaction_session_timeout = 0',
]

async function* pagesOf(db: Db, { name, columns }: BackedUpTable): AsyncGenerator<readonly string[], void> {
  const values = columns.map((column) => (isLeftOut(column) ? sql`null` : sql.ref(column.name)))
  await sql`declare backup_rows no scroll cursor for select row(${sql.join(values)})::text as text from ${sql.table(name)}`.execute(db)
  let wanted = FIRST_PAGE_ROWS
  while (true) {
    const { rows } = await sql<{ text: string }>`fetch forward ${sql.lit(wanted)} from backup_rows`.execute(db)
    const page = rows.map(({ text }) => text)
    if (page.length > 0) yield page
    if (page.length < wanted) break
    const bytes = page.reduce((sum, { length }) => sum + length, 0)
    wanted = Math.min(MOST_PAGE_ROWS, Math.max(1, Math.floor((PAGE_BYTES * page.length) / Math.max(bytes, 1))))
    // Whatever else this process does has its turn between two pages.
    await setImmediate()
  }
  await sql`close backup_rows`.execute(db)
}
