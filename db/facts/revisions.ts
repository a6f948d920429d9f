// Every statement about an identity, as it was understood; nothing here is ever changed.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers, rowsOf, texts } from '../sql-arrays.ts'

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
    from ${rowsOf({
      identity: numbers(revisions.map((revision) => revision.identity), 'bigint'),
      digest: texts(revisions.map((revision) => revision.digest)),
      fact: texts(revisions.map((revision) => revision.json)),
    })}`.execute(db)
}

/** Everything said so far about these identities. */
export async function revisionsOf(db: Db, identities: readonly number[]): Promise<readonly StoredRevision[]> {
  if (identities.length === 0) return []
  const { rows } = await sql<StoredRevision>`
    select identity.id as identity, digest, fact from unnest(${numbers(identities, 'bigint')}) as wanted (id)
    cross join lateral (select id, first_recorded_at from identity where identity.id = wanted.id ${EACH_BY_INDEX}) as identity
    cross join lateral (
      select digest, fact from revision where revision.identity = identity.id and revision.recorded_at >= identity.first_recorded_at ${EACH_BY_INDEX}
    ) as revision`.execute(db)
  return rows
}

/** A statement with the batch that brought it. */
export interface RecordedRevision extends StoredRevision {
  readonly source: string
  readonly key: string
  readonly batch: number
  /** The database's own text of the instant of recording. */
  readonly recordedAt: string
  readonly recordedMs: Instant
}

/** Everything said about these identities (in ascending order), in the order of recording. */
export async function recordedRevisions(db: Db, identities: readonly number[]): Promise<readonly RecordedRevision[]> {
  const [first, last] = [identities[0], identities.at(-1)]
  if (first === undefined || last === undefined) return []
  const { rows } = await sql<{ identity: number; source: string; key: string; digest: string; fact: unknown; batch: number; recorded_text: string; recorded_at: number }>`
    select identity.id as identity, identity.source, identity.key, revision.digest, revision.fact, revision.batch, revision.recorded_at::text as recorded_text, revision.recorded_at
    from revision join identity on identity.id = revision.identity
    where revision.identity between ${first}::bigint and ${last}::bigint and revision.identity = any(${numbers(identities, 'bigint')})
    order by revision.identity, revision.recorded_at, revision.batch`.execute(db)
  return rows.map(({ recorded_text: recordedAt, recorded_at: recordedMs, ...row }) => ({ ...row, recordedAt, recordedMs }))
}

/** A statement with the identity it is about. */
export interface KindRevision {
  readonly identity: number
  readonly stored: { readonly fact: unknown; readonly source: string; readonly key: string }
}

/** Everything said about the identities of one kind, such as `measurement:event_online_disposal_rate`; as known at an instant when it is named. */
export async function revisionsOfKind(db: Db, kind: string, knownAt?: Instant): Promise<readonly KindRevision[]> {
  const known = knownAt === undefined ? sql`true` : sql`revision.recorded_at <= ${new Date(knownAt).toISOString()}::timestamptz`
  const { rows } = await sql<{ identity: number; fact: unknown; source: string; key: string }>`
    select revision.identity, revision.fact, identity.source, identity.key
    from identity join revision on revision.identity = identity.id where identity.kind = ${kind} and ${known}
    order by revision.identity, revision.digest`.execute(db)
  return rows.map(({ identity, ...stored }) => ({ identity, stored }))
}
