// HTTP interfaces that are asked for JSON, page by page.
import { isDeepStrictEqual } from 'node:util'
import type { Feed } from '../../feed-file/feed.ts'
import { openClient } from '../../http/client.ts'
import { fieldPathsOf } from '../../samples/field-paths.ts'
import { FeedReadError, type Adapter, type Discovery, type Part, type ReadOptions, type Source, type SourceCounts } from '../adapter.ts'
import type { HttpPollConfig } from './config.ts'
import { pagesOf, type Page } from './pages.ts'
import { pollCursorOf, type PollCursor } from './poll-cursor.ts'
import { pollProblems } from './problems.ts'
import { newestOf, windowOf } from './window.ts'

const BATCH_SIZE = 2_000

export const httpPoll: Adapter = {
  kind: 'http-poll',
  check: (feed) => pollProblems(configOf(feed), 'delivery' in feed && typeof feed.delivery === 'string' ? feed.delivery : undefined),
  discover,
  read,
  reconcile,
}

function configOf(feed: Source): HttpPollConfig {
  if (feed.adapter.kind !== 'http-poll') throw new TypeError(`The feed ${feed.id} is read by ${feed.adapter.kind}, not by http-poll.`)
  return feed.adapter
}

/** The cursor moves with the last part, because pages come in an order that the source chooses. */
async function* read(feed: Feed, options: ReadOptions): AsyncGenerator<Part> {
  const config = configOf(feed)
  const begun = options.now()
  const cursor = options.range === undefined ? pollCursorOf(options.cursor) : {}
  const { parameters } = windowOf(config.since, { cursor, range: options.range, begun, zone: options.zone })
  const newestIn = config.since === undefined ? undefined : newestOf(config.since, options.zone, begun)
  let { newest } = cursor
  const client = openClient({ settings: config, url: config.url, context: options })
  // A full list is read whole each time: one that was refused because of a row must not hide behind "nothing has changed".
  const validated = feed.delivery === 'list' ? undefined : { basis: basisOf(feed), validator: cursor.validator }
  try {
    for await (const page of pagesOf({ client, config, parameters, validated, now: options.now })) {
      if (page === 'unchanged') return
      newest = later(newest, newestIn?.(page.samples))
      const next = page.isLast && options.range === undefined ? cursorOf(newest, page) : undefined
      yield* partsOf(page, { size: options.batchSize ?? BATCH_SIZE, cursor: isDeepStrictEqual(next, cursor) ? undefined : next })
    }
  } finally {
    await client.close()
  }
}

/** What an answer was read with: after a change of the mapping the same answer says something else. */
const basisOf = (feed: Feed): string => JSON.stringify({ ...feed, file: '' })

function* partsOf({ samples }: Page, { size, cursor }: { readonly size: number; readonly cursor: PollCursor | undefined }): Generator<Part> {
  for (let at = 0; at < samples.length || (at === 0 && cursor !== undefined); at += size) {
    const isLast = at + size >= samples.length
    yield { samples: samples.slice(at, at + size), ...(isLast && cursor !== undefined ? { cursor } : {}) }
  }
}

const later = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined || (b !== undefined && b > a) ? b : a)

const cursorOf = (newest: number | undefined, { validator }: Page): PollCursor => ({ ...(newest === undefined ? {} : { newest }), ...(validator === undefined ? {} : { validator }) })

async function discover(source: Source, options: ReadOptions & { readonly rows: number }): Promise<Discovery> {
  const { samples, total } = await firstPage(source, options)
  const first = samples.slice(0, options.rows)
  return { fields: fieldPathsOf(first).map((path) => ({ path })), samples: first, ...(total === undefined ? {} : { total }) }
}

async function reconcile(feed: Feed, options: ReadOptions): Promise<SourceCounts> {
  const { total: pointer } = configOf(feed)
  const total = pointer === undefined ? undefined : (await firstPage(feed, options)).total
  if (pointer === undefined || total === undefined) {
    throw new FeedReadError('configuration', 'The interface is not known to count its records: declare `total`, the place where an answer says how many there are.', '未声明接口的总数：请在 total 中写明应答中总数的位置。')
  }
  return { records: total, basis: { zh: `接口返回的总数（${pointer}）`, en: `What the interface says at ${pointer}` } }
}

async function firstPage(source: Source, options: ReadOptions): Promise<Page> {
  const config = configOf(source)
  const { parameters } = windowOf(config.since, { cursor: {}, range: options.range, begun: options.now(), zone: options.zone })
  const client = openClient({ settings: config, url: config.url, context: options })
  try {
    for await (const page of pagesOf({ client, config, parameters, now: options.now })) if (page !== 'unchanged') return page
  } finally {
    await client.close()
  }
  throw new FeedReadError('incomplete', 'The source gave no page.', '来源未返回任何页。')
}
