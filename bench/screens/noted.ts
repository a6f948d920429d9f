// What the script in a page tells the measure; instants in milliseconds since 1970 with fractions, by the browser's clock.

export interface Noted {
  /** When each frame was begun. */
  readonly frames: number[]
  /** The first frame with an update of at least this number, when it had been handed over for painting. */
  readonly shown: { readonly sequence: number; readonly at: number }[]
  /** Tasks of the main thread over 50 ms. */
  readonly longTasks: { readonly at: number; readonly ms: number }[]
}
