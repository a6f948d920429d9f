// A drift as JSON: in words, with the bureau that owns the source and whom to call.
import type { StoredDrift } from '../../db/feeds/feed-drifts.ts'
import { driftWords } from '../../ingest/drift/drift-words.ts'
import { readDrift } from '../../ingest/drift/drift.ts'
import type { Drift } from '../schemas/drifts.ts'
import type { CityContext } from './city-context.ts'
import { presentInstant } from './present-value.ts'

/** Undefined for a feed that is no longer in force, or a kind that this release does not know. */
export function presentDrift({ feeds, city }: CityContext, stored: StoredDrift): Drift | undefined {
  const feed = feeds.find(({ id }) => id === stored.feed)
  const drift = readDrift(stored)
  if (feed === undefined || drift === undefined) return undefined
  const { zh, en, advice } = driftWords(drift)
  const bureau = feed.bureau === undefined ? undefined : city.bureau(feed.bureau)
  return {
    id: stored.id, feed: feed.id, zh, en, kind: drift.kind, field: drift.field, holds: drift.holds, advice: { ...advice },
    bureau: bureau === undefined ? null : { code: bureau.code, zh: bureau.zh, en: bureau.en },
    contact: feed.contact ?? null, phone: feed.phone ?? null,
    beganAt: city.zone.format(stored.beganAt), seenAt: city.zone.format(stored.seenAt),
    endedAt: presentInstant(city.zone, stored.endedAt), endedBecause: stored.endedBecause,
  }
}
