// Standings as they were decided: when one changed, and at each day's close.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'

export interface StandingRecord {
  readonly area: string
  readonly item: string
  readonly asOf: Instant
  readonly cause: 'change' | 'day-close'
  readonly modelVersion: string
  /** Digest of the calculations, zone and calendar that the counts follow from. */
  readonly derivation: string
  readonly state: string
  readonly proven: number | null
  readonly ceiling: number
  /** What it was decided on, as plain JSON. */
  readonly grounds: unknown
}

export interface KeptStanding extends StandingRecord {
  readonly id: number
  readonly recordedAt: Instant
}

/** Writes decisions. An older result never overwrites a newer one: every decision is a row of its own. */
export async function recordStandings(db: Db, standings: readonly StandingRecord[]): Promise<void> {
  if (standings.length === 0) return
  await db.insertInto('standing').values(standings.map((standing) => ({
    area: standing.area,
    item: standing.item,
    as_of: new Date(standing.asOf).toISOString(),
    cause: standing.cause,
    model_version: standing.modelVersion,
    derivation: standing.derivation,
    state: standing.state,
    proven: standing.proven,
    ceiling: standing.ceiling,
    grounds: JSON.stringify(standing.grounds),
  }))).execute()
}

/** The newest decision on each item of an area. */
export async function lastStandings(db: Db, area: string): Promise<readonly KeptStanding[]> {
  const { rows } = await sql<StandingRow>`
    select distinct on (item) * from standing where area = ${area} order by item, as_of desc, id desc`.execute(db)
  return rows.map(toStanding)
}

/** The newest decision at which each item of an area was proven, at or before `asOf`. */
export async function lastProven(db: Db, area: string, asOf: Instant): Promise<readonly KeptStanding[]> {
  const { rows } = await sql<StandingRow>`
    select distinct on (item) * from standing
    where area = ${area} and proven is not null and state <> 'stale' and as_of <= ${new Date(asOf).toISOString()}::timestamptz
    order by item, as_of desc, id desc`.execute(db)
  return rows.map(toStanding)
}

/** Decisions of an area between two instants, newest first; of one item when it is named. */
export async function standingHistory(
  db: Db,
  question: { readonly area: string; readonly item?: string | undefined; readonly from: Instant; readonly to: Instant; readonly cause?: 'change' | undefined; readonly knownAt?: Instant | undefined; readonly limit: number },
): Promise<readonly KeptStanding[]> {
  let query = db.selectFrom('standing').selectAll().where('area', '=', question.area)
    .where('as_of', '>=', sql<number>`${new Date(question.from).toISOString()}::timestamptz`)
    .where('as_of', '<=', sql<number>`${new Date(question.to).toISOString()}::timestamptz`)
    .orderBy('as_of', 'desc').orderBy('id', 'desc').limit(question.limit)
  if (question.item !== undefined) query = query.where('item', '=', question.item)
  if (question.knownAt !== undefined) query = query.where('recorded_at', '<=', sql<number>`${new Date(question.knownAt).toISOString()}::timestamptz`)
  if (question.cause !== undefined) query = query.where('cause', '=', question.cause)
  return (await query.execute()).map(toStanding)
}

interface StandingRow {
  readonly id: number
  readonly area: string
  readonly item: string
  readonly as_of: number
  readonly recorded_at: number
  readonly cause: 'change' | 'day-close'
  readonly model_version: string
  readonly derivation: string
  readonly state: string
  readonly proven: number | null
  readonly ceiling: number
  readonly grounds: unknown
}

const toStanding = (row: StandingRow): KeptStanding => ({
  id: row.id, area: row.area, item: row.item, asOf: row.as_of, recordedAt: row.recorded_at, cause: row.cause,
  modelVersion: row.model_version, derivation: row.derivation, state: row.state, proven: row.proven, ceiling: row.ceiling, grounds: row.grounds,
})
