// Brings a store to the newest shape; every entry of the list is frozen once released.
import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { makeHypertables } from './hypertables.ts'
import * as initial from './migrations/0001-initial.ts'
import * as history from './migrations/0002-history.ts'
import * as jobs from './migrations/0003-jobs.ts'
import * as audit from './migrations/0004-audit.ts'
import * as feeds from './migrations/0005-feeds.ts'
import * as undo from './migrations/0006-undo.ts'
import * as runner from './migrations/0007-runner.ts'
import * as desk from './migrations/0008-desk.ts'
import { isOutOfSpace } from './failures.ts'
import { readSchemaState } from './opening/check-schema.ts'
import { StoreRefusedError } from './opening/store-refused.ts'
import type { Tables } from './tables.ts'

/** Every step in its order, by the name under which the store remembers it. */
export const migrations: Record<string, Migration> = { '0001-initial': initial, '0002-history': history, '0003-jobs': jobs, '0004-audit': audit, '0005-feeds': feeds, '0006-undo': undo, '0007-runner': runner, '0008-desk': desk }

/** How far to go: `to` names the last migration to apply; without it all are. */
export interface MigrateOptions {
  readonly to?: string
}

/** Names of the migrations that were applied now; empty when the store was up to date. Throws StoreRefusedError when one fails, naming it. */
export async function migrate(db: Kysely<Tables>, { to }: MigrateOptions = {}): Promise<readonly string[]> {
  const migrator = migratorOf(db)
  const { error, results } = to === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(to)
  if (error !== undefined) throw migrationProblem(error, results?.find((result) => result.status === 'Error')?.migrationName ?? 'the first step')
  await cutIntoChunks(db).catch((cause: unknown) => {
    throw migrationProblem(cause, 'cutting history into chunks')
  })
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

/** From this step on, keys do not stand in the way of chunks. */
const FIT_FOR_CHUNKS = '0002-history'

/** All tables at once; of several processes that start together, the others find it done. */
async function cutIntoChunks(db: Kysely<Tables>): Promise<void> {
  const { applied } = await readSchemaState(db, Object.keys(migrations))
  if (!applied.includes(FIT_FOR_CHUNKS)) return
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('hypertables', 0))`.execute(transaction)
    await makeHypertables(transaction)
  })
}

/** Whether every migration has been applied. */
export async function isMigrated(db: Kysely<Tables>): Promise<boolean> {
  return (await readSchemaState(db, Object.keys(migrations))).pending.length === 0
}

const migratorOf = (db: Kysely<Tables>): Migrator => new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })

const NO_PRIVILEGE = '42501'

function migrationProblem(error: unknown, failed: string): StoreRefusedError {
  const cause = error instanceof Error ? error : new Error(String(error))
  if (isOutOfSpace(cause)) return new StoreRefusedError('disk-full', `The store could not be brought up to date: the disk of the database is full at ${failed}. Nothing of that step was kept; make room there and start again.`, { cause })
  if (Reflect.get(cause, 'code') === NO_PRIVILEGE) {
    return new StoreRefusedError('read-only', `The store could not be brought up to date: the role of DATABASE_URL may not make or change tables (${cause.message}). Run \`ctmm migrate\` as the role that owns them, or grant it \`create on schema public\`.`, { cause })
  }
  return new StoreRefusedError('migration-failed', `The store could not be brought up to date: ${failed} failed (${cause.message}). Nothing of that step was kept; mend the cause and run \`ctmm migrate\` again.`, { cause })
}
