// Sealed days: what was recorded of them before their seal does not change any more; what is recorded later is an adjustment beside it.
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { toCounts, READ_SUMS, type CountsRow } from '../rollups/counts-columns.ts'
import { seriesOf, seriesText } from '../rollups/series-keys.ts'

export interface Seal {
  readonly day: LocalDay
  /** Everything of the day that was recorded on earlier days than this one is sealed. */
  readonly recordedBefore: LocalDay
  /** How many edges the day has. */
  readonly edges: number
  /** SHA-256 over the day's counts by series and day of recording. */
  readonly digest: string
}

export interface KeptSeal extends Seal {
  readonly derivation: string
  readonly modelVersion: string
  readonly sealedAt: Instant
}

/** What a seal of the day would say. */
export async function sealOf(db: Db, day: LocalDay, recordedBefore: LocalDay): Promise<Seal> {
  // Local midnights lie within a day of those of UTC, so the instants narrow the search and the day decides.
  const { rows } = await sql<CountsRow & { series: number; recorded_day: number; edges: number }>`
    select series, recorded_day, count(*)::integer as edges, ${READ_SUMS} from edge
    where at >= timestamptz 'epoch' + ${day - 1} * interval '1 day' and at < timestamptz 'epoch' + ${day + 2} * interval '1 day'
      and day = ${day} and recorded_day < ${recordedBefore}
    group by series, recorded_day`.execute(db)
  const names = await seriesOf(db, [...new Set(rows.map(({ series }) => series))])
  const lines = rows.map((row) => {
    const series = names.get(row.series)
    if (series === undefined) throw new Error(`Series ${row.series} has edges but no name in the store.`)
    const { entered, met, open, openStartMs, elapsedMs } = toCounts(row)
    return [seriesText(series), row.recorded_day, entered, met, open, openStartMs, elapsedMs].join('\u0001')
  })
  return { day, recordedBefore, edges: rows.reduce((sum, row) => sum + row.edges, 0), digest: hash('sha256', lines.sort().join('\n'), 'hex') }
}

/** Keeps a seal under what it was derived with; one that is there already stays. */
export async function keepSeal(db: Db, seal: Seal, by: { readonly derivation: string; readonly modelVersion: string }): Promise<void> {
  await db.insertInto('sealed_day').values({
    day: seal.day, derivation: by.derivation, recorded_before: seal.recordedBefore, edges: seal.edges, digest: seal.digest, model_version: by.modelVersion,
  }).onConflict((conflict) => conflict.doNothing()).execute()
}

/** The seals of one derivation in order of days; one drawn at random when `sample` is given (0 to 1). */
export async function readSeals(db: Db, derivation: string, sample?: number): Promise<readonly KeptSeal[]> {
  let query = db.selectFrom('sealed_day').selectAll().where('derivation', '=', derivation).orderBy('day')
  if (sample !== undefined) {
    const { count } = await db.selectFrom('sealed_day').select((build) => build.fn.countAll<number>().as('count')).where('derivation', '=', derivation).executeTakeFirstOrThrow()
    query = query.offset(Math.min(Math.max(0, count - 1), Math.floor(sample * count))).limit(1)
  }
  return (await query.execute()).map((row) => ({
    day: row.day, recordedBefore: row.recorded_before, edges: row.edges, digest: row.digest, derivation: row.derivation, modelVersion: row.model_version, sealedAt: row.sealed_at,
  }))
}

/** The last sealed day of a derivation; undefined while none is sealed. */
export async function lastSealedDay(db: Db, derivation: string): Promise<LocalDay | undefined> {
  const row = await db.selectFrom('sealed_day').select('day').where('derivation', '=', derivation).orderBy('day', 'desc').limit(1).executeTakeFirst()
  return row?.day
}

/** How many edges of sealed days were recorded after their seal, by day: corrections that are shown as adjustments. */
export async function adjustmentsOf(db: Db, derivation: string, limit = 100): Promise<readonly { readonly day: LocalDay; readonly edges: number; readonly lastRecordedAt: Instant }[]> {
  const { rows } = await sql<{ day: number; edges: number; last: number }>`
    select sealed_day.day, count(*)::integer as edges, max(edge.recorded_at) as last
    from sealed_day join edge on edge.day = sealed_day.day and edge.recorded_day >= sealed_day.recorded_before
      and edge.at >= timestamptz 'epoch' + (sealed_day.day - 1) * interval '1 day' and edge.at < timestamptz 'epoch' + (sealed_day.day + 2) * interval '1 day'
    where sealed_day.derivation = ${derivation}
    group by sealed_day.day order by last desc limit ${limit}`.execute(db)
  return rows.map(({ day, edges, last }) => ({ day, edges, lastRecordedAt: last }))
}
