// What every part of the store's contract works with: an open store, feeds, facts and a full recount of the sums.
import { sql } from 'kysely'
import type { Db } from '../../../db/open-store.ts'
import { readSeries, SeriesNumbers, seriesText } from '../../../db/rollups/series-keys.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import type { RejectedSample } from '../../../ingest/intake/delivery.ts'
import type { Intake } from '../../../ingest/intake/intake.ts'
import { rejectionOf } from '../../../ingest/mapping/rejection.ts'
import { addCounts, isZero, NO_COUNTS, type Counts } from '../../../rules/edges/edge.ts'
import type { CaseFact, CaseFields, RegisterFact } from '../../../rules/facts/fact.ts'
import { edgeRules } from '../../ingest/intake/memory-store.ts'
import { caseFact, entryFact } from '../../rules/facts/facts.ts'

export { edgeRules }
export const { zone } = edgeRules

/** How a test comes by the store that is under contract. `again` opens it once more, as another process would. */
export interface World {
  readonly db: Db
  again(): Promise<{ readonly db: Db; close(): Promise<void> }>
}

export const at = (text: string): number => Date.parse(`${text}+08:00`)

/** Empties the store and gives an intake that knows nothing of it. Deleting a few rows is much faster than truncating. */
export async function freshIntake(db: Db): Promise<Intake> {
  const tables = ['feed_state', 'intake_batch', 'identity', 'revision', 'series_key', 'edge', 'rollup_day', 'dead_letter', 'list_date']
  await sql`with ${sql.join(tables.map((table) => sql`${sql.ref(`gone_${table}`)} as (delete from ${sql.table(table)})`))} select 1`.execute(db)
  return intakeOf(db)
}

export const intakeOf = (db: Db): Intake => ({ db, rules: edgeRules, series: new SeriesNumbers() })

export function feed(id: string, delivery: Feed['delivery'] = 'full'): Feed {
  const mapping: Feed['mapping'] = delivery === 'list' || delivery === 'changes'
    ? { fact: { kind: 'register-entry', register: 'data-resource' }, key: { path: 'id' }, observedAt: { path: 'at' }, status: { path: 'status' } }
    : { fact: { kind: 'case', caseType: 'event' }, key: { path: 'id' }, observedAt: { path: 'at' } }
  return {
    schema: 'ctmm-feed/1', id, zh: id, en: id, source: 's', ...(delivery === undefined ? {} : { delivery }), cadenceMinutes: 60,
    adapter: { kind: 'http-push' }, coverage: { until: 'received' }, mapping, file: `${id}.yaml`,
  }
}

export const event = (key: string, fields: CaseFields, more: Partial<CaseFact> = {}): CaseFact =>
  caseFact({ caseType: 'event', source: 's', key, area: 'east-1', fields, ...more })

export const appeal = (key: string, fields: CaseFields, more: Partial<CaseFact> = {}): CaseFact =>
  caseFact({ caseType: 'appeal', source: 's', key, area: 'east-1', fields, ...more })

export const entry = (key: string, more: Partial<RegisterFact> = {}): RegisterFact => entryFact({ source: 's', key, area: 'city', ...more })

export const refusedSample = (sample: unknown, value: unknown = sample): RejectedSample =>
  ({ position: '2', sample, rejection: rejectionOf({ code: 'unreadable-date', field: 'filedAt', value, detail: 'ISO' }) })

/** Sums of anything by name; nothing that is zero. */
export function nonZero(entries: Iterable<readonly [string, Counts]>): ReadonlyMap<string, Counts> {
  const sums = new Map<string, Counts>()
  for (const [name, counts] of entries) sums.set(name, addCounts(sums.get(name) ?? NO_COUNTS, counts))
  return new Map([...sums].filter(([, counts]) => !isZero(counts)).sort(([a], [b]) => (a < b ? -1 : 1)))
}

interface CountsRow {
  readonly entered: number
  readonly met: number
  readonly open: number
  readonly open_start_ms: string
  readonly elapsed_ms: string
}

export const toCounts = (row: CountsRow): Counts =>
  ({ entered: row.entered, met: row.met, open: row.open, openStartMs: BigInt(row.open_start_ms), elapsedMs: BigInt(row.elapsed_ms) })

const COLUMNS = sql`entered, met, open, open_start_ms::text as open_start_ms, elapsed_ms::text as elapsed_ms`

/** Every edge of the store with the text of its series. */
export async function allEdges(db: Db): Promise<readonly { readonly series: string; readonly at: number; readonly counts: Counts }[]> {
  const names = await readSeries(db)
  const { rows } = await sql<CountsRow & { series: number; at: number }>`select series, at, ${COLUMNS} from edge`.execute(db)
  return rows.map((row) => {
    const series = names.get(row.series)
    if (series === undefined) throw new Error(`Edge of an unknown series ${row.series}`)
    return { series: seriesText(series), at: row.at, counts: toCounts(row) }
  })
}

/** The sums by series and day that the store keeps. */
export async function keptSums(db: Db): Promise<ReadonlyMap<string, Counts>> {
  const names = await readSeries(db)
  const { rows } = await sql<CountsRow & { series: number; day: number }>`select series, day, ${COLUMNS} from rollup_day`.execute(db)
  return nonZero(rows.map((row) => {
    const series = names.get(row.series)
    return [`${series === undefined ? row.series : seriesText(series)} ${row.day}`, toCounts(row)] as const
  }))
}

/** The same sums, counted anew from the edges. */
export const recountedSums = async (db: Db): Promise<ReadonlyMap<string, Counts>> =>
  nonZero((await allEdges(db)).map(({ series, at: instant, counts }) => [`${series} ${zone.localDay(instant)}`, counts] as const))

/** Totals by the text of the series, nothing that is zero. */
export async function named(db: Db, totals: Iterable<readonly [number, Counts]>): Promise<ReadonlyMap<string, Counts>> {
  const names = await readSeries(db)
  return nonZero([...totals].map(([id, counts]) => {
    const series = names.get(id)
    return [series === undefined ? String(id) : seriesText(series), counts] as const
  }))
}

/** What the edges up to an instant add up to. */
export const countedAt = async (db: Db, asOf: number): Promise<ReadonlyMap<string, Counts>> =>
  nonZero((await allEdges(db)).filter(({ at: instant }) => instant <= asOf).map(({ series, counts }) => [series, counts] as const))
