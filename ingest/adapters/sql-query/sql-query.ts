// A table or query of somebody else's database (前置库), read by watermark, by extraction flag, or whole.
import type { Feed } from '../../feed-file/feed.ts'
import { FeedReadError, type Adapter, type Part, type ReadOptions } from '../adapter.ts'
import { configProblems } from './config-problems.ts'
import { discover } from './discover.ts'
import { configOf } from './open-session.ts'
import { readFlag } from './read-flag.ts'
import { readFull } from './read-full.ts'
import { readRange } from './read-range.ts'
import { readWatermark } from './read-watermark.ts'
import { reconcile } from './reconcile.ts'

export const sqlQuery: Adapter = {
  kind: 'sql-query',
  check: (feed) => configProblems(configOf(feed)),
  discover,
  read,
  reconcile,
}

function read(feed: Feed, options: ReadOptions): AsyncIterable<Part> {
  const { watermark, flag, full } = configOf(feed)
  if (options.range !== undefined) return readRange(feed, options, options.range)
  if (watermark !== undefined) return readWatermark(feed, options, watermark)
  if (flag !== undefined) return readFlag(feed, options, flag)
  if (full !== undefined) return readFull(feed, options, full)
  throw new FeedReadError('configuration', 'The feed does not say how it reads: add "watermark", "flag" or "full".', '数据源没有写明读取方式：请填写 watermark、flag 或 full。')
}
