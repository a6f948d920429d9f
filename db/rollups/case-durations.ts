// How long single cases took: one duration a case, summed up from its edges and counted in bins, so that counts and value come from the same rows.
import { sql } from 'kysely'
import type { Clocks } from '../../rules/time/clocks.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { numbers } from '../sql-arrays.ts'

export interface DurationsQuestion {
  /** Summed series of what ever entered; the cases of a rolling window are those that entered from `from` on. */
  readonly sums: readonly number[]
  readonly clocks: Clocks
  /** The window's first instant. */
  readonly from: Instant
  /** What the calculation's clock reads at `asOf`: a case that still waits has taken the time up to here. */
  readonly clock: number
  readonly binMs: number
  /** Cases that took longer than so many bins are counted together. */
  readonly bins: number
  /** Durations within which the cases are counted, in milliseconds, inclusive. */
  readonly within: readonly number[]
}

/** Cases by how long they took; a bin holds what is longer than its beginning up to and with its end, so that a bound belongs to the side it is printed for. */
export interface Durations {
  readonly count: number
  readonly waiting: number
  readonly sumMs: bigint
  /** Durations of cases themselves: half and nine tenths of all took no longer. Null without cases. */
  readonly medianMs: number | null
  readonly p90Ms: number | null
  readonly longestMs: number | null
  /** Only bins that hold a case. The bin of number `bins` is everything beyond. */
  readonly filled: readonly { readonly bin: number; readonly count: number; readonly waiting: number }[]
  /** In the order of the question. */
  readonly within: readonly number[]
}

interface Row {
  readonly count: number
  readonly waiting: number
  readonly sum: string
  readonly median: string | null
  readonly p90: string | null
  readonly longest: string | null
  readonly filled: string | null
  readonly within: string
}

/**
 * Reads every edge of the window once, so it costs with the number of cases: keep the answer for a while.
 * Read inside one snapshot with the value that it stands beside.
 */
export async function durationsOf(db: Db, { sums, clocks, from, clock, binMs, bins, within }: DurationsQuestion): Promise<Durations> {
  const known = clocks.knownAt === undefined ? sql`true` : sql`recorded_at <= ${text(clocks.knownAt)}::timestamptz`
  const { rows } = await sql<Row>`
    with one as materialized (
      select sum(open)::integer as open, sum(elapsed_ms)::bigint + sum(open)::bigint * ${Math.trunc(clock)}::bigint - sum(open_start_ms)::bigint as ms
      from edge
      where at >= ${text(from)}::timestamptz and at <= ${text(clocks.asOf)}::timestamptz and ${known}
        and series in (select series from series_sum where summed = any(${numbers(sums, 'integer')}))
      group by identity having sum(entered) > 0
    ), bin as (
      select least(greatest((ms + ${binMs - 1}::bigint) / ${binMs}::bigint - 1, 0), ${bins}::bigint) as bin, count(*) as count, count(*) filter (where open > 0) as waiting from one group by 1
    )
    select count(*) as count, count(*) filter (where open > 0) as waiting, coalesce(sum(ms), 0)::text as sum,
      (percentile_disc(0.5) within group (order by ms))::text as median, (percentile_disc(0.9) within group (order by ms))::text as p90, max(ms)::text as longest,
      (select json_agg(json_build_array(bin, count, waiting) order by bin)::text from bin) as filled,
      (select coalesce(json_agg((select count(*) from one where ms <= bound.ms) order by place), '[]')::text from unnest(${numbers(within, 'bigint')}) with ordinality as bound (ms, place)) as within
    from one`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Error('The store did not answer with a row of totals.')
  const filled: readonly (readonly [number, number, number])[] = JSON.parse(row.filled ?? '[]')
  return {
    count: row.count, waiting: row.waiting, sumMs: BigInt(row.sum),
    medianMs: numberOf(row.median), p90Ms: numberOf(row.p90), longestMs: numberOf(row.longest),
    filled: filled.map(([bin, count, waiting]) => ({ bin, count, waiting })),
    within: JSON.parse(row.within),
  }
}

const text = (at: Instant): string => new Date(at).toISOString()
const numberOf = (text: string | null): number | null => (text === null ? null : Number(text))
