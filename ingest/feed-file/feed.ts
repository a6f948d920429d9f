// A checked feed: what intake, adapters and mapping work with.
import type { FeedFile } from './feed-schema.ts'

export type Delivery = 'full' | 'partial' | 'list' | 'changes'

/** A feed file that passed every check, with the name of the file it came from. */
export interface Feed extends Readonly<FeedFile> {
  /** Paths in `adapter` are relative to it. */
  readonly file: string
}
