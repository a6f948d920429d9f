// One run of a feed that we read ourselves: batch by batch, or whole where a list must not be applied in part.
import type { IntakeCounts } from '../../db/feeds/feed-states.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { FeedReadError } from '../adapters/adapter.ts'
import { adapterOf } from '../adapters/registry.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { Sample } from '../samples/sample.ts'

/** What a delivery may say of how far the feed has been read; by itself it says what its samples say. */
export interface DeliveredCoverage {
  /** Part of a run: the feed is not read completely until the run ends. */
  readonly withheld?: boolean
  readonly coveredUntil?: Instant | undefined
}

export interface DeliveryAnswer extends IntakeCounts {
  /** How far these samples alone would have the feed covered. */
  readonly coveredUntil: Instant | undefined
}

/** Takes in samples of a feed and resolves after commit. */
export type Deliver = (samples: readonly Sample[], coverage: DeliveredCoverage) => Promise<DeliveryAnswer>

/**
 * Reads the source once and hands everything over; only a source that was read to its end moves the feed's coverage. `file` is read in place of
 * the configured one. Throws FeedReadError when the source as a whole cannot be read; what was handed over before stays.
 */
export async function runFeed(feed: Feed, deliver: Deliver, options: { readonly file?: string | undefined } = {}): Promise<IntakeCounts> {
  const adapter = adapterOf(feed.adapter.kind)
  if (adapter.read === undefined) {
    throw new FeedReadError(
      `Feed ${feed.id} is delivered to us (${feed.adapter.kind}); there is nothing to read. Push samples to /api/v1/feeds/${feed.id}/samples.`,
      `数据源 ${feed.id} 由对方推送（${feed.adapter.kind}），没有可读取的来源。请向 /api/v1/feeds/${feed.id}/samples 推送样本。`,
    )
  }
  const total = { received: 0, stored: 0, duplicate: 0, rejected: 0 }
  let covered: Instant | undefined
  const whole: Sample[] = []
  for await (const batch of adapter.read(feed, options.file === undefined ? {} : { file: options.file })) {
    if (feed.delivery === 'list') {
      whole.push(...batch)
      continue
    }
    const { coveredUntil, ...counts } = await deliver(batch, { withheld: true })
    for (const name of ['received', 'stored', 'duplicate', 'rejected'] as const) total[name] += counts[name]
    if (coveredUntil !== undefined && (covered === undefined || coveredUntil > covered)) covered = coveredUntil
  }
  if (feed.delivery === 'list') {
    const { received, stored, duplicate, rejected } = await deliver(whole, {})
    return { received, stored, duplicate, rejected }
  }
  if (covered !== undefined) await deliver([], { coveredUntil: covered })
  return total
}
