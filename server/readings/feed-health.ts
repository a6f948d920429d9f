// Whether a feed is on time: by how far it has been read, not by when something last happened in the city.
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { FeedCoverage } from '../../rules/values/freshness.ts'
import type { FeedSummary } from '../schemas/snapshot.ts'

export type FeedHealth = 'ok' | 'late' | 'stopped' | 'never'

const MS_PER_MINUTE = 60_000
/** Late after twice its cadence, stopped after four times: a feed may miss one delivery without anyone being called. */
const LATE_AFTER = 2
const STOPPED_AFTER = 4

export function feedHealth(cadenceMinutes: number, coveredUntil: Instant | null, asOf: Instant): FeedHealth {
  if (coveredUntil === null) return 'never'
  const behind = (asOf - coveredUntil) / (cadenceMinutes * MS_PER_MINUTE)
  return behind > STOPPED_AFTER ? 'stopped' : behind > LATE_AFTER ? 'late' : 'ok'
}

/** Feeds that were never read count as stopped. */
export function summariseFeeds(feeds: readonly Feed[], coverage: readonly FeedCoverage[], asOf: Instant): FeedSummary {
  const covered = new Map(coverage.map(({ feed, coveredUntil }) => [feed, coveredUntil]))
  const summary = { ok: 0, late: 0, stopped: 0 }
  for (const feed of feeds) {
    const health = feedHealth(feed.cadenceMinutes, covered.get(feed.id) ?? null, asOf)
    summary[health === 'never' ? 'stopped' : health]++
  }
  return summary
}
