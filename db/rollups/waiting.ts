// Batches whose edges the folded sums do not hold yet.
import { sql, type RawBuilder } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Db } from '../open-store.ts'

/**
 * The batches that wait to be folded; of those as known at an instant, the ones recorded before its day, and all of its own day up to it. Asked
 * first, in the snapshot of the reading: mostly there is none, and a statement that may read every chunk of edges takes longer to plan than the
 * rest takes to run.
 */
export async function waitingBatches(db: Db, known?: { readonly at: Instant; readonly zone: Zone }): Promise<readonly number[]> {
  const { rows } = await (known === undefined ? sql<{ batch: number }>`select batch from unfolded` : knownBatches(known.at, known.zone)).execute(db)
  return rows.map(({ batch }) => batch)
}

function knownBatches(at: Instant, zone: Zone): RawBuilder<{ batch: number }> {
  const day = zone.localDay(at)
  return sql<{ batch: number }>`
    select batch from unfolded where recorded_day < ${day} union all
    select id from intake_batch where recorded_at >= ${text(zone.startOfDay(day))}::timestamptz and recorded_at <= ${text(at)}::timestamptz`
}

const text = (at: Instant): string => new Date(at).toISOString()
