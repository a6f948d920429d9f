// What the store's tables take on disk, with indexes and chunks.
import { sql } from 'kysely'
import type { World } from '../world.ts'

const TABLES = ['revision', 'edge', 'identity', 'rollup_day', 'rollup_month', 'rollup_year', 'rollup_hour', 'series_key', 'series_sum', 'intake_batch'] as const

export interface TableSize {
  readonly table: string
  readonly bytes: number
  readonly rows: number
}

export async function measureDisk({ workbench: { store: { db } } }: World, timescale: boolean): Promise<readonly TableSize[]> {
  const chunked = timescale
    ? new Map((await sql<{ table: string }>`select hypertable_name as table from timescaledb_information.hypertables`.execute(db)).rows.map(({ table }) => [table, true]))
    : new Map<string, boolean>()
  const sizes: TableSize[] = []
  for (const table of TABLES) {
    const size = chunked.has(table) ? sql`hypertable_size(${table}::text::regclass)` : sql`pg_total_relation_size(${table}::text::regclass)`
    const { rows } = await sql<{ bytes: number; rows: number }>`select ${size}::bigint as bytes, (select count(*) from ${sql.table(table)}) as rows`.execute(db)
    sizes.push({ table, bytes: rows[0]?.bytes ?? 0, rows: rows[0]?.rows ?? 0 })
  }
  return sizes
}
