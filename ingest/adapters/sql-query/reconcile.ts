// What the source itself counts, to be held against what we keep.
import type { Feed } from '../../feed-file/feed.ts'
import type { ReadOptions, SourceCounts } from '../adapter.ts'
import { configOf } from './open-session.ts'
import { openSource, readingOf } from './opened.ts'
import { inRange, timeAndKey } from './read-range.ts'
import { allOf, joined, name, sql } from './statement.ts'

/** Rows and distinct keys in one statement over all tables, so that a row that moves meanwhile is counted once. Throws FeedReadError. */
export async function reconcile(feed: Feed, options: ReadOptions): Promise<SourceCounts> {
  const config = configOf(feed)
  const { range } = options
  const time = range === undefined ? undefined : timeAndKey(config).time
  const key = (config.watermark ?? config.flag ?? config.full)?.key ?? []
  const source = await openSource(feed, options, { access: 'read', needed: [...key, ...(time === undefined ? [] : [time.column])] })
  try {
    const rows = source.tables.map((table) => {
      const tests = range === undefined || time === undefined ? [] : [inRange(source, table, { range, time, options })]
      const columns = key.map((column, index) => sql`${table.column(column)} as ${name(`key_${index}`)}`)
      return sql`select ${joined(columns, ', ')} from ${table.from} where ${allOf(readingOf(source, table, { order: key, tests, most: undefined }).tests)}`
    })
    const keys = joined(key.map((_, index) => name(`key_${index}`)), ', ')
    const whole = joined(rows, ' union all ')
    const [counts] = await source.session.rows(sql`select (select count(*) from (${whole}) counted), (select count(*) from (select distinct ${keys} from (${whole}) listed) keyed)`)
    const tables = source.tables.map(({ label }) => label).join(' + ')
    const span = range === undefined || time === undefined ? undefined : `${time.column} ${new Date(range.from).toISOString()} – ${new Date(range.to).toISOString()}`
    return {
      records: Number(counts?.[0] ?? 0),
      keys: Number(counts?.[1] ?? 0),
      basis: {
        zh: `${tables} 的行数，以及 ${key.join('、')} 去重后的数量${span === undefined ? '' : `（${span}）`}`,
        en: `Rows of ${tables}, and distinct ${key.join(', ')}${span === undefined ? '' : ` (${span})`}`,
      },
    }
  } finally {
    await source.session.close()
  }
}
