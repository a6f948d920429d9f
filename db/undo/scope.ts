// Which deliveries of a feed are meant when something is taken back.
import { sql, type RawBuilder } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'

/** All of a feed; what was received from `from` (inclusive) to `to` (exclusive); batches by number, both inclusive; or what one reading of the source brought. */
export type UndoScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'time'; readonly from: Instant; readonly to: Instant }
  | { readonly kind: 'batches'; readonly from: number; readonly to: number }
  | { readonly kind: 'run'; readonly run: number }

/** The batches of a feed that a scope names and that have not been taken back; those that brought nothing and said nothing of coverage left out. */
export function batchesIn(feed: string, scope: UndoScope): RawBuilder<{ id: number; recorded_at: Instant }> {
  return sql<{ id: number; recorded_at: Instant }>`
    select id, recorded_at from intake_batch
    where feed = ${feed} and undo is null and (received > 0 or covers_until is not null) and ${within(scope)}
      and not exists (select from undone_batch where undone_batch.batch = intake_batch.id)`
}

function within(scope: UndoScope): RawBuilder<boolean> {
  switch (scope.kind) {
    case 'all':
      return sql`true`
    case 'time':
      return sql`recorded_at >= ${iso(scope.from)}::timestamptz and recorded_at < ${iso(scope.to)}::timestamptz`
    case 'batches':
      return sql`id between ${scope.from}::bigint and ${scope.to}::bigint`
    case 'run':
      return sql`exists (select from run_batch where run_batch.run = ${scope.run}::bigint and run_batch.batch = intake_batch.id)`
  }
}

const iso = (at: Instant): string => new Date(at).toISOString()
