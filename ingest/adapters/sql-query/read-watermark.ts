// Reading what changed since the last read: by time and key, beginning some minutes earlier every time.
import type { Instant } from '../../../rules/time/instant.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import type { Feed } from '../../feed-file/feed.ts'
import { FeedReadError, type Part, type ReadOptions } from '../adapter.ts'
import type { WatermarkConfig } from './config.ts'
import { zoneNameOf } from './open-session.ts'
import { openSource, readingOf, type Opened } from './opened.ts'
import { pages, unplaced, type Page } from './pages.ts'
import type { SeenTable } from './source-tables.ts'
import { sql, value } from './statement.ts'
import { timeIn, type TimeReader } from './time-column.ts'
import { toSample } from './to-sample.ts'
import { cursorOf, type WatermarkCursor } from './watermark-cursor.ts'

const OVERLAP_MINUTES = 10
/** Clocks of sources may run ahead by this much; a row dated later never moves the cursor. */
const AHEAD_MS = 5 * 60_000
/** Newest times that are looked at for one that is a time. */
const NEWEST = 20

/**
 * Rows from the cursor less the overlap, table by table.
 *
 * Several tables are read one after the other, the one first that rows move out of, all from the same point of time, and the cursor moves on for all of
 * them at once when the last one has been read. It moves to the newest time that any of them held before the first one was looked at. So a row
 * that moves during the read is met in the first table, in the second, or in both; and one that changes after the first table was read lies behind the
 * cursor in neither.
 */
export async function* readWatermark(feed: Feed, options: ReadOptions, watermark: WatermarkConfig): AsyncGenerator<Part> {
  const order = [watermark.time.column, ...watermark.key]
  const source = await openSource(feed, options, { access: 'read', needed: order })
  try {
    yield* readTables(source, options, watermark)
  } finally {
    await source.session.close()
  }
}

async function* readTables(source: Opened, options: ReadOptions, watermark: WatermarkConfig): AsyncGenerator<Part> {
  const { tables } = source
  const order = [watermark.time.column, ...watermark.key]
  const of = [source.config.database, ...tables.map(({ label }) => label), ...order].join(' ')
  const before = cursorOf(options.cursor, { of, width: order.length, tables: tables.length })
  const since = before?.since ?? null
  const times = tables.map((table) => timeIn(table.columns, watermark.time, zoneNameOf(source.config, options)))
  const latest = options.now() + AHEAD_MS
  const until = before?.run === undefined ? await newest(source, { times, column: watermark.time.column, latest }) : before.run.until
  const progress: Progress = { of, since, until, order, watermark, times, latest }
  let waiting: Part | undefined
  for (let index = before?.run?.table ?? 0; index < tables.length; index++) {
    const start = index === before?.run?.table ? before.run.at : undefined
    for await (const part of readTable(source, options, { ...progress, index, start })) {
      if (waiting !== undefined) yield waiting
      waiting = part
    }
  }
  const end: WatermarkCursor = { of, since: until ?? since }
  if (waiting !== undefined) yield { ...waiting, cursor: end }
  else if (before?.run !== undefined || before?.since !== end.since) yield { samples: [], cursor: end }
}

interface Progress extends Pick<WatermarkCursor, 'of' | 'since'> {
  readonly until: string | null
  readonly order: readonly string[]
  readonly watermark: WatermarkConfig
  /** Of every table, because their columns may be of different types. */
  readonly times: readonly TimeReader[]
  readonly latest: Instant
}

async function* readTable(source: Opened, options: ReadOptions, progress: Progress & { readonly index: number; readonly start: readonly string[] | undefined }): AsyncGenerator<Part> {
  const { of, since, until, order, index, watermark, latest } = progress
  const table = source.tables[index]
  const time = progress.times[index]
  if (table === undefined || time === undefined) return
  const first = beginning(progress, time, zoneNameOf(source.config, options))
  const tests = first === undefined ? [] : [sql`${table.column(watermark.time.column)} >= ${value(first, time.kind)}`]
  const reading = readingOf(source, table, { order, tests, most: options.batchSize })
  const shape = { label: table.label, width: order.length, columns: source.columns, mayHoldBrokenText: source.session.mayHoldBrokenText }
  const end = until === null ? undefined : time.read(until)
  for await (const page of pages(reading, progress.start)) {
    yield { samples: page.rows.map((row) => toSample(row, shape)), cursor: { of, since, run: { until, table: index, at: [...page.last] } } }
    // What was there at the beginning has been read; what came since waits for the next read.
    if (!page.isLast && isPast(page, { time, end, latest, table })) break
  }
  const nowhere = await unplaced(readingOf(source, table, { order, tests: [], most: options.batchSize }))
  if (nowhere.length > 0) yield { samples: nowhere.map((row) => toSample(row, shape)) }
}

/** From where a table is read: the cursor less the overlap, or the declared first day. */
function beginning({ since, watermark }: Progress, time: TimeReader, zoneName: string): string | undefined {
  const reached = since === null ? undefined : time.read(since)
  if (reached !== undefined) return time.write(reached - (watermark.overlapMinutes ?? OVERLAP_MINUTES) * 60_000)
  if (watermark.from === undefined) return undefined
  const [year = 0, month = 0, day = 0] = watermark.from.split('-').map(Number)
  const zone = zoneOf(zoneName)
  return time.write(zone.startOfDay(Date.UTC(year, month - 1, day) / 86_400_000))
}

/** The newest time of any table that is not ahead of now, before anything is read; null when there is none. Throws FeedReadError. */
async function newest({ session, driver, tables }: Opened, { times, column, latest }: { readonly times: readonly TimeReader[]; readonly column: string; readonly latest: Instant }): Promise<string | null> {
  let best: { readonly text: string; readonly at: Instant } | undefined
  for (const [index, table] of tables.entries()) {
    const time = times[index]
    if (time === undefined) continue
    const own = table.column(column)
    const found = await session.rows(driver.limited(sql`select ${own} from ${table.from} where ${own} <= ${value(time.write(latest), time.kind)} order by ${own} desc`, NEWEST))
    for (const [text] of found) {
      const at = text === null || text === undefined ? undefined : time.read(text)
      if (text === null || text === undefined || at === undefined) continue
      if (best === undefined || at > best.at) best = { text, at }
      break
    }
  }
  return best?.text ?? null
}

/** Whether a page ends beyond what was there at the beginning. Throws FeedReadError when all of it is dated ahead: no such column can be followed. */
function isPast({ rows, last: [text = ''] }: Page, { time, end, latest, table }: { readonly time: TimeReader; readonly end: Instant | undefined; readonly latest: Instant; readonly table: SeenTable }): boolean {
  const at = time.read(text)
  const [first] = rows
  const firstAt = time.read(first?.[0] ?? '')
  const isAhead = (instant: Instant | undefined): boolean => instant === undefined || instant > latest
  if (isAhead(firstAt) && isAhead(at)) {
    throw new FeedReadError(
      'contract',
      `${rows.length} rows and more of ${table.label} are dated ahead of now or not by a time at all (${first?.[0] ?? ''}): see whether the right column is followed, the zone is right, and what the source writes.`,
      `${table.label} 中有 ${rows.length} 行以上的时间晚于当前或不是时间（${first?.[0] ?? ''}）：请核对时间列和时区是否正确，以及来源写入的内容。`,
    )
  }
  return end !== undefined && at !== undefined && at > end
}
