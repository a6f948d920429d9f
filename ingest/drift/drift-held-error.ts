// A delivery that is not taken because its source is not what was agreed: nothing of it was applied, and it is wanted again once it is mended or confirmed.
import { FeedReadError } from '../adapters/adapter.ts'
import type { Feed } from '../feed-file/feed.ts'
import { driftWords } from './drift-words.ts'
import type { Drift } from './drift.ts'

export class DriftHeldError extends FeedReadError {
  readonly feed: string
  readonly drifts: readonly Drift[]

  constructor({ id, bureau, contact, phone }: Pick<Feed, 'id' | 'bureau' | 'contact' | 'phone'>, drifts: readonly Drift[]) {
    const words = drifts.map(driftWords)
    const whom = [bureau, contact, phone].filter((part) => part !== undefined).join(' ')
    super(
      'contract',
      `${words.map(({ en }) => en).join('; ')}. Nothing of this delivery was taken.${whom === '' ? '' : ` Owner: ${whom}.`} ${words[0]?.advice.en ?? ''}`,
      `${words.map(({ zh }) => zh).join('；')}。本次交付未接收。${whom === '' ? '' : `责任：${whom}。`}${words[0]?.advice.zh ?? ''}`,
    )
    this.feed = id
    this.drifts = drifts
  }
}
