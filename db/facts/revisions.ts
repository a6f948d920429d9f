// Every statement about an identity, as it was understood; nothing here is ever changed. What was taken back stays, and is left out from then on.
import { sql, type RawBuilder } from 'kysely'
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
  /** The batch that brought it. */
  readonly batch: number
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

/** Takes statements back: each is one that a batch brought. They stay, for readings of before. */
export async function insertRetractions(db: Db, batch: { readonly id: number; readonly recordedAt: string }, gone: readonly Pick<StoredRevision, 'identity' | 'digest' | 'batch'>[]): Promise<void> {
  if (gone.length === 0) return
  await sql`
    insert into retraction (identity, digest, batch, taken_back_by, recorded_at)
    select identity, digest, batch, ${batch.id}::bigint, ${batch.recordedAt}::timestamptz
    from ${rowsOf({
      identity: numbers(gone.map((one) => one.identity), 'bigint'),
      digest: texts(gone.map((one) => one.digest)),
      batch: numbers(gone.map((one) => one.batch), 'bigint'),
    })}`.execute(db)
}

/** Of the table `revision`: not taken back, as known at an instant when it is named. A look into the key for each, however many were taken back. */
export function stillSaid(knownAt?: Instant): RawBuilder<boolean> {
  const known = knownAt === undefined ? sql`true` : sql`retraction.recorded_at <= ${new Date(knownAt).toISOString()}::timestamptz`
  return sql<boolean>`not exists (
    select from retraction where retraction.identity = revision.identity and retraction.digest = revision.digest and retraction.batch = revision.batch and ${known} ${EACH_BY_INDEX})`
}

/** Everything said so far about these identities that was not taken back. */
export async function revisionsOf(db: Db, identities: readonly number[]): Promise<readonly StoredRevision[]> {
  if (identities.length === 0) return []
  const { rows } = await sql<StoredRevision>`
    select identity.id as identity, digest, fact, batch from unnest(${numbers(identities, 'bigint')}) as wanted (id)
    cross join lateral (select id, first_recorded_at from identity where identity.id = wanted.id ${EACH_BY_INDEX}) as identity
    cross join lateral (
      select digest, fact, batch from revision
      where revision.identity = identity.id and revision.recorded_at >= identity.first_recorded_at and ${stillSaid()} ${EACH_BY_INDEX}
    ) as revision`.execute(db)
  return rows
}

/** What became known of an identity: a statement, or that one was taken back. */
export interface RecordedTurn {
  readonly identity: number
  readonly source: string
  readonly key: string
  readonly digest: string
  /** Undefined where the statement of this digest was taken back. */
  readonly fact: unknown
  /** The batch that recorded it. */
  readonly batch: number
  /** The database's own text of the instant of recording. */
  readonly recordedAt: string
  readonly recordedMs: Instant
}

interface TurnRow {
  readonly identity: number
  readonly source: string
  readonly key: string
  readonly digest: string
  readonly fact: unknown
  readonly taken_back: boolean
  readonly batch: number
  readonly recorded_text: string
  readonly recorded_at: Instant
}

/** Everything said about these identities (in ascending order) and everything of it that was taken back, in the order of recording. */
export async function recordedTurns(db: Db, identities: readonly number[]): Promise<readonly RecordedTurn[]> {
  const [first, last] = [identities[0], identities.at(-1)]
  if (first === undefined || last === undefined) return []
  const wanted = numbers(identities, 'bigint')
  const between = (column: string): RawBuilder<boolean> => sql`${sql.ref(column)} between ${first}::bigint and ${last}::bigint and ${sql.ref(column)} = any(${wanted})`
  const { rows } = await sql<TurnRow>`
    select identity.id as identity, identity.source, identity.key, turn.digest, turn.fact, turn.taken_back, turn.batch, turn.recorded_at::text as recorded_text, turn.recorded_at
    from (
      select identity, digest, fact, false as taken_back, batch, recorded_at from revision where ${between('revision.identity')}
      union all
      select identity, digest, null, true, taken_back_by, recorded_at from retraction where ${between('retraction.identity')}
    ) as turn join identity on identity.id = turn.identity
    order by turn.identity, turn.recorded_at, turn.batch`.execute(db)
  return rows.map(({ recorded_text: recordedAt, recorded_at: recordedMs, taken_back: takenBack, fact, ...row }) => ({ ...row, fact: takenBack ? undefined : fact, recordedAt, recordedMs }))
}

/** A statement with the identity it is about. */
export interface KindRevision {
  readonly identity: number
  readonly stored: { readonly fact: unknown; readonly source: string; readonly key: string }
}

/** Everything said about the identities of one kind, such as `measurement:event_online_disposal_rate`, that was not taken back; as known at an instant when it is named. */
export async function revisionsOfKind(db: Db, kind: string, knownAt?: Instant): Promise<readonly KindRevision[]> {
  const known = knownAt === undefined ? sql`true` : sql`revision.recorded_at <= ${new Date(knownAt).toISOString()}::timestamptz`
  const { rows } = await sql<{ identity: number; fact: unknown; source: string; key: string }>`
    select revision.identity, revision.fact, identity.source, identity.key
    from identity join revision on revision.identity = identity.id where identity.kind = ${kind} and ${known} and ${stillSaid(knownAt)}
    order by revision.identity, revision.digest`.execute(db)
  return rows.map(({ identity, ...stored }) => ({ identity, stored }))
}
