// The tables of a store as they are in its database: which there are, with which columns, and which numbers they have given out.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { tablesAfter } from '../store-tables.ts'
import { BackupError, type BackedUpTable } from './backup-format.ts'

/** Numbers of transactions mean something to the server that gave them only: a restored row carries that of its restoring. */
const LEFT_OUT = 'xid8'

interface ColumnRow {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly last: string | null
}

/** The tables of a store that has been through these migrations. Throws BackupError `unknown-table` when the database holds one that nobody listed. */
export async function tableShapes(db: Db, migrations: readonly string[]): Promise<readonly BackedUpTable[]> {
  const { rows } = await sql<ColumnRow>`
    select class.relname as "table", attribute.attname as "column", format_type(attribute.atttypid, attribute.atttypmod) as type,
      case when attribute.attidentity <> '' then pg_sequence_last_value(pg_get_serial_sequence(quote_ident(class.relname), attribute.attname)::regclass)::text end as last
    from pg_class as class join pg_attribute as attribute on attribute.attrelid = class.oid
    where class.relnamespace = current_schema()::regnamespace and class.relkind in ('r', 'p') and not class.relispartition
      and attribute.attnum > 0 and not attribute.attisdropped and attribute.attgenerated = ''
    order by class.relname, attribute.attnum`.execute(db)
  const columnsOf = Map.groupBy(rows, ({ table }) => table)
  const known = tablesAfter(migrations)
  const listed = new Set([...known.map(({ name }) => name), ...KEPT_BY_KYSELY])
  const foreign = [...columnsOf.keys()].filter((name) => !listed.has(name))
  if (foreign.length > 0) {
    throw new BackupError('unknown-table', `The database holds tables that are no part of the store (${foreign.join(', ')}), so a backup would not be whole. Move them to another schema: the store wants one of its own.`)
  }
  return known.map(({ name, derived }) => {
    const columns = columnsOf.get(name) ?? []
    return {
      name, derived,
      columns: columns.map(({ column, type }) => ({ name: column, type })),
      identities: Object.fromEntries(columns.flatMap(({ column, last }) => (last === null ? [] : [[column, last]]))),
    }
  })
}

/** What has been applied is told in the header. */
const KEPT_BY_KYSELY = ['kysely_migration', 'kysely_migration_lock']

export const isLeftOut = ({ type }: BackedUpTable['columns'][number]): boolean => type === LEFT_OUT
