// What one of many viewers says after a frame.
import type { Seen } from '../live-latency/messages.ts'

export interface SeenByOne extends Seen {
  /** From 0. */
  readonly viewer: number
}
