// Statements of one kind in the order in which they became known.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { KindRevision } from './revisions.ts'

/** A statement with the instant at which it became known. Of two of the same version the one with the higher digest holds. */
export interface KnownRevision extends KindRevision {
  readonly digest: string
  readonly recordedAt: Instant
}

/** Everything said about the identities of one kind, in the order of recording; up to an instant when it is named. */
export async function kindHistory(db: Db, kind: string, knownAt?: Instant): Promise<readonly KnownRevision[]> {
  const known = knownAt === undefined ? sql`true` : sql`revision.recorded_at <= ${new Date(knownAt).toISOString()}::timestamptz`
  const { rows } = await sql<{ identity: number; fact: unknown; source: string; key: string; digest: string; recorded_at: Instant }>`
    select revision.identity, revision.fact, identity.source, identity.key, revision.digest, revision.recorded_at
    from identity join revision on revision.identity = identity.id where identity.kind = ${kind} and ${known}
    order by revision.recorded_at, revision.batch, revision.identity, revision.digest`.execute(db)
  return rows.map(({ identity, digest, recorded_at: recordedAt, ...stored }) => ({ identity, digest, recordedAt, stored }))
}
