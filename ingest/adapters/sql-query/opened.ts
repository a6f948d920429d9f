// A feed's source, opened and looked at: the session with every table as the database describes it.
import { FeedReadError, type ReadOptions, type Source } from '../adapter.ts'
import type { SqlQueryConfig } from './config.ts'
import type { Driver, Session } from './driver.ts'
import { configOf, driverOf, openSession, type Opening } from './open-session.ts'
import type { Reading } from './pages.ts'
import { rowTests } from './row-tests.ts'
import { lookAt, refuseBinary, sourceTables, type SeenTable } from './source-tables.ts'
import type { Statement } from './statement.ts'

export interface Opened {
  readonly config: SqlQueryConfig
  readonly driver: Driver
  readonly session: Session
  /** In the order in which they are read. */
  readonly tables: readonly SeenTable[]
  /** Columns of the records, the same in every table. */
  readonly columns: readonly string[]
}

export interface Needs extends Opening {
  /** Columns that are needed beside those of the records. */
  readonly needed: readonly string[]
  /** What happens to columns of bytes; whoever passes them over does not read them. */
  readonly binary?: 'refused' | 'passed-over'
}

const PAGE_ROWS = 2_000

/**
 * Opens the source for a mode that needs these columns beside those of the records. What the adapter lists is read, else what the feed file lists,
 * else all there is. Throws FeedReadError; then nothing stays open.
 */
export async function openSource(source: Source, options: ReadOptions, { needed, binary = 'refused', ...opening }: Needs): Promise<Opened> {
  const config = configOf(source)
  const sources = sourceTables(config)
  if (sources.length === 0) throw new FeedReadError('configuration', 'The feed names nothing to read: choose "table", "tables" or "query".', '数据源没有写明读取什么：请填写 table、tables 或 query。')
  const session = await openSession(source, options, opening)
  const another = (): Promise<Session> => openSession(source, options, { access: 'read' })
  try {
    let columns = config.columns ?? source.columns
    const also = [...needed, ...(config.where ?? []).map(({ column }) => column)]
    const tables: SeenTable[] = []
    for (const table of sources) {
      const seen = await lookAt(table, { session, another, wanted: columns === undefined ? undefined : [...new Set([...columns, ...also])] })
      columns ??= seen.columns.map(({ name }) => name)
      const missing = also.filter((column) => !seen.columns.some(({ name }) => name === column))
      if (missing.length > 0) throw new FeedReadError('contract', `${table.label} has no ${missing.join(', ')}: correct the feed file, upper and lower case matter.`, `${table.label} 中没有列 ${missing.join('、')}：请更正数据源文件，区分大小写。`)
      if (binary === 'refused') refuseBinary(seen, [...new Set([...columns, ...also])])
      tables.push(seen)
    }
    return { config, driver: driverOf(config), session, tables, columns: columns ?? [] }
  } catch (error) {
    await session.close()
    throw error
  }
}

/** How a table is read in an order: only the rows of the feed, and of these the ones that pass further tests. */
export function readingOf({ config, driver, session, columns }: Opened, table: SeenTable, { order, tests, most }: { readonly order: readonly string[]; readonly tests: readonly Statement[]; readonly most: number | undefined }): Reading {
  return { session, driver, table, order, columns, tests: [...rowTests(table, config.where ?? []), ...tests], most: Math.max(1, Math.min(most ?? PAGE_ROWS, 20_000)) }
}
