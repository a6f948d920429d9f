// Whether a wall still shows what the server knows: nobody stands before it with a mouse, so it has to notice by itself.
import type { LinkState } from '../composables/useLive.ts'

/** A reading as it is shown or as the server gives it when asked anew. */
export interface Figures {
  /** Milliseconds of the reading's own clock. */
  readonly asOf: number
  /** Everything printed of it, as one text. */
  readonly text: string
}

export interface Seen {
  readonly link: LinkState
  /** For how long there has been no live connection, in ms. */
  readonly lostMs: number
  readonly shown: Figures | undefined
  /** What the server answered last, and before that; undefined where it did not answer. */
  readonly served: Figures | undefined
  readonly servedBefore: Figures | undefined
}

/**
 * `lost`: no connection; it is said and goes on trying. `still`: the server answers, but its own reading does not move on. `stuck`: the server
 * goes on and this page does not: only loading it anew helps.
 */
export type Verdict = 'fresh' | 'lost' | 'still' | 'stuck'

/** A connection takes so long at most to come back once the server answers. */
const BACK_WITHIN_MS = 180_000
/** Frames under way make no difference as long as this. */
const BEHIND_MS = 120_000

export function verdictOf({ link, lostMs, shown, served, servedBefore }: Seen): Verdict {
  if (link === 'past') return 'fresh'
  if (link !== 'live') return served !== undefined && lostMs > BACK_WITHIN_MS ? 'stuck' : 'lost'
  if (shown !== undefined && served !== undefined && served.asOf - shown.asOf > BEHIND_MS && served.text !== shown.text) return 'stuck'
  return served !== undefined && servedBefore !== undefined && served.asOf <= servedBefore.asOf ? 'still' : 'fresh'
}

/** Every night at 03:30 by the city's clock; a page younger than the least age has just been loaded. */
export function isReloadDue(clock: string, ageMs: number): boolean {
  return clock === '03:30' && ageMs > 300_000
}
