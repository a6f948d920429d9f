// When full lists were delivered: what a list does not name is known only beside the lists that came before and after it.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'

/** One list of a source system and kind. */
export interface ListName {
  readonly source: string
  readonly kind: string
}

/** A delivery of a list: the date it speaks of and the newest version among its rows. */
export interface ListDate {
  readonly observedAt: Instant
  readonly version: number
}

/** Notes that a list was delivered and returns the ones of later dates, in order of time. Hold the lock of the list. */
export async function noteListDate(db: Db, { source, kind }: ListName, { observedAt, version }: ListDate): Promise<readonly ListDate[]> {
  const date = new Date(observedAt).toISOString()
  await sql`
    insert into list_date as known (source, kind, observed_at, version) values (${source}, ${kind}, ${date}::timestamptz, ${version}::bigint)
    on conflict (source, kind, observed_at) do update set version = greatest(known.version, excluded.version)`.execute(db)
  const { rows } = await sql<{ observed_at: number; version: number }>`
    select observed_at, version from list_date
    where source = ${source} and kind = ${kind} and observed_at > ${date}::timestamptz order by observed_at`.execute(db)
  return rows.map((row) => ({ observedAt: row.observed_at, version: row.version }))
}

/** Makes the dates of a list anew from the deliveries that still hold. Hold the lock of the list. */
export async function recountListDates(db: Db, { source, kind }: ListName): Promise<void> {
  await db.deleteFrom('list_date').where('source', '=', source).where('kind', '=', kind).execute()
  await sql`
    insert into list_date (source, kind, observed_at, version)
    select source, kind, observed_at, max(version) from list_delivery
    where source = ${source} and kind = ${kind} and not exists (select from undone_batch where undone_batch.batch = list_delivery.batch)
    group by source, kind, observed_at`.execute(db)
}
