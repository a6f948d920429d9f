// What a feed reads: a table, tables of one shape, or a query, each by the names that its records have.
import { FeedReadError } from '../adapter.ts'
import type { SqlQueryConfig } from './config.ts'
import type { Column, Session } from './driver.ts'
import { partsOf } from './names.ts'
import { checkedQuery, joined, name, sql, type Piece, type Statement } from './statement.ts'

export interface SourceTable {
  /** For positions and messages. */
  readonly label: string
  readonly from: Statement
  /** Undefined for a query. */
  readonly parts: readonly string[] | undefined
  /** The table's own column for a column of the records. */
  column(of: string): Piece
  /** The records' column for one of the table's own. */
  recordName(column: string): string
}

/** The tables in the order in which they are read; none while a feed is still being wired. */
export function sourceTables({ table, tables, query }: SqlQueryConfig): readonly SourceTable[] {
  if (query !== undefined) return [{ label: 'query', from: sql`(${checkedQuery(query)}) ${name('source')}`, parts: undefined, column: (of) => name(of), recordName: (column) => column }]
  return (tables ?? (table === undefined ? [] : [{ name: table }])).map((entry) => {
    const parts = partsOf(entry.name)
    const rename = new Map(Object.entries('rename' in entry && entry.rename !== undefined ? entry.rename : {}))
    const own = new Map([...rename].map(([column, of]) => [of, column]))
    return { label: entry.name, from: sql`${name(...parts)}`, parts, column: (of) => name(own.get(of) ?? of), recordName: (column) => rename.get(column) ?? column }
  })
}

/** A table as the database describes it, by the records' names. */
export interface SeenTable extends SourceTable {
  readonly columns: readonly Column[]
  /** The column of this name. Throws TypeError for one that was not asked for. */
  seen(of: string): Column
}

const LISTED_AT_MOST = 1_000

export interface Look {
  readonly session: Session
  /** All there are when none are named. */
  readonly wanted: readonly string[] | undefined
  /** Another session, for after one that has failed. */
  readonly another: () => Promise<Session>
}

/** Asks the database for the columns. Throws FeedReadError that names what is missing. */
export async function lookAt(table: SourceTable, { session, wanted, another }: Look): Promise<SeenTable> {
  const what = wanted === undefined ? sql`*` : joined(wanted.map((of) => table.column(of)), ', ')
  const found = await session.columnsOf(sql`select ${what} from ${table.from}`).catch((error: unknown) => explained(error, table, { wanted, another }))
  const columns = found.map((column, index): Column => ({ ...column, name: wanted?.[index] ?? table.recordName(column.name) }))
  const byName = new Map(columns.map((column) => [column.name, column]))
  if (wanted === undefined && byName.size < columns.length) {
    throw new FeedReadError('contract', `${table.label} has two columns of one name: give them different names in the query.`, `${table.label} 有同名列：请在查询中为其取不同的名称。`)
  }
  return {
    ...table, columns,
    seen(of) {
      const column = byName.get(of)
      if (column === undefined) throw new TypeError(`The column ${of} of ${table.label} was not asked for.`)
      return column
    },
  }
}

/** A database names the first column that it misses; people want to see all of them, and what stands there instead. */
async function explained(error: unknown, table: SourceTable, { wanted, another }: Pick<Look, 'wanted' | 'another'>): Promise<never> {
  const { parts } = table
  if (!(error instanceof FeedReadError) || error.failure !== 'contract' || parts === undefined || wanted === undefined) throw error
  const own = (await listed(parts, another).catch(() => [])).map((column) => table.recordName(column))
  const missing = wanted.filter((of) => !own.includes(of))
  if (own.length === 0 || missing.length === 0) throw error
  const unread = own.filter((column) => !wanted.includes(column))
  const there = (zh: boolean): string => (unread.length === 0 ? '' : zh ? `未被读取的列有：${unread.slice(0, 40).join('、')}。` : ` Columns that are not read: ${unread.slice(0, 40).join(', ')}.`)
  throw new FeedReadError(
    'contract',
    `${table.label} has no ${missing.join(', ')}: see whether the source renamed or dropped it, and correct the feed file (upper and lower case matter).${there(false)} Nothing was read.`,
    `${table.label} 中没有列 ${missing.join('、')}：请核实来源是否改名或删除，并更正数据源文件（区分大小写）。${there(true)}未读取任何数据。`,
    { cause: error },
  )
}

async function listed(table: readonly string[], another: Look['another']): Promise<readonly string[]> {
  const session = await another()
  try {
    return (await session.list(table, LISTED_AT_MOST)).flatMap(({ column }) => (column === undefined ? [] : [column]))
  } finally {
    await session.close()
  }
}

/** Refuses columns that hold bytes and no text. */
export function refuseBinary(table: SeenTable, columns: readonly string[]): void {
  const binary = columns.filter((column) => table.seen(column).kind === 'binary')
  if (binary.length === 0) return
  throw new FeedReadError('contract', `${table.label} holds bytes and no text in ${binary.join(', ')}: list under "columns" what is needed, without these.`, `${table.label} 的列 ${binary.join('、')} 为二进制内容：请在 columns 中列出所需的列，去掉这些列。`)
}
