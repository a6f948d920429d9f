// What a rule of feed files reports before it is given a line.

/** Something that a rule has against a feed: JSON Pointer of the faulty part, and what to do. */
export interface FeedFlaw {
  readonly at: string
  readonly message: string
}
