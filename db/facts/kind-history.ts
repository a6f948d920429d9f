// What became known of one kind of fact, in the order in which it did.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import type { KindRevision } from './revisions.ts'

/** A statement that became known, or that was taken back. Of two of the same version the one with the higher digest holds. */
export interface KnownTurn extends KindRevision {
  readonly turn: 'said' | 'taken-back'
  readonly digest: string
  readonly recordedAt: Instant
}

/** Everything said about the identities of one kind and everything of it that was taken back, in the order of recording; up to an instant when it is named. */
export async function kindHistory(db: Db, kind: string, knownAt?: Instant): Promise<readonly KnownTurn[]> {
  const known = knownAt === undefined ? sql`true` : sql`turn.recorded_at <= ${new Date(knownAt).toISOString()}::timestamptz`
  const { rows } = await sql<{ identity: number; fact: unknown; source: string; key: string; turn: KnownTurn['turn']; digest: string; recorded_at: Instant }>`
    select turn.identity, turn.fact, identity.source, identity.key, turn.turn, turn.digest, turn.recorded_at
    from identity join (
      select identity, fact, 'said' as turn, digest, recorded_at, batch from revision
      union all
      select retraction.identity, fact, 'taken-back', retraction.digest, retraction.recorded_at, taken_back_by
      from retraction join revision using (identity, digest, batch)
    ) as turn on turn.identity = identity.id where identity.kind = ${kind} and ${known}
    order by turn.recorded_at, turn.batch, turn.identity, turn.digest`.execute(db)
  return rows.map(({ identity, turn, digest, recorded_at: recordedAt, ...stored }) => ({ identity, turn, digest, recordedAt, stored }))
}
