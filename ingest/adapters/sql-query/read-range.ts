// Reading what changed in a span of time, for back-fills: the cursor stays where it is.
import type { Feed } from '../../feed-file/feed.ts'
import { FeedReadError, type Part, type Range, type ReadOptions } from '../adapter.ts'
import type { SqlQueryConfig, TimeColumn } from './config.ts'
import { configOf, zoneNameOf } from './open-session.ts'
import { openSource, readingOf, type Opened } from './opened.ts'
import { pages } from './pages.ts'
import type { SeenTable } from './source-tables.ts'
import { sql, value, type Statement } from './statement.ts'
import { timeIn } from './time-column.ts'
import { toSample } from './to-sample.ts'

/** Time and key of whichever mode the feed reads by. Throws FeedReadError where the mode knows no time. */
export function timeAndKey({ watermark, flag, full }: SqlQueryConfig): { readonly time: TimeColumn; readonly key: readonly string[] } {
  const mode = watermark ?? flag ?? full
  if (mode?.time === undefined) throw new FeedReadError('configuration', 'A span of time can be asked for only where "time" names the column of changes: add it.', '只有在 time 中写明变更时间列后才能按时间段读取：请补充 time。')
  return { time: mode.time, key: mode.key }
}

/** The test for a table's rows in the range; both ends are cut alike, so that spans that follow one another leave nothing out and read nothing twice. */
export function inRange({ config }: Pick<Opened, 'config'>, table: SeenTable, { range, time, options }: { readonly range: Range; readonly time: TimeColumn; readonly options: Pick<ReadOptions, 'zone'> }): Statement {
  const reader = timeIn(table.columns, time, zoneNameOf(config, options))
  const column = table.column(time.column)
  return sql`${column} >= ${value(reader.write(range.from), reader.kind)} and ${column} < ${value(reader.write(range.to), reader.kind)}`
}

export async function* readRange(feed: Feed, options: ReadOptions, range: Range): AsyncGenerator<Part> {
  const { time, key } = timeAndKey(configOf(feed))
  const order = [time.column, ...key]
  const source = await openSource(feed, options, { access: 'read', needed: order })
  try {
    for (const table of source.tables) {
      const shape = { label: table.label, width: order.length, columns: source.columns, mayHoldBrokenText: source.session.mayHoldBrokenText }
      const reading = readingOf(source, table, { order, tests: [inRange(source, table, { range, time, options })], most: options.batchSize })
      for await (const page of pages(reading, undefined)) yield { samples: page.rows.map((row) => toSample(row, shape)) }
    }
  } finally {
    await source.session.close()
  }
}
