// What changed about feeds that somebody has to do something about: late, silent, failing, drifting, paused, or no longer authorised.
import type { FeedCondition } from '../../db/feeds/feed-conditions.ts'
import { SOUND } from '../../db/feeds/feed-conditions.ts'
import type { FeedControl } from '../../db/feeds/feed-controls.ts'
import type { StoredDrift } from '../../db/feeds/feed-drifts.ts'
import { driftWords } from '../../ingest/drift/drift-words.ts'
import { readDrift } from '../../ingest/drift/drift.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { parseDay } from '../../rules/time/calendar.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { FeedCoverage } from '../../rules/values/freshness.ts'
import type { Change } from '../schemas/trends.ts'
import type { CityContext } from './city-context.ts'
import { changeId } from './change-id.ts'
import { expiryOf } from './feed-expiry.ts'
import { feedHealth, lagOf, LATE_AFTER } from './feed-health.ts'

/** What is known of feeds at the moment; a question about the past leaves it out. */
export interface FeedsNow {
  readonly conditions: ReadonlyMap<string, FeedCondition>
  readonly controls: ReadonlyMap<string, FeedControl>
  readonly drifts: readonly StoredDrift[]
  /** Of feeds whose runs fail: when the first of these began. */
  readonly failingSince: ReadonlyMap<string, Instant>
}

type Words = Change['title']

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

export function feedChanges(context: CityContext, { coverage, now, known }: { readonly coverage: readonly FeedCoverage[]; readonly now: Instant; readonly known: FeedsNow | undefined }): Change[] {
  const covered = new Map(coverage.map(({ feed, coveredUntil }) => [feed, coveredUntil]))
  return context.feeds.flatMap((feed) => [
    ...healthChanges(context, feed, { until: covered.get(feed.id) ?? null, now, known }),
    ...(known?.drifts ?? []).filter((drift) => drift.feed === feed.id).flatMap((drift) => driftChange(context, feed, drift)),
    ...expiryChanges(context, feed, now),
  ])
}

function healthChanges(context: CityContext, feed: Feed, { until, now, known }: { readonly until: Instant | null; readonly now: Instant; readonly known: FeedsNow | undefined }): Change[] {
  const { city } = context
  const { zone } = city
  const read = until === null ? null : Math.min(until, now)
  const lag = lagOf(feed, { coveredUntil: read, asOf: now, city })
  const health = feedHealth(feed, lag, known?.conditions.get(feed.id) ?? SOUND)
  const control = known?.controls.get(feed.id)
  const upTo: Words = read === null ? { zh: '从未收到数据', en: 'Never received' } : { zh: `数据到 ${shown(zone.format(read))}`, en: `Read up to ${shown(zone.format(read))}` }
  switch (health) {
    case 'late':
    case 'stopped': {
      if (read === null) return []
      const age = ageOf(now - read)
      const word = health === 'stopped' ? { zh: '停更', en: 'silent' } : { zh: '延迟', en: 'late' }
      return [change(context, feed, {
        sort: health, at: Math.min(now, read + feed.cadenceMinutes * MINUTE_MS * LATE_AFTER),
        what: { zh: `${word.zh} ${age.zh}`, en: `${word.en} for ${age.en}` },
        detail: { zh: `${upTo.zh}；超过时效后等级不升不降`, en: `${upTo.en}; once stale, levels neither rise nor fall` },
        severity: health === 'stopped' ? 'bad' : 'warn',
      })]
    }
    case 'failing':
      return [change(context, feed, {
        // A connection is tried again and again: since when it fails is told by the runs, or by how far the feed has been read.
        sort: health, at: known?.failingSince.get(feed.id) ?? read ?? control?.linkAt ?? now, what: { zh: '故障', en: 'failing' },
        detail: { zh: `${control?.problem?.zh ?? ''} ${upTo.zh}`, en: `${control?.problem?.en ?? ''} ${upTo.en}` }, severity: 'warn',
      })]
    case 'paused':
      return [change(context, feed, { sort: health, at: control?.pausedAt ?? now, what: { zh: '已暂停', en: 'paused' }, detail: { zh: `${control?.pausedBecause ?? ''}；${upTo.zh}`, en: `${control?.pausedBecause ?? ''}; ${upTo.en}` }, severity: 'warn' })]
    case 'ok':
    case 'never':
    case 'drifting':
      return []
  }
}

