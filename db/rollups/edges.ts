// Edges in the store: appended, never changed; a correction appends the difference.
import { sql } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, instantOf, instants, numbers } from '../sql-arrays.ts'

/** An edge by the number of its series. */
export interface StoredEdge {
  readonly identity: number
  readonly series: number
  readonly at: number
  readonly counts: Counts
}

interface EdgeRow {
  readonly identity: number
  readonly series: number
  readonly at: number
  readonly entered: number
  readonly met: number
  readonly open: number
  readonly open_start_ms: string
  readonly elapsed_ms: string
}

/** What the edges of these identities add up to now, by series and instant. */
export async function netEdgesOf(db: Db, identities: readonly number[]): Promise<readonly StoredEdge[]> {
  if (identities.length === 0) return []
  const { rows } = await sql<EdgeRow>`
    select identity, series, at, sum(entered)::integer as entered, sum(met)::integer as met, sum(open)::integer as open,
      sum(open_start_ms)::text as open_start_ms, sum(elapsed_ms)::text as elapsed_ms
    from unnest(${numbers(identities, 'bigint')}) as wanted (identity) cross join lateral (
      select series, at, entered, met, open, open_start_ms, elapsed_ms from edge where edge.identity = wanted.identity ${EACH_BY_INDEX}
    ) as edge
    group by identity, series, at`.execute(db)
  return rows.map((row) => ({
    identity: row.identity,
    series: row.series,
    at: row.at,
    counts: { entered: row.entered, met: row.met, open: row.open, openStartMs: BigInt(row.open_start_ms), elapsedMs: BigInt(row.elapsed_ms) },
  }))
}

export async function insertEdges(db: Db, batch: { readonly id: number; readonly recordedAt: string }, edges: readonly StoredEdge[]): Promise<void> {
  if (edges.length === 0) return
  await sql`
    insert into edge (series, at, recorded_at, batch, identity, entered, met, open, open_start_ms, elapsed_ms)
    select series, ${instantOf('at')}, ${batch.recordedAt}::timestamptz, ${batch.id}::bigint, identity, entered, met, open, open_start_ms, elapsed_ms
    from unnest(${numbers(edges.map((e) => e.series), 'integer')}, ${instants(edges.map((e) => e.at))}, ${numbers(edges.map((e) => e.identity), 'bigint')},
      ${numbers(edges.map((e) => e.counts.entered), 'smallint')}, ${numbers(edges.map((e) => e.counts.met), 'smallint')}, ${numbers(edges.map((e) => e.counts.open), 'smallint')},
      ${numbers(edges.map((e) => e.counts.openStartMs), 'bigint')}, ${numbers(edges.map((e) => e.counts.elapsedMs), 'bigint')})
      as row (series, at, identity, entered, met, open, open_start_ms, elapsed_ms)`.execute(db)
}
