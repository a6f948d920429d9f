// The contract of an adapter: it checks its configuration without connecting, and hands over samples as received.
import type { Feed } from '../feed-file/feed.ts'
import type { Bilingual } from '../mapping/rejection.ts'
import type { SampleBatch } from '../samples/sample.ts'
import type { AdapterKind } from './configs.ts'

export interface ReadOptions {
  /** Reads this file in place of the configured one. */
  readonly file?: string
  /** Samples a batch; 2,000 by default. */
  readonly batchSize?: number
  readonly signal?: AbortSignal
}

export interface Adapter {
  readonly kind: AdapterKind
  /** What is wrong with the configuration, each a sentence that says what to do. Never connects, never opens a file. */
  check(feed: Feed): readonly string[]
  /**
   * The samples of the source in their order. Ends when the source has been read completely, so a caller that reached the end may
   * move the feed's cursor; throws FeedReadError when the source as a whole cannot be read. Absent where the source comes to us.
   */
  read?(feed: Feed, options?: ReadOptions): AsyncIterable<SampleBatch>
}

/** The source as a whole cannot be read; the texts say what to do. The message is the English one. */
export class FeedReadError extends Error {
  override readonly name = 'FeedReadError'
  readonly text: Bilingual

  constructor(en: string, zh: string = en, options?: ErrorOptions) {
    super(en, options)
    this.text = { zh, en }
  }
}
