// Reading what nobody has taken yet, and setting the flag of what was taken after it is kept.
import type { Feed } from '../../feed-file/feed.ts'
import { FeedReadError, type Part, type ReadOptions } from '../adapter.ts'
import type { FlagConfig } from './config.ts'
import type { Row } from './driver.ts'
import { openSession } from './open-session.ts'
import { openSource, readingOf } from './opened.ts'
import { pages, unplaced } from './pages.ts'
import type { SeenTable } from './source-tables.ts'
import { joined, sql, value, type Statement } from './statement.ts'
import { toSample } from './to-sample.ts'

const PENDING = '0'
const DONE = '1'
/** Rows whose flags one statement sets. */
const AT_ONCE = 200

/**
 * Rows with the pending flag, in the order of their key. Every part's acknowledgement sets the flag of its rows, as another user on another connection,
 * and only while it is still pending; with `unchanged` only of rows that are still as they were read. Whoever stops between commit and
 * flag reads the rows again, and they are duplicates.
 */
export async function* readFlag(feed: Feed, options: ReadOptions, flag: FlagConfig): AsyncGenerator<Part> {
  const { column, key, unchanged, pending = PENDING } = flag
  const order = unchanged === undefined ? key : [...key, unchanged]
  const source = await openSource(feed, options, { access: 'read', needed: [...order, column] })
  try {
    for (const table of source.tables) {
      const tests = [sql`${table.column(column)} = ${value(pending, table.seen(column).kind)}`]
      // What tells whether a row has changed is read beside the records' own columns, behind them.
      const extra = unchanged === undefined ? [] : [unchanged]
      const reading = { ...readingOf(source, table, { order: key, tests, most: options.batchSize }), columns: [...source.columns, ...extra] }
      const shape = { label: table.label, width: key.length, columns: source.columns, mayHoldBrokenText: source.session.mayHoldBrokenText }
      for await (const page of pages(reading, undefined)) {
        refuseTwins(page.rows, table, key)
        yield { samples: page.rows.map((row) => toSample(row, shape)), acknowledge: () => setFlags(feed, options, { flag, table, rows: page.rows }) }
      }
      const nowhere = await unplaced(reading)
      if (nowhere.length > 0) yield { samples: nowhere.map((row) => toSample(row, shape)) }
    }
  } finally {
    await source.session.close()
  }
}

/** Rows of one position never lie in two pages, so every two that share a key are seen here. */
function refuseTwins(rows: readonly Row[], { label }: SeenTable, key: readonly string[]): void {
  const seen = new Set<string>()
  for (const row of rows) {
    const own = JSON.stringify(row.slice(0, key.length))
    if (seen.has(own)) {
      throw new FeedReadError(
        'contract',
        `Several rows of ${label} share the key ${key.join(', ')} (${own.slice(0, 100)}), so a flag would be set for rows that were not read: name the columns that tell rows apart, such as the table's own number.`,
        `${label} 中有多行的 ${key.join('、')} 相同（${own.slice(0, 100)}），会误置未读取行的标志：请写出能区分每一行的列，例如该表的自增编号。`,
      )
    }
    seen.add(own)
  }
}

async function setFlags(feed: Feed, options: ReadOptions, { flag, table, rows }: { readonly flag: FlagConfig; readonly table: SeenTable; readonly rows: readonly Row[] }): Promise<void> {
  const { column, key, unchanged, pending = PENDING, done = DONE } = flag
  const { kind } = table.seen(column)
  const session = await openSession(feed, options, { access: 'update' })
  try {
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const read = rows.slice(at, at + AT_ONCE).map((row) => theRow(table, { key, unchanged, row }))
      await session.update(sql`update ${table.from} set ${table.column(column)} = ${value(done, kind)} where ${table.column(column)} = ${value(pending, kind)} and (${joined(read, ' or ')})`)
    }
  } finally {
    await session.close()
  }
}

/** The row by its key, as it was read. */
function theRow(table: SeenTable, { key, unchanged, row }: { readonly key: readonly string[]; readonly unchanged: string | undefined; readonly row: Row }): Statement {
  const parts = key.map((column, index) => sql`${table.column(column)} = ${value(row[index] ?? '', table.seen(column).kind)}`)
  if (unchanged !== undefined) {
    const text = row.at(-1)
    parts.push(text === null || text === undefined ? sql`${table.column(unchanged)} is null` : sql`${table.column(unchanged)} = ${value(text, table.seen(unchanged).kind)}`)
  }
  return sql`(${joined(parts, ' and ')})`
}
