// What a proof of a model finds.

/** Something that a model may not do. */
export interface Flaw {
  /** JSON Pointer of the faulty part. */
  readonly at: string
  /** What is wrong and what to do. */
  readonly message: string
}
