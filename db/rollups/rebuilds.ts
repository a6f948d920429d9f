// A full rebuild that is under way: what it derives with and how far it has come, so that it can be gone on with.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import type { DerivedWith } from '../purpose.ts'
import { sumAllAnew } from './recount.ts'

export interface BegunRebuild extends DerivedWith {
  readonly last_identity: number
}

export async function findRebuild(db: Db): Promise<BegunRebuild | undefined> {
  return db.selectFrom('rebuild').select(['derivation', 'areas', 'last_identity']).executeTakeFirst()
}

/** Empties edges and sums and hands the store over to the new derivation. Series keep their numbers, which other processes remember. */
export async function beginRebuild(db: Db, { derivation, areas }: DerivedWith): Promise<void> {
  const { rows } = await sql<{ any: boolean }>`select exists (select from identity where facts_expired_at is not null) as any`.execute(db)
  if (rows[0]?.any === true) {
    // What has no facts any more cannot be derived anew: its edges stay as they are.
    await sql`delete from edge where not exists (select from identity where identity.id = edge.identity and facts_expired_at is not null)`.execute(db)
    await sumAllAnew(db)
  } else {
    await sql`truncate edge, unfolded, rollup_hour, rollup_day, rollup_month, rollup_year`.execute(db)
  }
  await db.deleteFrom('rebuild').execute()
  await db.insertInto('rebuild').values({ derivation, areas, last_identity: 0 }).execute()
  await db.updateTable('store').set({ derivation, areas }).execute()
}

export async function moveRebuild(db: Db, lastIdentity: number): Promise<void> {
  await db.updateTable('rebuild').set({ last_identity: lastIdentity }).execute()
}

export async function endRebuild(db: Db): Promise<void> {
  await db.deleteFrom('rebuild').execute()
}
