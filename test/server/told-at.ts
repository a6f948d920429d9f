// Pushes as if the store had been told at another instant: what a test cannot wait for.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import { recordedAt } from '../db/contract/world.ts'
import type { FeedName, SmallCity } from './small-city.ts'

export async function toldAt(city: SmallCity, at: Instant, feed: FeedName, samples: readonly object[]): Promise<void> {
  const { db } = city.workbench.store
  await city.push(feed, samples)
  const { rows } = await sql<{ id: number }>`select max(id) as id from intake_batch`.execute(db)
  await recordedAt(db, rows[0]?.id ?? 0, at)
}
