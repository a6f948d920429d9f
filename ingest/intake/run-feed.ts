// One run of a feed that we read ourselves: batch by batch, or whole where a list must not be applied in part.
import type { IntakeCounts } from '../../db/feeds/feed-states.ts'
import { FeedReadError } from '../adapters/adapter.ts'
import { adapterOf } from '../adapters/registry.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { Sample } from '../samples/sample.ts'

/** Takes in samples of a feed and resolves after commit. */
export type Deliver = (samples: readonly Sample[]) => Promise<IntakeCounts>

/**
 * Reads the source once and hands everything over. `file` is read in place of the configured one.
 * Throws FeedReadError when the source as a whole cannot be read; what was handed over before stays.
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
  const take = async (samples: readonly Sample[]): Promise<void> => {
    const counts = await deliver(samples)
    for (const name of ['received', 'stored', 'duplicate', 'rejected'] as const) total[name] += counts[name]
  }
  const whole: Sample[] = []
  for await (const batch of adapter.read(feed, options.file === undefined ? {} : { file: options.file })) {
    if (feed.delivery === 'list') whole.push(...batch)
    else await take(batch)
  }
  if (feed.delivery === 'list') await take(whole)
  return total
}
