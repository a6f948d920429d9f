// How many business keys a feed has brought, to be held against what its source counts.
import { sql, type RawBuilder } from 'kysely'
import { stillSaid } from '../facts/revisions.ts'
import type { Db } from '../open-store.ts'

export interface KeptQuestion {
  readonly feed: string
  readonly source: string
  /** Kind of the identities, such as `appeal` or `register:community`. */
  readonly kind: string
  /** Instants at which the facts are observed; all when left out. */
  readonly range?: { readonly from: number; readonly to: number } | undefined
}

/** Distinct keys of which the feed says something in the range that was not taken back, whether or not another feed of the source said it first. */
export async function countKeysOf(db: Db, { feed, source, kind, range }: KeptQuestion): Promise<number> {
  const within = range === undefined ? sql`true` : sql`(revision.fact ->> 'observedAt')::bigint >= ${range.from}::bigint and (revision.fact ->> 'observedAt')::bigint < ${range.to}::bigint`
  const holds = (batch: string): RawBuilder<boolean> => sql`not exists (select from undone_batch where undone_batch.batch = ${sql.ref(batch)})`
  const { rows } = await sql<{ keys: number }>`
    select count(*) as keys from identity
    where source = ${source} and kind = ${kind} and exists (
      select from revision join intake_batch on intake_batch.id = revision.batch
      where revision.identity = identity.id and ${within} and ${stillSaid()} and (
        (intake_batch.feed = ${feed} and ${holds('revision.batch')})
        or exists (
          select from said_again cross join lateral unnest(said_again.batches) as said (batch)
          where said_again.identity = revision.identity and said_again.digest = revision.digest and said_again.feed = ${feed} and ${holds('said.batch')}
        )
      )
    )`.execute(db)
  return rows[0]?.keys ?? 0
}
