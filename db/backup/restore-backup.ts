// Puts a backup into an empty store, in one transaction: it is there whole, or the store is as empty as before.
import { sql } from 'kysely'
import { migrate, migrations } from '../migrate.ts'
import type { Db } from '../open-store.ts'
import { readSchemaState } from '../opening/check-schema.ts'
import type { Purpose } from '../purpose.ts'
import { texts } from '../sql-arrays.ts'
import { tablesAfter } from '../store-tables.ts'
import { BackupError, type BackedUpTable, type BackupHeader } from './backup-format.ts'
import { altered, type BackupPart } from './read-backup.ts'
import { isLeftOut, tableShapes } from './table-shapes.ts'
import { SESSION_SETTINGS } from './take-backup.ts'

export interface Restoring {
  /** What the store is for; a backup of another purpose is refused. */
  readonly purpose: Purpose
  /** Told when a table has been written; it is there for others only when all are. */
  readonly onTable?: (table: string, rows: number) => void
}

export interface Restored {
  readonly header: BackupHeader
  readonly rows: number
  /** Steps by which this release is ahead of the backup; they have been applied. */
  readonly migrated: readonly string[]
}

/** Tables whose rows an unused store may hold: who led, what it is for. */
const OF_UNUSED_STORES = ['store', 'lease', 'job_run']

/**
 * Restores the parts of a backup into the store of `db`, which must hold no records; afterwards the store is of this release's shape.
 * Throws BackupError, having kept nothing.
 */
export async function restoreBackup(db: Db, parts: AsyncIterable<BackupPart>, { purpose, onTable }: Restoring): Promise<Restored> {
  const iterator = parts[Symbol.asyncIterator]()
  try {
    const first = await iterator.next()
    if (first.done === true || first.value.kind !== 'header') throw altered('its header is missing')
    const { header } = first.value
    checkHeader(header, purpose)
    await checkUnused(db)
    await migrate(db, { to: header.migrations.at(-1) ?? '' })
    const rows = await db.transaction().execute(async (transaction) => {
      const target = await prepare(transaction, header)
      let total = 0
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        const part = next.value
        if (part.kind === 'rows') await write(transaction, part.table, part.rows)
        if (part.kind !== 'table-end') continue
        total += part.rows
        onTable?.(part.table.name, part.rows)
      }
      for (const table of target) await goOnNumbering(transaction, table)
      return total
    })
    return { header, rows, migrated: await migrate(db) }
  } finally {
    await iterator.return?.()
  }
}

/** Throws BackupError for a backup that no store of this release and purpose may take. */
export function checkHeader(header: BackupHeader, purpose: Purpose): void {
  const known = Object.keys(migrations)
  const newer = header.migrations.filter((name) => !known.includes(name))
  if (newer.length > 0) throw new BackupError('newer-schema', `The backup was taken by the newer release ${header.product} (it knows ${newer.join(', ')}). Restore it with that release.`)
  if (header.migrations.length === 0 || header.migrations.some((name, index) => name !== known[index])) throw altered('its migrations are not in order')
  if (header.purpose !== purpose) {
    throw new BackupError('other-purpose', header.purpose === 'demonstration'
      ? 'The backup is of the demonstration city: restore it with --demo, so that it never mixes with real records.'
      : 'The backup is of a real city and must not become the demonstration: restore it without --demo.')
  }
  const names = tablesAfter(header.migrations).map(({ name }) => name)
  if (names.join() !== header.tables.map(({ name }) => name).join()) throw altered('it does not hold the tables of its release')
}

/** Throws BackupError unless the store holds nothing that a restore would mix with, and nobody works on it. */
async function checkUnused(db: Db): Promise<void> {
  const { applied } = await readSchemaState(db, Object.keys(migrations))
  const names = tablesAfter(applied).map(({ name }) => name)
  for (const name of names.filter((one) => !OF_UNUSED_STORES.includes(one))) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db)
    if (rows.length > 0) throw new BackupError('store-not-empty', `The store already holds rows (in ${name}), and a backup goes into an empty one only. Name a new directory with CTMM_DATA or a new database with DATABASE_URL.`)
  }
  if (!names.includes('lease')) return
  const { rows } = await sql<{ holder: string }>`select holder from lease where holder is not null and expires_at > clock_timestamp()`.execute(db)
  const holder = rows[0]?.holder
  if (holder !== undefined) throw new BackupError('store-in-use', `The process ${holder} works on this store. Stop it, restore, and start it again.`)
}

/** Keeps everybody out until the end, looks again, and makes sure that rows fit the columns they came from. */
async function prepare(db: Db, header: BackupHeader): Promise<readonly BackedUpTable[]> {
  await sql`lock table ${sql.join(header.tables.map(({ name }) => sql.table(name)))} in exclusive mode`.execute(db)
  for (const setting of SESSION_SETTINGS) await sql.raw(`set local ${setting}`).execute(db)
  await checkUnused(db)
  const shapes = new Map((await tableShapes(db, header.migrations)).map((table) => [table.name, table]))
  for (const { name, columns } of header.tables) {
    const own = shapes.get(name)?.columns.map((column) => `${column.name} ${column.type}`).join()
    if (own !== columns.map((column) => `${column.name} ${column.type}`).join()) throw altered(`the columns of ${name} are not those of its release`)
  }
  for (const { name } of header.tables.filter((table) => OF_UNUSED_STORES.includes(table.name))) await sql`delete from ${sql.table(name)}`.execute(db)
  return header.tables
}

async function write(db: Db, { name, columns }: BackedUpTable, rows: readonly string[]): Promise<void> {
  const kept = sql.join(columns.filter((column) => !isLeftOut(column)).map((column) => sql.ref(column.name)))
  await sql`insert into ${sql.table(name)} (${kept}) overriding system value select ${kept} from unnest(${texts(rows)}::${sql.table(name)}[])`.execute(db)
}

/** What comes next is numbered after everything that was ever numbered, also after what has been dropped since. */
async function goOnNumbering(db: Db, { name, identities }: BackedUpTable): Promise<void> {
  for (const [column, last] of Object.entries(identities)) {
    await sql`select setval(pg_get_serial_sequence(quote_ident(${name}), ${column}), greatest(${last}::bigint, (select max(${sql.ref(column)}) from ${sql.table(name)})))`.execute(db)
  }
}
