// The columns of counts, alike in edges and in sums of every length.
import { sql } from 'kysely'
import type { Counts } from '../../rules/edges/edge.ts'

export interface CountsRow {
  readonly entered: number
  readonly met: number
  readonly open: number
  readonly open_start_ms: string
  readonly elapsed_ms: string
}

export const toCounts = (row: CountsRow): Counts => ({
  entered: row.entered,
  met: row.met,
  open: row.open,
  openStartMs: BigInt(row.open_start_ms),
  elapsedMs: BigInt(row.elapsed_ms),
})

export const COUNTS = sql`entered, met, open, open_start_ms, elapsed_ms`

/** Sums as they are read; 64-bit ones as text, because they exceed what a number of JavaScript holds exactly. */
export const READ_SUMS = sql`sum(entered)::bigint as entered, sum(met)::bigint as met, sum(open)::bigint as open,
  sum(open_start_ms)::text as open_start_ms, sum(elapsed_ms)::text as elapsed_ms`

/** Sums as they are kept. */
export const KEPT_SUMS = sql`sum(entered)::integer as entered, sum(met)::integer as met, sum(open)::integer as open,
  sum(open_start_ms)::bigint as open_start_ms, sum(elapsed_ms)::bigint as elapsed_ms`

/** Leaves out sums that come to nothing. */
export const NOT_NOTHING = sql`(entered <> 0 or met <> 0 or open <> 0 or open_start_ms <> 0 or elapsed_ms <> 0)`

/** Adds the excluded row to the kept one, in `on conflict do update set`. */
export const ADD_EXCLUDED = sql`
  entered = kept.entered + excluded.entered, met = kept.met + excluded.met, open = kept.open + excluded.open,
  open_start_ms = kept.open_start_ms + excluded.open_start_ms, elapsed_ms = kept.elapsed_ms + excluded.elapsed_ms`
