// Every feed with all that a person asks about it: health, lag, runs, link, problem, authorisation, and whom to call.
import { SOUND, readFeedConditions } from '../../db/feeds/feed-conditions.ts'
import { readControls, type FeedControl } from '../../db/feeds/feed-controls.ts'
import { readOpenDrifts, type StoredDrift } from '../../db/feeds/feed-drifts.ts'
import { readLastRegularRuns, readLastRuns, type FeedRun } from '../../db/feeds/feed-runs.ts'
import { readFeedStates, type FeedState } from '../../db/feeds/feed-states.ts'
import type { Db } from '../../db/open-store.ts'
import { adapterOf } from '../../ingest/adapters/registry.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { nextRunAt } from '../../ingest/runner/next-step.ts'
import { scheduleOf } from '../../ingest/runner/schedule.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { DRIFT_KINDS } from '../schemas/drifts.ts'
import type { Feed as PresentedFeed } from '../schemas/feeds.ts'
import type { CityContext } from './city-context.ts'
import { expiryOf } from './feed-expiry.ts'
import { feedHealth, lagOf } from './feed-health.ts'
import { presentProblem, presentRun } from './present-run.ts'
import { presentInstant } from './present-value.ts'

export async function readFeedList(db: Db, context: CityContext, now: Instant): Promise<PresentedFeed[]> {
  const states = new Map((await readFeedStates(db)).map((state) => [state.feed, state]))
  const controls = await readControls(db)
  const conditions = await readFeedConditions(db)
  const lastRuns = await readLastRuns(db)
  const lastBegan = await readLastRegularRuns(db)
  const drifts = Map.groupBy(await readOpenDrifts(db), ({ feed }) => feed)
  return context.feeds.map((feed) => present(context, feed, {
    now, state: states.get(feed.id), control: controls.get(feed.id), condition: conditions.get(feed.id) ?? SOUND,
    lastRun: lastRuns.get(feed.id), lastBegan: lastBegan.get(feed.id), drifts: drifts.get(feed.id) ?? [],
  }))
}

interface Known {
  readonly now: Instant
  readonly state: FeedState | undefined
  readonly control: FeedControl | undefined
  readonly condition: typeof SOUND
  readonly lastRun: FeedRun | undefined
  readonly lastBegan: Instant | undefined
  readonly drifts: readonly StoredDrift[]
}

function present({ city }: CityContext, feed: Feed, { now, state, control, condition, lastRun, lastBegan, drifts }: Known): PresentedFeed {
  const { zone } = city
  const lag = lagOf(feed, { coveredUntil: state?.coveredUntil ?? null, asOf: now, city })
  const expiry = expiryOf(feed, zone.localDay(now))
  const schedule = scheduleOf(feed, zone)
  const next = nextRunAt(schedule, { paused: condition.paused, lastBegan, retryAt: control?.retryAt ?? undefined }, now)
  return {
    id: feed.id, zh: feed.zh, en: feed.en, source: feed.source, adapter: feed.adapter.kind,
    bureau: feed.bureau ?? null, contact: feed.contact ?? null, phone: feed.phone ?? null,
    catalogueCode: feed.catalogueCode ?? null, application: feed.application ?? null, purpose: feed.purpose ?? null,
    expires: feed.expires ?? null, expiry: expiry === undefined ? null : { daysLeft: expiry.daysLeft, state: expiry.state },
    state: feedHealth(feed, lag, condition),
    coveredUntil: presentInstant(zone, state?.coveredUntil ?? null),
    lagMinutes: lag === undefined ? null : Math.floor(lag.ms / 60_000),
    lastReceivedAt: presentInstant(zone, state?.lastReceivedAt ?? null),
    received: state?.received ?? 0, stored: state?.stored ?? 0, duplicate: state?.duplicate ?? 0, rejected: state?.rejected ?? 0,
    cadenceMinutes: feed.cadenceMinutes, cadenceClock: feed.cadenceClock ?? 'natural', yearNotHeld: lag?.yearNotHeld ?? null,
    reads: readsOf(feed, schedule.kind),
    nextRunAt: presentInstant(zone, next ?? null),
    lastRun: lastRun === undefined ? null : presentRun(lastRun, zone),
    failures: control?.failures ?? 0, problem: presentProblem(control?.problem ?? null),
    link: control === undefined || control.link === null ? null : { state: control.link, at: presentInstant(zone, control.linkAt) },
    pausedAt: presentInstant(zone, control?.pausedAt ?? null), pausedBecause: control?.pausedBecause ?? null,
    drifts: drifts.flatMap(({ id, kind, field, holds, beganAt }) => {
      const known = DRIFT_KINDS.find((one) => one === kind)
      return known === undefined ? [] : [{ id, kind: known, field, holds, beganAt: zone.format(beganAt) }]
    }),
  }
}

function readsOf({ adapter }: Feed, schedule: ReturnType<typeof scheduleOf>['kind']): PresentedFeed['reads'] {
  const { listen, read } = adapterOf(adapter.kind)
  if (listen !== undefined) return 'listening'
  if (read === undefined) return 'delivered'
  return schedule === 'never' ? 'asked' : 'scheduled'
}
