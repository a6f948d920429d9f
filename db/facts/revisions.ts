// Every statement about an identity, as it was understood; nothing here is ever changed.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers, texts } from '../sql-arrays.ts'

/** A statement to keep: `json` is the fact as text, `digest` that of its content. */
export interface NewRevision {
  readonly identity: number
  readonly digest: string
  readonly json: string
}

export interface StoredRevision {
  readonly identity: number
  readonly digest: string
  readonly fact: unknown
}

export async function insertRevisions(db: Db, batch: { readonly id: number; readonly recordedAt: string }, revisions: readonly NewRevision[]): Promise<void> {
  if (revisions.length === 0) return
  await sql`
    insert into revision (identity, batch, recorded_at, digest, fact)
    select identity, ${batch.id}::bigint, ${batch.recordedAt}::timestamptz, digest, fact::jsonb
    from unnest(${numbers(revisions.map((revision) => revision.identity), 'bigint')}, ${texts(revisions.map((revision) => revision.digest))},
      ${texts(revisions.map((revision) => revision.json))}) as row (identity, digest, fact)`.execute(db)
}

/** Everything said so far about these identities. */
export async function revisionsOf(db: Db, identities: readonly number[]): Promise<readonly StoredRevision[]> {
  if (identities.length === 0) return []
  const { rows } = await sql<StoredRevision>`
    select wanted.identity, digest, fact from unnest(${numbers(identities, 'bigint')}) as wanted (identity)
    cross join lateral (select digest, fact from revision where revision.identity = wanted.identity ${EACH_BY_INDEX}) as revision`.execute(db)
  return rows
}

/** A statement with the identity it is about. */
export interface KindRevision {
  readonly identity: number
  readonly stored: { readonly fact: unknown; readonly source: string; readonly key: string }
}

/** Everything said about the identities of one kind, such as `measurement:event_online_disposal_rate`. */
export async function revisionsOfKind(db: Db, kind: string): Promise<readonly KindRevision[]> {
  const { rows } = await sql<{ identity: number; fact: unknown; source: string; key: string }>`
    select revision.identity, revision.fact, identity.source, identity.key
    from identity join revision on revision.identity = identity.id where identity.kind = ${kind}
    order by revision.identity, revision.digest`.execute(db)
  return rows.map(({ identity, ...stored }) => ({ identity, stored }))
}
