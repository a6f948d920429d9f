// Totals by the names of their sums, from the product and by plain SQL over every edge: what readers compare in one snapshot.
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open-store.ts'
import { findSums, seriesText } from '../../db/rollups/series-keys.ts'
import { totalsAt } from '../../db/rollups/totals.ts'
import { isZero, type Counts } from '../../rules/edges/edge.ts'
import type { Clocks } from '../../rules/time/clocks.ts'
import { zone } from '../db/contract/world.ts'

/** Counts in words by the name of the sum, in order, without those that are nothing. */
export type NamedTotals = ReadonlyMap<string, string>

export const wordsOf = ({ entered, met, open, openStartMs, elapsedMs }: Counts): string => `${entered} ${met} ${open} ${openStartMs} ${elapsedMs}`

const inOrder = (named: Iterable<readonly [string, string]>): NamedTotals => new Map([...named].sort(([a], [b]) => (a < b ? -1 : 1)))

/** The totals of every area as the product reads them. */
export async function totalsByName(db: Db, clocks: Clocks): Promise<NamedTotals> {
  const totals = await totalsAt(db, clocks, zone)
  const names = await findSums(db)
  return inOrder([...totals].filter(([, counts]) => !isZero(counts)).map(([id, counts]) => {
    const sum = names.get(id)
    return [sum === undefined ? `a sum without a name: ${id}` : seriesText(sum), wordsOf(counts)] as const
  }))
}

/** The same by adding up single edges, which knows of no folding and no calendar. */
export async function plainTotals(db: Db, { asOf, knownAt }: Clocks): Promise<NamedTotals> {
  const known = knownAt === undefined ? sql`true` : sql`recorded_at <= ${new Date(knownAt).toISOString()}::timestamptz`
  const { rows } = await sql<{ name: string; words: string }>`
    select concat_ws(chr(31), calculation, series_window, segment, cohort, member_group, area, bureau, source) as name,
      concat_ws(' ', sum(entered), sum(met), sum(open), sum(open_start_ms), sum(elapsed_ms)) as words
    from edge join series_sum using (series) join series_key on series_key.id = series_sum.summed
    where bureau = '' and at <= ${new Date(asOf).toISOString()}::timestamptz and ${known}
    group by series_key.id
    having sum(entered) <> 0 or sum(met) <> 0 or sum(open) <> 0 or sum(open_start_ms) <> 0 or sum(elapsed_ms) <> 0`.execute(db)
  return inOrder(rows.map(({ name, words }) => [name.replaceAll('\u001f', '\u0000'), words]))
}

export const digestOf = (totals: NamedTotals): string => hash('sha256', JSON.stringify([...totals]), 'base64url').slice(0, 22)

/** What tells two totals apart, in a few words; empty where they are alike. */
export const differences = (a: NamedTotals, b: NamedTotals): readonly string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).slice(0, 5).map((name) => `${name.replaceAll('\u0000', '|')}: ${a.get(name)} or ${b.get(name)}`)
