// A value is as fresh as its oldest contributing feed: a numerator of 14:05 over a denominator of 08:00 is a value as of 08:00.
import type { Instant } from '../time/instant.ts'
import type { Freshness } from './value.ts'

const MS_PER_DAY = 86_400_000

/** A feed as far as freshness needs it. */
export interface FeedCoverage {
  readonly feed: string
  readonly source: string
  /** `appeal`, `event`, `register:...` or `measurement:...` */
  readonly factKind: string
  readonly coveredUntil: Instant | null
  /**
   * The beginning of the first day on which the city's list counts anything, null while it counts nothing. Left out where nobody has to ask: a share or a
   * mean of nothing says so by its denominator, and only a bare count would be taken for zero.
   */
  readonly beganAt?: Instant | null
}

/**
 * Freshness at `asOf` of a value fed by these feeds. Coverage beyond `asOf` counts as `asOf`. A quiet street is not a
 * silent feed: what matters is how far a feed has been read, not when something last happened.
 */
export function freshnessOf(feeds: readonly FeedCoverage[], asOf: Instant, staleAfterDays: number): Freshness {
  let oldest: { readonly feed: string; readonly coveredUntil: Instant | null } | undefined
  for (const { feed, coveredUntil } of feeds) {
    const covered = coveredUntil === null ? null : Math.min(coveredUntil, asOf)
    if (oldest === undefined || covered === null || (oldest.coveredUntil !== null && covered < oldest.coveredUntil)) oldest = { feed, coveredUntil: covered }
    if (covered === null) break
  }
  if (oldest === undefined) return { coveredUntil: null, staleAt: null, oldestFeed: null }
  const { coveredUntil } = oldest
  return { coveredUntil, staleAt: coveredUntil === null ? null : coveredUntil + staleAfterDays * MS_PER_DAY, oldestFeed: oldest.feed }
}

/** Whether lists were kept at `asOf` at all: before the first of them began, a count of nothing is not zero. */
export const hasBegun = (feeds: readonly FeedCoverage[], asOf: Instant): boolean =>
  feeds.length === 0 || feeds.some(({ beganAt }) => beganAt === undefined || (beganAt !== null && beganAt <= asOf))

/** Whether a value of this freshness is stale at `asOf`; at the limit itself it is not. */
export const isStale = (freshness: Freshness, asOf: Instant): boolean => freshness.staleAt !== null && asOf > freshness.staleAt
