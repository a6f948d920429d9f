// Reads a source once, hands every part to intake, and tells the source after commit. A full list travels whole, because absence says something; all others in part.
import type { IntakeCounts } from '../../db/feeds/feed-states.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { FeedReadError, type Adapter, type Part, type ReadOptions } from '../adapters/adapter.ts'
import { adapterOf } from '../adapters/registry.ts'
import type { Feed } from '../feed-file/feed.ts'
import { partsOfGivenFile } from '../formats/feed-file-parts.ts'
import { fileFormatOf } from '../formats/feed-format.ts'
import type { RejectionTally } from '../drift/rejection-tally.ts'
import type { Alongside } from './delivery.ts'
import type { Sample } from '../samples/sample.ts'

/** What a delivery may say of how far the feed has been read; by itself it says what its samples say. */
export interface DeliveredCoverage {
  /** Part of a run: the feed is not read completely until the run ends. */
  readonly withheld?: boolean
  readonly coveredUntil?: Instant | undefined
  /** Where to go on from, committed with the samples. */
  readonly cursor?: unknown
  /** Written in the transaction of the samples. */
  readonly alongside?: Alongside | undefined
  /** What was kept apart in the run that this is part of. */
  readonly tally?: RejectionTally | undefined
}

export interface DeliveryAnswer extends IntakeCounts {
  /** How far these samples alone would have the feed covered. */
  readonly coveredUntil: Instant | undefined
}

/** Takes in samples of a feed and resolves after commit. */
export type Deliver = (samples: readonly Sample[], coverage: DeliveredCoverage) => Promise<DeliveryAnswer>

export interface RunOptions extends ReadOptions {
  /** Told after every part that was committed. */
  readonly onPart?: (sum: IntakeCounts) => void
}

/** Rows of a full list, which has to be held whole. */
const LONGEST_LIST = 500_000

/**
 * Reads the source once and hands everything over; only a source that was read to its end moves the feed's coverage, and a back-fill never does.
 * Throws FeedReadError when the source as a whole cannot be read; what was handed over before stays.
 */
export async function runFeed(feed: Feed, deliver: Deliver, options: RunOptions): Promise<IntakeCounts> {
  if (options.file !== undefined && fileFormatOf(feed.adapter) !== undefined) return deliverFile(feed, deliver, { ...options, file: options.file })
  const { read, emptyRead } = adapterOf(feed.adapter.kind)
  if (read === undefined) {
    throw new FeedReadError(
      'configuration',
      `Feed ${feed.id} is delivered to us (${feed.adapter.kind}); there is nothing to read. Push samples to /api/v1/feeds/${feed.id}/samples.`,
      `数据源 ${feed.id} 由对方推送（${feed.adapter.kind}），没有可读取的来源。请向 /api/v1/feeds/${feed.id}/samples 推送样本。`,
    )
  }
  return runParts(feed, deliver, { options, parts: read(feed, options), emptyRead })
}

/**
 * Takes in a file that somebody handed over, by the format and the mapping of its feed. `name` is shown in place of the path. Throws FeedReadError
 * when the file as a whole cannot be read, or the feed takes no files.
 */
export function deliverFile(feed: Feed, deliver: Deliver, options: RunOptions & { readonly file: string; readonly name?: string }): Promise<IntakeCounts> {
  return runParts(feed, deliver, { options, parts: partsOfGivenFile(feed, options) })
}

interface Reading {
  readonly options: Pick<RunOptions, 'now' | 'range' | 'onPart'>
  readonly parts: AsyncIterable<Part>
  readonly emptyRead?: Adapter['emptyRead']
}

/** Hands over the parts of a source, however they were read; as `runFeed`. */
export function runParts(feed: Feed, deliver: Deliver, reading: Reading): Promise<IntakeCounts> {
  return feed.delivery === 'list' ? runList(feed, deliver, reading) : runOneByOne(feed, deliver, reading)
}

async function runOneByOne(feed: Feed, deliver: Deliver, { options, parts, emptyRead }: Reading): Promise<IntakeCounts> {
  const total = { received: 0, stored: 0, duplicate: 0, rejected: 0 }
  const isBackFill = options.range !== undefined
  const begun = feed.coverage.until === 'received' ? options.now() : undefined
  let covered: Instant | undefined = emptyRead === 'says-nothing' ? undefined : begun
  for await (const { samples, cursor, acknowledge } of parts) {
    covered ??= begun
    const { coveredUntil, ...counts } = await deliver(samples, { withheld: true, ...(isBackFill || cursor === undefined ? {} : { cursor }) })
    await acknowledge?.()
    for (const name of ['received', 'stored', 'duplicate', 'rejected'] as const) total[name] += counts[name]
    if (feed.coverage.until !== 'received' && coveredUntil !== undefined && (covered === undefined || coveredUntil > covered)) covered = coveredUntil
    options.onPart?.({ ...total })
  }
  if (covered !== undefined && !isBackFill) await deliver([], { coveredUntil: covered })
  return total
}

async function runList(feed: Feed, deliver: Deliver, { options, parts, emptyRead }: Reading): Promise<IntakeCounts> {
  const total = { received: 0, stored: 0, duplicate: 0, rejected: 0 }
  let list: Sample[] = []
  let acknowledgements: (() => Promise<void>)[] = []
  let last: unknown
  let lists = 0
  const hand = async (): Promise<void> => {
    const counts = await deliver(list, last === undefined ? {} : { cursor: last })
    for (const acknowledge of acknowledgements) await acknowledge()
    for (const name of ['received', 'stored', 'duplicate', 'rejected'] as const) total[name] += counts[name]
    options.onPart?.({ ...total })
    lists += 1
    list = []
    acknowledgements = []
  }
  for await (const { samples, cursor, acknowledge, listEnds } of parts) {
    list.push(...samples)
    if (list.length > LONGEST_LIST) {
      throw new FeedReadError('contract', `The list of feed ${feed.id} has more than ${LONGEST_LIST} rows: deliver its changes (delivery: changes).`, `数据源 ${feed.id} 的清单超过 ${LONGEST_LIST} 行：请改为交付变更（delivery: changes）。`)
    }
    if (acknowledge !== undefined) acknowledgements.push(acknowledge)
    last = cursor ?? last
    if (listEnds === true) await hand()
  }
  // An empty list is handed over, too: intake refuses it and says why.
  if (list.length > 0 || acknowledgements.length > 0 || (lists === 0 && emptyRead !== 'says-nothing')) await hand()
  return total
}
