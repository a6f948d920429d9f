// Contract: the store goes up, down and up again, and is the same afterwards.
import { sql } from 'kysely'
import { Migrator, NO_MIGRATIONS } from 'kysely/migration'
import { expect, it } from 'vitest'
import { isMigrated, migrate, migrations } from '../../../db/migrate.ts'
import type { Db } from '../../../db/open-store.ts'
import type { World } from './world.ts'

async function shapeOf(db: Db): Promise<readonly string[]> {
  const { rows: columns } = await sql<{ text: string }>`
    select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as text
    from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%' order by 1`.execute(db)
  const { rows: indexes } = await sql<{ text: string }>`
    select indexdef as text from pg_indexes where schemaname = 'public' and tablename not like 'kysely%' order by 1`.execute(db)
  const { rows: checks } = await sql<{ text: string }>`
    select conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) as text from pg_constraint
    where connamespace = 'public'::regnamespace and contype = 'c' order by 1`.execute(db)
  return [...columns, ...indexes, ...checks].map(({ text }) => text)
}

export function migrationContract(world: () => World): void {
  it('goes up, down and up again, and is the same afterwards', async () => {
    const { db } = world()
    const before = await shapeOf(db)
    expect(before.length).toBeGreaterThan(60)
    expect(await migrate(db)).toEqual([])
    const down = await new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } }).migrateTo(NO_MIGRATIONS)
    expect(down.error).toBeUndefined()
    expect(await shapeOf(db)).toEqual([])
    expect(await isMigrated(db)).toBe(false)
    expect(await migrate(db)).toEqual(Object.keys(migrations))
    expect(await isMigrated(db)).toBe(true)
    expect(await shapeOf(db)).toEqual(before)
  })
}