function driftChange(context: CityContext, feed: Feed, stored: StoredDrift): Change[] {
  const drift = readDrift(stored)
  if (drift === undefined) return []
  const { zh, en, advice } = driftWords(drift)
  const whom = [feed.contact, feed.phone].filter((part) => part !== undefined).join(' ')
  return [change(context, feed, {
    sort: `drift-${stored.id}`, at: stored.beganAt,
    what: { zh: `漂移：${zh}`, en: `drifting: ${en}` },
    detail: { zh: `${drift.holds ? '暂停接收，等级保持最近判定。' : ''}${advice.zh}${whom === '' ? '' : `联系：${whom}`}`, en: `${drift.holds ? 'Nothing of it is taken and levels stay as last proven. ' : ''}${advice.en}${whom === '' ? '' : ` Contact: ${whom}`}` },
    severity: drift.holds ? 'bad' : 'warn',
  })]
}

function expiryChanges(context: CityContext, feed: Feed, now: Instant): Change[] {
  const { zone } = context.city
  const expiry = expiryOf(feed, zone.localDay(now))
  if (expiry === undefined || expiry.state === 'ok') return []
  const ended = expiry.state === 'expired'
  const application = feed.application === undefined ? { zh: '请重新申请。', en: 'Apply for it again.' } : { zh: `请续办申请单 ${feed.application}。`, en: `Renew application ${feed.application}.` }
  return [change(context, feed, {
    sort: `authorisation-${expiry.state}`, known: expiry.on,
    at: ended ? Math.min(now, zone.startOfDay((parseDay(expiry.on) ?? 0) + 1)) : zone.startOfDay(zone.localDay(now)),
    what: ended ? { zh: `共享授权已于 ${expiry.on} 到期`, en: `authorisation expired on ${expiry.on}` } : { zh: `共享授权将于 ${expiry.on} 到期（还有 ${expiry.daysLeft} 天）`, en: `authorisation expires on ${expiry.on} (${expiry.daysLeft} days left)` },
    detail: application, severity: ended ? 'bad' : 'warn',
  })]
}

interface Told {
  /** What about the feed has changed: with `at`, what the change is known by. */
  readonly sort: string
  readonly at: Instant
  /** What stands for `at` where that moves with the days. */
  readonly known?: string
  readonly what: Words
  readonly detail: Words
  readonly severity: Change['severity']
}

function change({ city, model }: CityContext, feed: Feed, { sort, at, known, what, detail, severity }: Told): Change {
  const bureau = feed.bureau === undefined ? undefined : city.bureau(feed.bureau)
  const item = model.requirements.find(({ calculation }) => readsFeed(model, calculation, feed))?.item
  return {
    id: changeId({ kind: 'feed', subject: feed.id, what: sort, at: known ?? city.zone.format(at) }),
    at: city.zone.format(at), kind: 'feed', feed: feed.id, ...(item === undefined ? {} : { item }),
    title: { zh: `${feed.zh}${what.zh}${bureau === undefined ? '' : `（责任：${bureau.zh}）`}`, en: `${feed.en} ${what.en}${bureau === undefined ? '' : ` (${bureau.en})`}` },
    detail, severity,
  }
}

const shown = (text: string): string => text.slice(0, 16).replace('T', ' ')

function ageOf(ms: number): Words {
  const days = Math.floor(ms / DAY_MS)
  const hours = Math.floor(ms / HOUR_MS)
  return days > 0 ? { zh: `${days} 天`, en: `${days} days` } : { zh: `${hours} 小时`, en: `${hours} hours` }
}

function readsFeed(model: CityContext['model'], calculation: string, feed: CityContext['feeds'][number]): boolean {
  const facts = model.calculations.find(({ id }) => id === calculation)?.facts
  const { fact } = feed.mapping
  if (facts === undefined) return false
  if (facts.kind === 'case') return fact.kind === 'case' && fact.caseType === facts.caseType
  return fact.kind === 'register-entry' && (fact.register === facts.register || fact.register === facts.scope)
}
