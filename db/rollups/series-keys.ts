// Series by number: edges and rollups name what they count with four bytes.
import { sql } from 'kysely'
import type { Series } from '../../rules/edges/edge.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers, texts } from '../sql-arrays.ts'

/** The text that tells two series apart. */
export const seriesText = (series: Series): string =>
  [series.calculation, series.window, series.segment, series.cohort, series.group, series.area, series.bureau, series.source].join('\u0000')

/** Numbers of series that this process has already seen committed. */
export class SeriesNumbers {
  private readonly known = new Map<string, number>()

  /** The numbers of these series (by `seriesText`), making new ones inside the transaction. Call `remember` once it has committed. */
  async resolve(db: Db, wanted: ReadonlyMap<string, Series>): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>()
    const missing: [string, Series][] = []
    for (const [text, series] of wanted) {
      const id = this.known.get(text)
      if (id === undefined) missing.push([text, series])
      else found.set(text, id)
    }
    if (missing.length === 0) return found
    missing.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    const all = missing.map(([, series]) => series)
    const rows = sql`unnest(${texts(all.map((s) => s.calculation))}, ${texts(all.map((s) => s.window))}, ${texts(all.map((s) => s.segment))},
      ${numbers(all.map((s) => s.cohort), 'integer')}, ${texts(all.map((s) => s.group))}, ${texts(all.map((s) => s.area))},
      ${texts(all.map((s) => s.bureau))}, ${texts(all.map((s) => s.source))})`
    await sql`
      insert into series_key (calculation, series_window, segment, cohort, member_group, area, bureau, source)
      select * from ${rows} on conflict do nothing`.execute(db)
    const read = await sql<{ id: number; place: number }>`
      select series_key.id, row.place::integer as place
      from ${rows} with ordinality as row (calculation, series_window, segment, cohort, member_group, area, bureau, source, place)
      join series_key using (calculation, series_window, segment, cohort, member_group, area, bureau, source)`.execute(db)
    for (const { id, place } of read.rows) {
      const entry = missing[place - 1]
      if (entry !== undefined) found.set(entry[0], id)
    }
    return found
  }

  remember(numbers: ReadonlyMap<string, number>): void {
    for (const [text, id] of numbers) this.known.set(text, id)
  }
}

interface SeriesRow {
  readonly id: number
  readonly calculation: string
  readonly series_window: string
  readonly segment: string
  readonly cohort: number
  readonly member_group: string
  readonly area: string
  readonly bureau: string
  readonly source: string
}

const toSeries = (row: SeriesRow): Series => ({
  calculation: row.calculation,
  window: row.series_window,
  segment: row.segment,
  cohort: row.cohort,
  group: row.member_group,
  area: row.area,
  bureau: row.bureau,
  source: row.source,
})

/** All series that are visible. */
export async function readSeries(db: Db): Promise<ReadonlyMap<number, Series>> {
  const rows = await db.selectFrom('series_key').selectAll().execute()
  return new Map(rows.map((row) => [row.id, toSeries(row)]))
}

/** The series of these numbers. A number is given before its transaction ends, so a lower one may become visible after a higher one: ask for the numbers you met. */
export async function seriesOf(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, Series>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<SeriesRow>`
    select series_key.* from unnest(${numbers(ids, 'integer')}) as wanted (id)
    cross join lateral (select * from series_key where series_key.id = wanted.id ${EACH_BY_INDEX}) as series_key`.execute(db)
  return new Map(rows.map((row) => [row.id, toSeries(row)]))
}
