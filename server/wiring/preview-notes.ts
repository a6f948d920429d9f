// What a person should know about the figures of a preview: why they may not move, and what they leave out.
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { Bilingual } from '../../ingest/mapping/rejection.ts'
import type { FeedCoverage } from '../../rules/values/freshness.ts'
import type { CityContext } from '../readings/city-context.ts'
import { indicatorsOfFeed, notJudgedBecause } from '../readings/indicators-of-feed.ts'

export interface NotesQuestion {
  readonly context: CityContext
  readonly feed: Feed
  /** How the feed file says that it delivers. */
  readonly declared: Feed['delivery']
  readonly indicators: ReadonlySet<string>
  readonly mapped: { readonly facts: readonly unknown[]; readonly rejected: readonly unknown[] }
  readonly options: { readonly whole: boolean; readonly samples: readonly unknown[] }
  readonly stored: number
  /** How far the feeds have been read once the rows are in. */
  readonly coverage: readonly FeedCoverage[]
}

export function notesOf({ context, feed, declared, indicators, mapped, options, stored, coverage }: NotesQuestion): readonly Bilingual[] {
  const notes: Bilingual[] = []
  const note = (zh: string, en: string): void => void notes.push({ zh, en })
  if (!options.whole) note(`只用了 ${options.samples.length} 行样例试算，接入后以全部数据为准。`, `Only ${options.samples.length} sample rows were tried; all of the source counts once it is wired.`)
  if (declared === 'list' && !options.whole) note('整份清单未给全，这里没有扣除未列出的条目。', 'The full list was not given, so that nothing it leaves out was taken away here.')
  if (declared === 'list' && mapped.rejected.length > 0) note('整份清单有一行读不了就整份不接收：请先更正被拒的行。', 'A full list is taken whole or not at all: correct the refused rows first.')
  for (const code of indicators) {
    const indicator = context.model.indicators.find((one) => one.code === code)
    const why = notJudgedBecause(context.model, context.city, feed, code)
    if (indicator === undefined || why === undefined) continue
    const isFigure = feed.mapping.fact.kind === 'measurement'
    if (why === 'form') {
      if (isFigure) note(`“${indicator.zh}”目前不以上报值判级：在城市文件 sources 中写 {indicators: [${code}], systems: [${feed.source}], form: measurements} 才会计入。`, `"${indicator.en}" is not judged by figures: write {indicators: [${code}], systems: [${feed.source}], form: measurements} under sources in the city file.`)
      else note(`“${indicator.zh}”目前以上报值判级，此数据源的明细只作旁证；要改用明细，请改城市文件 sources。`, `"${indicator.en}" is judged by reported figures, and these records only stand beside: change sources in the city file to judge by records.`)
    } else note(`“${indicator.zh}”不以系统 ${feed.source} 判级：请在城市文件 sources 的 systems 中加上它。`, `"${indicator.en}" is not judged by the system ${feed.source}: add it to the systems under sources in the city file.`)
  }
  const unread = context.feeds.filter((one) => one.id !== feed.id && coverage.some((known) => known.feed === one.id && known.coveredUntil === null) && [...indicatorsOfFeed(context.model, one)].some((code) => indicators.has(code)))
  if (unread.length > 0) note(`数据源 ${unread.map(({ zh }) => zh).join('、')} 也供这项指标，但从未读到数据：读到之前指标仍未知。`, `${unread.map(({ en }) => en).join(', ')} contributes, too, and has never been read: until then the value stays unknown.`)
  if (mapped.facts.length > 0 && stored === 0) note('这些行库中都已有，指标不会变化。', 'The store knows all of these rows, so that nothing changes.')
  if (context.feeds.some(({ id }) => id === feed.id)) note(`数据源 ${feed.id} 已在使用：保存后按新对照读取，已接收的记录不变。`, `Feed ${feed.id} is in force: once saved it is read by the new mapping, and what it brought before stays.`)
  return notes
}
