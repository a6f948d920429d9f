// What every part of the store's contract works with: an open store, feeds, facts and a full recount of the sums.
import { sql } from 'kysely'
import type { Db } from '../../../db/open-store.ts'
import { foldAll } from '../../../db/rollups/fold.ts'
import { findSums, readSeries, SeriesNumbers, seriesText } from '../../../db/rollups/series-keys.ts'
import type { Feed } from '../../../ingest/feed-file/feed.ts'
import type { RejectedSample } from '../../../ingest/intake/delivery.ts'
import type { Intake } from '../../../ingest/intake/intake.ts'
import { rejectionOf } from '../../../ingest/mapping/rejection.ts'
import { addCounts, isZero, NO_COUNTS, type Counts, type Series } from '../../../rules/edges/edge.ts'
import { sumsOf } from '../../../rules/edges/sums.ts'
import { dateOf } from '../../../rules/time/calendar.ts'
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
  const tables = ['feed_state', 'intake_batch', 'identity', 'revision', 'series_key', 'series_sum', 'edge', 'unfolded', 'rollup_hour', 'rollup_day', 'rollup_month', 'rollup_year', 'rebuild', 'dead_letter', 'list_date', 'store', 'audit_finding', 'audit_state', 'sealed_day', 'retraction', 'said_again', 'list_delivery', 'undone_batch', 'undo_identity', 'undo', 'feed_run', 'run_batch']
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

export interface NamedEdge {
  readonly series: Series
  readonly at: number
  readonly recordedAt: number
  readonly counts: Counts
}

/** Every edge of the store with its series. */
export async function allEdges(db: Db): Promise<readonly NamedEdge[]> {
  const names = await readSeries(db)
  const { rows } = await sql<CountsRow & { series: number; at: number; recorded_at: number }>`select series, at, recorded_at, ${COLUMNS} from edge`.execute(db)
  return rows.map((row) => {
    const series = names.get(row.series)
    if (series === undefined) throw new Error(`Edge of an unknown series ${row.series}`)
    return { series, at: row.at, recordedAt: row.recorded_at, counts: toCounts(row) }
  })
}

/** The texts of the sums that an edge adds to, those of areas first. */
export const sumTexts = (series: Series): readonly string[] => sumsOf(series, edgeRules.areasOf, edgeRules.root).map(seriesText)

export const areaSumTexts = (series: Series): readonly string[] =>
  sumsOf(series, edgeRules.areasOf, edgeRules.root).filter((sum) => sum.bureau === '').map(seriesText)

async function sumNames(db: Db): Promise<ReadonlyMap<number, Series>> {
  const bureaus = await db.selectFrom('series_key').select('bureau').distinct().execute()
  const names = new Map<number, Series>()
  for (const { bureau } of bureaus) for (const [id, series] of await findSums(db, { bureau })) names.set(id, series)
  return names
}

/** The sums that the store keeps once everything is folded, by name and period, of days as of months and years. */
export async function keptSums(db: Db): Promise<ReadonlyMap<string, Counts>> {
  await foldAll(db)
  const names = await sumNames(db)
  const kept: (readonly [string, Counts])[] = []
  for (const period of ['day', 'month', 'year']) {
    const { rows } = await sql<CountsRow & { series: number; period: number }>`select series, ${sql.ref(period)} as period, ${COLUMNS} from ${sql.table(`rollup_${period}`)}`.execute(db)
    for (const row of rows) {
      const series = names.get(row.series)
      kept.push([`${series === undefined ? row.series : seriesText(series)} ${period} ${row.period}`, toCounts(row)])
    }
  }
  return nonZero(kept)
}

/** The same sums, counted anew from the edges. */
export const recountedSums = async (db: Db): Promise<ReadonlyMap<string, Counts>> =>
  nonZero((await allEdges(db)).flatMap(({ series, at: instant, counts }) => {
    const day = zone.localDay(instant)
    const { year, month } = dateOf(day)
    return sumTexts(series).flatMap((text) => [[`${text} day ${day}`, counts], [`${text} month ${year * 12 + month - 1}`, counts], [`${text} year ${year}`, counts]] as const)
  }))

/** Totals by the name of the sum, nothing that is zero. */
export async function named(db: Db, totals: Iterable<readonly [number, Counts]>): Promise<ReadonlyMap<string, Counts>> {
  const names = await sumNames(db)
  return nonZero([...totals].map(([id, counts]) => {
    const series = names.get(id)
    return [series === undefined ? String(id) : seriesText(series), counts] as const
  }))
}

/** What the edges up to an instant, recorded up to another, add up to in every area. */
export const countedAt = async (db: Db, asOf: number, knownAt = Infinity): Promise<ReadonlyMap<string, Counts>> =>
  nonZero((await allEdges(db)).filter((edge) => edge.at <= asOf && edge.recordedAt <= knownAt).flatMap(({ series, counts }) => areaSumTexts(series).map((text) => [text, counts] as const)))

/** Lets a batch have been recorded at another instant: what a test cannot wait for. The sums must not hold it yet. */
export async function recordedAt(db: Db, batch: number, instant: number): Promise<void> {
  const [at, day] = [sql`${new Date(instant).toISOString()}::timestamptz`, zone.localDay(instant)]
  // Rows are written anew, because a chunk of time does not let its rows leave it.
  await sql`
    with gone as (delete from intake_batch where id = ${batch} returning id, feed, received, stored, duplicate, rejected, covered_until, covers_until, undo)
    insert into intake_batch (id, feed, recorded_at, recorded_day, received, stored, duplicate, rejected, covered_until, covers_until, undo) overriding system value
    select id, feed, ${at}, ${day}::integer, received, stored, duplicate, rejected, covered_until, covers_until, undo from gone`.execute(db)
  await sql`
    with gone as (delete from revision where batch = ${batch} returning *)
    insert into revision (identity, batch, recorded_at, digest, fact) select identity, batch, ${at}, digest, fact from gone`.execute(db)
  await sql`update retraction set recorded_at = ${at} where taken_back_by = ${batch}`.execute(db)
  await sql`update edge set recorded_at = ${at}, recorded_day = ${day} where batch = ${batch}`.execute(db)
  await sql`update unfolded set recorded_day = ${day} where batch = ${batch}`.execute(db)
  await sql`update identity set first_recorded_at = least(first_recorded_at, ${at})`.execute(db)
}
