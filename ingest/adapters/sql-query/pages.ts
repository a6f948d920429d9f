// Rows page by page in the order of their position, each page a short statement of its own: no large answer, no cursor that keeps the source busy.
import { FeedReadError } from '../adapter.ts'
import type { Driver, Row, Session } from './driver.ts'
import type { SeenTable } from './source-tables.ts'
import { allOf, joined, sql, value, type Statement } from './statement.ts'

/** The values of the order's columns, which tell where a row stands. */
export type Position = readonly string[]

export interface Reading {
  readonly session: Session
  readonly driver: Driver
  readonly table: SeenTable
  /** Columns that tell where a row stands; rows without one of them stand nowhere. */
  readonly order: readonly string[]
  /** Columns of the records, after those of the order in every row. */
  readonly columns: readonly string[]
  readonly tests: readonly Statement[]
  /** Rows of one page at most. */
  readonly most: number
}

export interface Page {
  readonly rows: readonly Row[]
  readonly last: Position
  /** The end was reached. */
  readonly isLast: boolean
}

const FIRST_PAGE = 200
const SMALLEST_PAGE = 50
/** Characters that a page should have. */
const PAGE_CHARACTERS = 8 * 1_048_576
/** Rows of one position that are read together. */
const MOST_ALIKE = 20_000
/** Rows that stand nowhere, of one table. */
const MOST_UNPLACED = 1_000

/** Pages after a position, to the end. Rows of one position never lie in two pages. Throws FeedReadError. */
export async function* pages(reading: Reading, start: Position | undefined): AsyncGenerator<Page> {
  const { most } = reading
  let after = start
  let size = Math.min(most, FIRST_PAGE)
  for (;;) {
    const found = await reading.session.rows(reading.driver.limited(placedRows(reading, after), size))
    const isLast = found.length < size
    const rows = isLast ? found : wholePositions(found, reading.order.length)
    const last = rows.at(-1)
    if (last === undefined) {
      if (isLast) return
      if (size >= MOST_ALIKE) throw tooManyAlike(reading)
      size = Math.min(MOST_ALIKE, size * 2)
      continue
    }
    const position = positionOf(last, reading.order.length)
    yield { rows, last: position, isLast }
    if (isLast) return
    after = position
    size = fittingSize(rows, most)
  }
}

/** The rows that stand nowhere, because a column of their position is null or no time; they are read whole, and there must be few. Throws FeedReadError. */
export async function unplaced(reading: Reading): Promise<readonly Row[]> {
  const { session, driver, table, order } = reading
  const nowhere = order.flatMap((column) => {
    const none = driver.noTime(sql`${table.column(column)}`, table.seen(column).kind)
    return [sql`${table.column(column)} is null`, ...(none === undefined ? [] : [none])]
  })
  const rows = await session.rows(driver.limited(sql`${selected(reading)} where ${allOf([...reading.tests, joined(nowhere, ' or ')])}`, MOST_UNPLACED + 1))
  if (rows.length <= MOST_UNPLACED) return rows
  const columns = order.join(', ')
  throw new FeedReadError(
    'contract',
    `More than ${MOST_UNPLACED} rows of ${table.label} have nothing in ${columns}, so they cannot be read in order: have the source fill it, or read a query that does, such as coalesce(update_time, create_time) as update_time.`,
    `${table.label} 中有超过 ${MOST_UNPLACED} 行的 ${columns} 为空，无法按顺序读取：请来源补齐，或改用 query 取值，例如 coalesce(update_time, create_time) as update_time。`,
  )
}

/** The rows of a position's group that begins a page's last one are left for the next page. */
function wholePositions(rows: readonly Row[], width: number): readonly Row[] {
  const last = rows.at(-1)
  if (last === undefined) return rows
  let end = rows.length - 1
  while (end > 0 && isSamePosition(rows[end - 1] ?? [], last, width)) end -= 1
  return rows.slice(0, end)
}

/** A database may take letters for the same that differ in case, accent or blanks after them. */
const alike = new Intl.Collator('und', { sensitivity: 'base' })

function isSamePosition(one: Row, other: Row, width: number): boolean {
  for (let at = 0; at < width; at++) {
    const [text, otherText] = [one[at] ?? '', other[at] ?? '']
    if (text !== otherText && alike.compare(text.trimEnd(), otherText.trimEnd()) !== 0) return false
  }
  return true
}

const positionOf = (row: Row, width: number): Position => row.slice(0, width).map((text) => text ?? '')

function placedRows(reading: Reading, after: Position | undefined): Statement {
  const { driver, table, order, tests } = reading
  const placed = order.flatMap((column) => {
    const none = driver.noTime(sql`${table.column(column)}`, table.seen(column).kind)
    return [sql`${table.column(column)} is not null`, ...(none === undefined ? [] : [sql`not (${none})`])]
  })
  const further = after === undefined ? [] : [beyond(table, order, after)]
  return sql`${selected(reading)} where ${allOf([...tests, ...placed, ...further])} order by ${joined(order.map((column) => table.column(column)), ', ')}`
}

const selected = ({ table, order, columns }: Reading): Statement => sql`select ${joined([...order, ...columns].map((column) => table.column(column)), ', ')} from ${table.from}`

/** In words that every engine answers from an index: a comparison of whole rows would make MySQL read all of them. */
function beyond(table: SeenTable, [column, ...rest]: readonly string[], [text, ...others]: Position): Statement {
  if (column === undefined || text === undefined) return sql`1 = 0`
  const own = table.column(column)
  const at = value(text, table.seen(column).kind)
  return rest.length === 0 ? sql`${own} > ${at}` : sql`${own} >= ${at} and (${own} > ${at} or (${beyond(table, rest, others)}))`
}

function fittingSize(rows: readonly Row[], most: number): number {
  let characters = 0
  for (const row of rows) for (const text of row) characters += text?.length ?? 0
  const fitting = Math.floor(PAGE_CHARACTERS / Math.max(1, characters / rows.length))
  return Math.min(most, Math.max(SMALLEST_PAGE, fitting))
}

function tooManyAlike({ table, order }: Reading): FeedReadError {
  const columns = order.join(', ')
  return new FeedReadError('contract', `More than ${MOST_ALIKE} rows of ${table.label} are alike in ${columns}: name under "key" the columns that tell them apart.`, `${table.label} 中有超过 ${MOST_ALIKE} 行的 ${columns} 相同：请在 key 中写出能区分每一行的列。`)
}
