// A table or query of somebody else's database (前置库), read by watermark, by extraction flag, or whole.
import type { Feed } from '../../feed-file/feed.ts'
import { FeedReadError, type Adapter, type Part, type ReadOptions } from '../adapter.ts'
import { configProblems, feedProblems, lookProblems } from './config-problems.ts'
import { discover } from './discover.ts'
import { configOf } from './open-session.ts'
import { readFlag } from './read-flag.ts'
import { readFull } from './read-full.ts'
import { readRange } from './read-range.ts'
import { readWatermark } from './read-watermark.ts'
import { reconcile } from './reconcile.ts'

export const sqlQuery: Adapter = {
  kind: 'sql-query',
  check: (feed) => [...configProblems(configOf(feed)), ...feedProblems(feed)],
  checkLook: (source) => lookProblems(configOf(source)),
  discover,
  read,
  reconcile,
}

function read(feed: Feed, options: ReadOptions): AsyncIterable<Part> {
  const { watermark, flag, full } = configOf(feed)
  const [problem] = feedProblems(feed)
  if (problem !== undefined) throw new FeedReadError('configuration', problem, `数据源文件有误，请先运行 ctmm feed check 并更正：${problem}`)
  if (options.range !== undefined && feed.delivery === 'list') {
    throw new FeedReadError('configuration', 'A full list has no span of time: what lies outside would be taken for withdrawn. Read all of it.', '完整清单不能按时间段读取：时间段之外的条目会被当作已撤销。请读取全部。')
  }
  if (options.range !== undefined) return readRange(feed, options, options.range)
  if (watermark !== undefined) return readWatermark(feed, options, watermark)
  if (flag !== undefined) return readFlag(feed, options, flag)
  if (full !== undefined) return readFull(feed, options, full)
  throw new FeedReadError('configuration', 'The feed does not say how it reads: add "watermark", "flag" or "full".', '数据源没有写明读取方式：请填写 watermark、flag 或 full。')
}
