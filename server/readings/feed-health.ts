// How a feed is doing: by how far it has been read, not by when something last happened in the city, and by what people and failures have decided.
import { SOUND, type FeedCondition } from '../../db/feeds/feed-conditions.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { City } from '../../rules/city/city.ts'
import { behindBy, type Behind } from '../../rules/time/cadence.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { FeedCoverage } from '../../rules/values/freshness.ts'
import type { FeedSummary } from '../schemas/snapshot.ts'

/** 正常, 延迟, 停更, 故障, 漂移, 未接收, 已暂停. */
export type FeedHealth = 'ok' | 'late' | 'stopped' | 'failing' | 'drifting' | 'never' | 'paused'

const MS_PER_MINUTE = 60_000
/** Late after twice its cadence, stopped after four times: a feed may miss one delivery without anyone being called. */
export const LATE_AFTER = 2
const STOPPED_AFTER = 4

/** How far a feed is behind at `asOf`, by the clock of its cadence; undefined when it was never read. */
export function lagOf({ cadenceClock = 'natural' }: Pick<Feed, 'cadenceClock'>, { coveredUntil, asOf, city }: { readonly coveredUntil: Instant | null; readonly asOf: Instant; readonly city: Pick<City, 'zone' | 'workingCalendar'> }): Behind | undefined {
  return coveredUntil === null ? undefined : behindBy(cadenceClock, { from: coveredUntil, to: asOf, zone: city.zone, calendar: city.workingCalendar })
}

/**
 * What a person should know first. A pause is somebody's decision; a drift that holds everything says why nothing comes; a feed that has stopped is told
 * as that, whatever else is wrong with it.
 */
export function feedHealth({ cadenceMinutes }: Pick<Feed, 'cadenceMinutes'>, lag: Behind | undefined, { paused, failing, drift }: FeedCondition): FeedHealth {
  const cadences = lag === undefined ? undefined : lag.ms / (cadenceMinutes * MS_PER_MINUTE)
  if (paused) return 'paused'
  if (drift === 'holds') return 'drifting'
  if (cadences !== undefined && cadences > STOPPED_AFTER) return 'stopped'
  if (drift === 'marked') return 'drifting'
  if (failing) return 'failing'
  if (cadences === undefined) return 'never'
  return cadences > LATE_AFTER ? 'late' : 'ok'
}

export interface FeedsAt {
  readonly feeds: readonly Feed[]
  readonly city: City
  readonly coverage: readonly FeedCoverage[]
  readonly asOf: Instant
  /** Empty for a moment of the past: what was decided then is not kept. */
  readonly conditions: ReadonlyMap<string, FeedCondition>
}

/** Feeds that were never read count as stopped. */
export function summariseFeeds({ feeds, city, coverage, asOf, conditions }: FeedsAt): FeedSummary {
  const covered = new Map(coverage.map(({ feed, coveredUntil }) => [feed, coveredUntil]))
  const summary = { ok: 0, late: 0, stopped: 0, failing: 0, drifting: 0, paused: 0 }
  for (const feed of feeds) {
    const health = feedHealth(feed, lagOf(feed, { coveredUntil: covered.get(feed.id) ?? null, asOf, city }), conditions.get(feed.id) ?? SOUND)
    summary[health === 'never' ? 'stopped' : health]++
  }
  return summary
}
