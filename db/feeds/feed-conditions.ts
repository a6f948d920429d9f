// What the store knows of feeds beside how far they have been read: decisions, failures, drifts that are open.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

export interface FeedCondition {
  readonly paused: boolean
  /** The last run or connection failed. */
  readonly failing: boolean
  /** `holds`: its deliveries are not taken. */
  readonly drift: 'none' | 'marked' | 'holds'
}

export const SOUND: FeedCondition = { paused: false, failing: false, drift: 'none' }

/** Feeds that are left out are sound. */
export async function readFeedConditions(db: Db): Promise<ReadonlyMap<string, FeedCondition>> {
  const { rows } = await sql<{ feed: string; paused: boolean | null; failing: boolean | null; holds: boolean | null }>`
    select coalesce(control.feed, drift.feed) as feed, control.paused_at is not null as paused, control.problem is not null as failing, drift.holds
    from feed_control as control
    full join (select feed, bool_or(holds) as holds from feed_drift where ended_at is null group by feed) as drift on drift.feed = control.feed`.execute(db)
  return new Map(rows.map(({ feed, paused, failing, holds }) => [feed, { paused: paused === true, failing: failing === true, drift: holds === null ? 'none' : holds ? 'holds' : 'marked' }]))
}
