// How many business keys a feed has brought, to be held against what its source counts.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

export interface KeptQuestion {
  readonly feed: string
  readonly source: string
  /** Kind of the identities, such as `appeal` or `register:community`. */
  readonly kind: string
  /** Instants at which the facts are observed; all when left out. */
  readonly range?: { readonly from: number; readonly to: number } | undefined
}

/** Distinct keys of the feed's own batches whose statements lie in the range. */
export async function countKeysOf(db: Db, { feed, source, kind, range }: KeptQuestion): Promise<number> {
  const within = range === undefined ? sql`true` : sql`(revision.fact ->> 'observedAt')::bigint >= ${range.from}::bigint and (revision.fact ->> 'observedAt')::bigint < ${range.to}::bigint`
  const { rows } = await sql<{ keys: number }>`
    select count(*) as keys from identity
    where source = ${source} and kind = ${kind} and exists (
      select from revision join intake_batch on intake_batch.id = revision.batch
      where revision.identity = identity.id and intake_batch.feed = ${feed} and ${within}
    )`.execute(db)
  return rows[0]?.keys ?? 0
}
