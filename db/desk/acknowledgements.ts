// Who has taken note of which change, and when: the first one counts.
import type { Instant } from '../../rules/time/instant.ts'
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { texts } from '../sql-arrays.ts'

export interface Acknowledgement {
  readonly change: string
  readonly by: string
  readonly at: Instant
}

/** Notes who has taken note of these changes; one that somebody has taken note of before keeps the first. Returns those that are new. */
export async function acknowledge(db: Db, changes: readonly string[], { by, at }: { readonly by: string; readonly at: Instant }): Promise<readonly string[]> {
  const { rows } = await sql<{ change: string }>`
    insert into acknowledgement (change, acknowledged_by, acknowledged_at)
    select distinct change, ${by}, ${iso(at)}::timestamptz from unnest(${texts(changes)}) as change order by change
    on conflict (change) do nothing returning change`.execute(db)
  return rows.map(({ change }) => change)
}

/** By change, those of these that somebody has taken note of. */
export async function acknowledgementsOf(db: Db, changes: readonly string[]): Promise<ReadonlyMap<string, Acknowledgement>> {
  if (changes.length === 0) return new Map()
  const { rows } = await sql<Row>`select change, acknowledged_by, acknowledged_at from acknowledgement where change = any(${texts(changes)})`.execute(db)
  return new Map(rows.map((row) => [row.change, toAcknowledgement(row)]))
}

/** Newest first; `limit` 1-1000. */
export async function readAcknowledgements(db: Db, { since, limit }: { readonly since?: Instant | undefined; readonly limit: number }): Promise<readonly Acknowledgement[]> {
  let query = db.selectFrom('acknowledgement').selectAll().orderBy('acknowledged_at', 'desc').orderBy('change').limit(limit)
  if (since !== undefined) query = query.where(sql<boolean>`acknowledged_at >= ${iso(since)}::timestamptz`)
  return (await query.execute()).map(toAcknowledgement)
}

/** Deletes those of before an instant; how many. */
export async function forgetAcknowledgements(db: Db, before: Instant): Promise<number> {
  const { rows } = await sql`delete from acknowledgement where acknowledged_at < ${iso(before)}::timestamptz returning change`.execute(db)
  return rows.length
}

interface Row {
  readonly change: string
  readonly acknowledged_by: string
  readonly acknowledged_at: Instant
}

const toAcknowledgement = ({ change, acknowledged_by, acknowledged_at }: Row): Acknowledgement => ({ change, by: acknowledged_by, at: acknowledged_at })
const iso = (at: Instant): string => new Date(at).toISOString()
