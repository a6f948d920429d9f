// What a change is known by: the same whoever asks and whenever, so that it can be taken note of once and for all.
import type { Change } from '../schemas/trends.ts'

export interface ChangeIdentity {
  readonly kind: Change['kind']
  /** What changed: area and item, area and indicator, or a feed. */
  readonly subject: string
  /** What it became: a standing, a count, a state of a feed. Two changes of one day differ by it. */
  readonly what: string
  /** The local day of a standing or a list, the instant of a feed: what was told live and what the close of its day tells are one change. */
  readonly at: string
  /** Which of several to the same end on one day; the first when left out. */
  readonly occurrence?: number
}

/** At most 240 characters, since names are; the store holds no longer ones. */
export function changeId({ kind, subject, what, at, occurrence = 1 }: ChangeIdentity): string {
  return [kind, subject, what, at, ...(occurrence === 1 ? [] : [String(occurrence)])].join('/')
}
