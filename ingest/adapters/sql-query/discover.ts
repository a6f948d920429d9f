// What there is to read: the tables of a database while none is chosen, else the columns of the chosen one with its first rows.
import { FeedReadError, type DiscoveredField, type Discovery, type ReadOptions, type Source } from '../adapter.ts'
import type { Session } from './driver.ts'
import { configOf, openSession } from './open-session.ts'
import { openSource, readingOf } from './opened.ts'
import type { SeenTable } from './source-tables.ts'
import { allOf, joined, sql } from './statement.ts'
import { toSample } from './to-sample.ts'

const MOST_LISTED = 5_000
const MOST_ROWS = 200
/** A count that takes longer is not cheap. */
const COUNT_MS = 3_000

export async function discover(source: Source, options: ReadOptions & { readonly rows: number }): Promise<Discovery> {
  const { table, tables, query } = configOf(source)
  return table === undefined && tables === undefined && query === undefined ? listTables(source, options) : lookInside(source, options)
}

/** Tables and views as fields of the type `table` or `view`, each followed by its columns as `table.column`. */
async function listTables(source: Source, options: ReadOptions): Promise<Discovery> {
  const session = await openSession(source, options, { access: 'read' })
  try {
    const listed = await session.list(undefined, MOST_LISTED)
    return { fields: listed.map(({ table, column, type, comment }) => fieldOf(column === undefined ? table : `${table}.${column}`, type, comment)), samples: [] }
  } finally {
    await session.close()
  }
}

async function lookInside({ id, adapter, file }: Source, options: ReadOptions & { readonly rows: number }): Promise<Discovery> {
  // All columns but those that the adapter itself leaves out: whoever wires a feed is to see what there is.
  const source = { id, adapter, file }
  const opened = await openSource(source, options, { access: 'read', needed: [], binary: 'passed-over' })
  const { session, driver, tables } = opened
  const [first] = tables
  try {
    if (first === undefined) return { fields: [], samples: [] }
    const fields = await describe(session, first)
    const readable = first.columns.filter(({ kind, name }) => kind !== 'binary' && opened.columns.includes(name)).map(({ name }) => name)
    const { tests } = readingOf(opened, first, { order: [], tests: [], most: undefined })
    const rows = readable.length === 0 ? [] : await session.rows(driver.limited(sql`select ${joined(readable.map((column) => first.column(column)), ', ')} from ${first.from} where ${allOf(tests)}`, Math.max(0, Math.min(options.rows, MOST_ROWS))))
    const samples = rows.map((row, index) => toSample(row, { label: `${first.label} ${index + 1}`, width: 0, columns: readable, mayHoldBrokenText: session.mayHoldBrokenText }))
    const total = await cheapTotal(source, options, tables)
    return { fields: fields.filter(({ path }) => opened.columns.includes(path)), samples, ...(total === undefined ? {} : { total }) }
  } finally {
    await session.close()
  }
}

/** Columns with the types and comments of the table's own description; those of a query have types only. */
async function describe(session: Session, table: SeenTable): Promise<readonly DiscoveredField[]> {
  const own = table.parts === undefined ? [] : await session.list(table.parts, MOST_LISTED)
  const listed = new Map(own.flatMap(({ column, type, comment }) => (column === undefined ? [] : [[table.recordName(column), { type, comment }] as const])))
  return table.columns.map(({ name, type }) => fieldOf(name, listed.get(name)?.type ?? type, listed.get(name)?.comment ?? ''))
}

const fieldOf = (path: string, type: string, comment: string): DiscoveredField => ({ path, ...(type === '' ? {} : { type }), ...(comment === '' ? {} : { comment }) })

/** The exact number of rows, where the database can tell within a moment. */
async function cheapTotal(source: Source, options: ReadOptions, tables: readonly SeenTable[]): Promise<number | undefined> {
  try {
    const opened = await openSource(source, options, { access: 'read', statementMs: COUNT_MS, needed: [], binary: 'passed-over' })
    try {
      let total = 0
      for (const table of tables) {
        const { tests } = readingOf(opened, table, { order: [], tests: [], most: undefined })
        const [row] = await opened.session.rows(sql`select count(*) from ${table.from} where ${allOf(tests)}`)
        total += Number(row?.[0] ?? 0)
      }
      return total
    } finally {
      await opened.session.close()
    }
  } catch (error) {
    if (error instanceof FeedReadError && error.failure === 'unreachable') return undefined
    throw error
  }
}
