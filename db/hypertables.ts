// Where TimescaleDB is there, history is cut into chunks of time; elsewhere the same tables stay plain. Their shape is alike.
import { sql } from 'kysely'
import type { Db } from './open-store.ts'

/**
 * What is cut by which instant, and how long a chunk is. A city of ten million people writes some 10,000 cases a day: about 40,000 statements
 * (20 MB) and 100,000 edges (15 MB with their indexes), so a month is some 600 and 450 MB: the newest chunk and its indexes stay in memory, and
 * ten years are 120 chunks, which planning still takes lightly. Standings are a few rows a day, batches at most one a second.
 */
export const HYPERTABLES = [
  { table: 'revision', column: 'recorded_at', chunk: '1 month' },
  { table: 'edge', column: 'at', chunk: '1 month' },
  { table: 'intake_batch', column: 'recorded_at', chunk: '1 month' },
  { table: 'standing', column: 'as_of', chunk: '1 year' },
] as const

/** Makes hypertables of what is not one yet, rows and all; their names. Does nothing where the extension is not in this database. */
export async function makeHypertables(db: Db): Promise<readonly string[]> {
  const { rows: extension } = await sql<{ installed: boolean }>`select exists (select from pg_extension where extname = 'timescaledb') as installed`.execute(db)
  if (extension[0]?.installed !== true) return []
  const { rows } = await sql<{ name: string }>`select hypertable_name as name from timescaledb_information.hypertables where hypertable_schema = current_schema()`.execute(db)
  const already = new Set(rows.map(({ name }) => name))
  const missing = HYPERTABLES.filter(({ table }) => !already.has(table))
  for (const { table, column, chunk } of missing) {
    await sql`
      select create_hypertable(${table}::text::regclass, by_range(${column}::text::name, ${chunk}::text::interval), create_default_indexes => false, migrate_data => true)`.execute(db)
  }
  return missing.map(({ table }) => table)
}
