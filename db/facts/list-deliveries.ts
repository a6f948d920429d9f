// Which full lists were delivered, each with its date: silence means something only beside the lists that came before and after it.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { ListDate, ListName } from './list-dates.ts'

/** Deliveries of one list, and what takes them back, wait for each other until the transaction ends. Take it before any lock on identities. */
export async function lockList(db: Db, { source, kind }: ListName): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`list ${source} ${kind}`}, 0))`.execute(db)
}

export interface DeliveredList extends ListDate {
  readonly batch: number
  readonly list: ListName
  /** Digest of everything that it names. */
  readonly content: string
}

/** Notes a delivery. Returns whether it is the first of its content that still holds: the same list again says nothing new. */
export async function noteListDelivery(db: Db, { batch, list: { source, kind }, observedAt, version, content }: DeliveredList): Promise<boolean> {
  const { rows } = await sql<{ same_as: number | null }>`
    insert into list_delivery (batch, source, kind, observed_at, version, content, same_as)
    select ${batch}::bigint, ${source}, ${kind}, ${new Date(observedAt).toISOString()}::timestamptz, ${version}::bigint, ${content}, (
      select coalesce(known.same_as, known.batch) from list_delivery as known
      where known.source = ${source} and known.kind = ${kind} and known.observed_at = ${new Date(observedAt).toISOString()}::timestamptz and known.version = ${version}::bigint
        and known.content = ${content} and not exists (select from undone_batch where undone_batch.batch = known.batch)
      order by known.batch limit 1
    ) returning same_as`.execute(db)
  return rows[0]?.same_as === null
}

/** A list that still holds. Its sayings are kept under `batch`; it has held since the delivery `since`, which is another where `batch` was taken back. */
export interface HeldList extends ListDate {
  readonly batch: number
  readonly since: number
}

/** The deliveries of a list that were not taken back, the very same ones as one, in the order of delivery. Empty for what was never delivered as a full list. */
export async function heldLists(db: Db, { source, kind }: ListName): Promise<readonly HeldList[]> {
  const { rows } = await sql<{ batch: number; since: number; observed_at: Instant; version: number }>`
    select coalesce(same_as, batch) as batch, min(batch) as since, observed_at, version from list_delivery
    where source = ${source} and kind = ${kind} and not exists (select from undone_batch where undone_batch.batch = list_delivery.batch)
    group by coalesce(same_as, batch), observed_at, version order by since`.execute(db)
  return rows.map(({ observed_at: observedAt, ...row }) => ({ ...row, observedAt }))
}

/** Which of these batches delivered this list. */
export async function listBatches(db: Db, { source, kind }: ListName): Promise<ReadonlySet<number>> {
  const rows = await db.selectFrom('list_delivery').select('batch').where('source', '=', source).where('kind', '=', kind).execute()
  return new Set(rows.map(({ batch }) => batch))
}
