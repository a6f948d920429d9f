// Brings a store to the newest shape; every entry of the list is frozen once released.
import type { Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import * as initial from './migrations/0001-initial.ts'
import type { Tables } from './tables.ts'

/** Every step in its order, by the name under which the store remembers it. */
export const migrations: Record<string, Migration> = { '0001-initial': initial }

/** Names of the migrations that were applied now; empty when the store was up to date. Throws when one fails, naming it. */
export async function migrate(db: Kysely<Tables>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the first step'
    throw new Error(`The store could not be brought up to date: ${failed} failed. Nothing of that step was kept; mend the cause and run \`ctmm migrate\` again.`, { cause: error })
  }
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

/** Whether every migration has been applied. */
export async function isMigrated(db: Kysely<Tables>): Promise<boolean> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  return (await migrator.getMigrations()).every((migration) => migration.executedAt !== undefined)
}
