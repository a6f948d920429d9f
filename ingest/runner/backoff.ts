// How long a source that failed is left alone: what may pass by itself is tried again soon, what a person must mend only rarely.
import type { ReadFailure } from '../adapters/adapter.ts'

/** Of a run: as of a reading, or it took too long, our store could not take it, its process died, or our own code failed. */
export type RunFailure = ReadFailure | 'timeout' | 'store' | 'lost' | 'internal'

const SECOND = 1000
const MINUTE = 60 * SECOND

interface Waits {
  readonly firstMs: number
  readonly longestMs: number
}

const SOON: Waits = { firstMs: 15 * SECOND, longestMs: 30 * MINUTE }
const RARELY: Waits = { firstMs: 15 * MINUTE, longestMs: 6 * 60 * MINUTE }

const WAITS: Readonly<Record<RunFailure, Waits>> = {
  unreachable: SOON, incomplete: SOON, timeout: SOON, lost: SOON, internal: SOON,
  store: { firstMs: 5 * SECOND, longestMs: MINUTE },
  refused: RARELY, contract: RARELY, configuration: RARELY,
}

/** Milliseconds until the next try after so many failures in a row (1 and more). `random` in [0, 1) spreads feeds of one source apart. */
export function retryDelay(failure: RunFailure, failures: number, random: number): number {
  const { firstMs, longestMs } = WAITS[failure]
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)))
  return Math.round(full * (0.75 + random / 2))
}
