// Whether a store's tables are those that its own record of migrations says: a store that was half made, half restored or made by a newer release is not touched.
import { sql, type Kysely } from 'kysely'
import { STORE_TABLES, tablesAfter } from '../store-tables.ts'
import { StoreRefusedError } from './store-refused.ts'

/** Which steps a store has been through. */
export interface SchemaState {
  /** In the order in which they were applied. */
  readonly applied: readonly string[]
  /** Known here and not applied yet. */
  readonly pending: readonly string[]
  /** Applied by a newer release. */
  readonly unknown: readonly string[]
}

/** What the store remembers of migrations; `known` are this release's, in their order. */
export async function readSchemaState<T>(db: Kysely<T>, known: readonly string[]): Promise<SchemaState> {
  const { rows: tables } = await sql<{ exists: boolean }>`select to_regclass('kysely_migration') is not null as exists`.execute(db)
  const { rows } = tables[0]?.exists === true ? await sql<{ name: string }>`select name from kysely_migration order by timestamp, name`.execute(db) : { rows: [] }
  const applied = rows.map(({ name }) => name)
  return { applied, pending: known.filter((name) => !applied.includes(name)), unknown: applied.filter((name) => !known.includes(name)) }
}

/** Throws StoreRefusedError `newer-schema` or `half-migrated`. */
export async function checkSchema<T>(db: Kysely<T>, known: readonly string[], place: string): Promise<SchemaState> {
  const state = await readSchemaState(db, known)
  if (state.unknown.length > 0) {
    throw new StoreRefusedError('newer-schema', `The store in ${place} was made by a newer release (it knows ${state.unknown.join(', ')}). Install that release again, or restore a backup from before into another store: going back would lose what the newer one wrote.`)
  }
  const ordered = [...state.applied].sort((a, b) => known.indexOf(a) - known.indexOf(b))
  if (ordered.some((name, index) => name !== known[index])) throw halfMigrated(place, `it remembers ${state.applied.join(', ')}, but not ${known.find((name, index) => ordered[index] !== name) ?? ''} before them`)
  if (await isLocked(db)) throw halfMigrated(place, 'another program left its migrations locked (kysely_migration_lock.is_locked = 1)')

  const { rows } = await sql<{ name: string }>`select name from unnest(string_to_array(${STORE_TABLES.map(({ name }) => name).join(',')}::text, ',')) as name where to_regclass(name) is not null`.execute(db)
  const present = new Set(rows.map(({ name }) => name))
  const missing = tablesAfter(state.applied).filter(({ name }) => !present.has(name)).map(({ name }) => name)
  if (missing.length > 0) throw halfMigrated(place, `it lacks ${missing.join(', ')}`)
  const expected = new Set(tablesAfter(state.applied).map(({ name }) => name))
  const foreign = [...present].filter((name) => !expected.has(name))
  if (foreign.length > 0) throw halfMigrated(place, `it holds ${foreign.join(', ')}, which no migration that it remembers has made`)
  return state
}

async function isLocked<T>(db: Kysely<T>): Promise<boolean> {
  const { rows: tables } = await sql<{ exists: boolean }>`select to_regclass('kysely_migration_lock') is not null as exists`.execute(db)
  if (tables[0]?.exists !== true) return false
  const { rows } = await sql<{ is_locked: number }>`select is_locked from kysely_migration_lock where is_locked <> 0`.execute(db)
  return rows.length > 0
}

function halfMigrated(place: string, what: string): StoreRefusedError {
  return new StoreRefusedError('half-migrated', `The store in ${place} is not whole: ${what}. If it has never held records, empty it (\`drop schema public cascade; create schema public\`, or delete the directory); else restore the newest backup into a new store with \`ctmm restore\`.`)
}
