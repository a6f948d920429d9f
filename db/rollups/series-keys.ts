// Series by number: edges and sums name what they count with four bytes.
import { sql, type RawBuilder } from 'kysely'
import type { Series } from '../../rules/edges/edge.ts'
import type { Db } from '../open-store.ts'
import { EACH_BY_INDEX, numbers, texts } from '../sql-arrays.ts'

/** The text that tells two series apart. */
export const seriesText = ({ calculation, window, segment, cohort, group, area, bureau, source }: Series): string =>
  `${calculation}\u0000${window}\u0000${segment}\u0000${cohort}\u0000${group}\u0000${area}\u0000${bureau}\u0000${source}`

/** The sums that a series adds to. */
export type Sums = (series: Series) => readonly Series[]

/** Numbers of series that this process has already seen committed. */
export class SeriesNumbers {
  private readonly known = new Map<string, number>()

  /**
   * The numbers of these series (by `seriesText`). New ones are made inside the transaction, together with the sums they add to. Call
   * `remember` once it has committed. A series keeps its number for as long as the store lives.
   */
  async resolve(db: Db, wanted: ReadonlyMap<string, Series>, sums: Sums): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>()
    const missing = new Map<string, Series>()
    for (const [text, series] of wanted) {
      const id = this.known.get(text)
      if (id === undefined) missing.set(text, series)
      else found.set(text, id)
    }
    if (missing.size === 0) return found
    const made = await numbersOf(db, [...missing.values()], false)
    for (const text of missing.keys()) found.set(text, getNumber(made.ids, text))
    await linkSums(db, [...made.created].map((text) => missing.get(text)).filter((series) => series !== undefined), made.ids, sums)
    return found
  }

  remember(numbers: ReadonlyMap<string, number>): void {
    for (const [text, id] of numbers) this.known.set(text, id)
  }
}

/** Makes the sums of these series and notes which series adds to which. */
export async function linkSums(db: Db, series: readonly Series[], ids: ReadonlyMap<string, number>, sums: Sums): Promise<void> {
  if (series.length === 0) return
  const upward = series.map((one) => ({ id: getNumber(ids, seriesText(one)), sums: sums(one) }))
  const wanted = new Map(upward.flatMap((one) => one.sums.map((sum): [string, Series] => [seriesText(sum), sum])))
  const { ids: summed } = await numbersOf(db, [...wanted.values()], true)
  const pairs = upward.flatMap((one) => one.sums.map((sum) => ({ series: one.id, summed: getNumber(summed, seriesText(sum)) })))
  await sql`
    insert into series_sum (series, summed)
    select * from unnest(${numbers(pairs.map((pair) => pair.series), 'integer')}, ${numbers(pairs.map((pair) => pair.summed), 'integer')})
    on conflict do nothing`.execute(db)
}

function getNumber(ids: ReadonlyMap<string, number>, text: string): number {
  const id = ids.get(text)
  if (id === undefined) throw new Error(`The store gave no number to the series ${text.replaceAll('\u0000', '|')}.`)
  return id
}

/** Finds or makes series; the ones made now by `seriesText`. Made in one order everywhere, so that writers cannot wait for each other. */
async function numbersOf(db: Db, wanted: readonly Series[], summed: boolean): Promise<{ readonly ids: ReadonlyMap<string, number>; readonly created: ReadonlySet<string> }> {
  const all = wanted.map((series) => ({ text: seriesText(series), series })).sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  if (all.length === 0) return { ids: new Map(), created: new Set() }
  const rows = columnsOf(all.map(({ series }) => series))
  const made = await sql<{ id: number }>`
    insert into series_key (summed, calculation, series_window, segment, cohort, member_group, area, bureau, source)
    select ${summed}::boolean, * from ${rows} on conflict do nothing returning id`.execute(db)
  const fresh = new Set(made.rows.map(({ id }) => id))
  const read = await sql<{ id: number; place: number }>`
    select series_key.id, row.place::integer as place
    from ${rows} with ordinality as row (calculation, series_window, segment, cohort, member_group, area, bureau, source, place)
    cross join lateral (
      select id from series_key as key
      where key.summed = ${summed}::boolean and key.area = row.area and key.bureau = row.bureau and key.calculation = row.calculation and key.series_window = row.series_window
        and key.segment = row.segment and key.cohort = row.cohort and key.member_group = row.member_group and key.source = row.source ${EACH_BY_INDEX}
    ) as series_key`.execute(db)
  const ids = new Map<string, number>()
  const created = new Set<string>()
  for (const { id, place } of read.rows) {
    const text = all[place - 1]?.text
    if (text === undefined) continue
    ids.set(text, id)
    if (fresh.has(id)) created.add(text)
  }
  return { ids, created }
}

const columnsOf = (all: readonly Series[]): RawBuilder<unknown> =>
  sql`unnest(${texts(all.map((s) => s.calculation))}, ${texts(all.map((s) => s.window))}, ${texts(all.map((s) => s.segment))},
    ${numbers(all.map((s) => s.cohort), 'integer')}, ${texts(all.map((s) => s.group))}, ${texts(all.map((s) => s.area))},
    ${texts(all.map((s) => s.bureau))}, ${texts(all.map((s) => s.source))})`

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

/** Which summed series are asked for: of these areas, of one bureau ('' for all of them together), of these calculations. */
export interface SumsWanted {
  readonly areas?: readonly string[] | undefined
  readonly bureau?: string | undefined
  readonly calculations?: readonly string[] | undefined
}

/** The summed series that are visible. */
export async function findSums(db: Db, wanted: SumsWanted = {}): Promise<ReadonlyMap<number, Series>> {
  let query = db.selectFrom('series_key').selectAll().where('summed', '=', true).where('bureau', '=', wanted.bureau ?? '')
  if (wanted.areas !== undefined) query = query.where('area', 'in', wanted.areas.length === 0 ? [''] : wanted.areas)
  if (wanted.calculations !== undefined) query = query.where('calculation', 'in', wanted.calculations.length === 0 ? [''] : wanted.calculations)
  return new Map((await query.execute()).map((row) => [row.id, toSeries(row)]))
}

/** All series that edges name. */
export async function readSeries(db: Db): Promise<ReadonlyMap<number, Series>> {
  const rows = await db.selectFrom('series_key').selectAll().where('summed', '=', false).execute()
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
