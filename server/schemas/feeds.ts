// Feeds and dead letters as JSON.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { DRIFT_KINDS } from './drifts.ts'
import { FeedProblem, FeedRun } from './feed-runs.ts'

export const FEED_STATES = ['ok', 'late', 'stopped', 'failing', 'drifting', 'never', 'paused'] as const

export const Feed = Type.Object({
  id: Type.String(),
  ...Bilingual.properties,
  source: Type.String({ description: 'Source system' }),
  adapter: Type.String(),
  bureau: Nullable(Type.String()),
  contact: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  catalogueCode: Nullable(Type.String({ description: '目录编码' })),
  application: Nullable(Type.String({ description: '申请单号' })),
  purpose: Nullable(Type.String()),
  expires: Nullable(Type.String()),
  expiry: Nullable(Type.Object({
    daysLeft: Type.Integer({ description: '0 on the last day, negative after it' }),
    state: Type.Enum(['ok', 'soon', 'expired'], { description: 'soon: 30 days or less' }),
  }, { description: 'Of the authorisation under which the data is shared' })),
  state: Type.Enum(FEED_STATES, { description: '正常, 延迟, 停更, 故障, 漂移, 未接收, 已暂停' }),
  coveredUntil: Nullable(InstantText),
  lagMinutes: Nullable(Type.Integer({ description: 'Minutes that it is behind, by the clock of its cadence' })),
  lastReceivedAt: Nullable(InstantText),
  received: Type.Integer(), stored: Type.Integer(), duplicate: Type.Integer(), rejected: Type.Integer(),
  cadenceMinutes: Type.Integer(),
  cadenceClock: Type.Enum(['natural', 'working-days']),
  yearNotHeld: Nullable(Type.Integer({ description: 'The working calendar does not hold this year, so all time is counted: complete the city file' })),
  reads: Type.Enum(['scheduled', 'asked', 'listening', 'delivered'], { description: 'By schedule, when somebody asks, by staying connected, or not at all: the source comes to us' }),
  nextRunAt: Nullable(InstantText),
  lastRun: Nullable(FeedRun),
  failures: Type.Integer({ description: 'Runs in a row that failed' }),
  problem: Nullable(FeedProblem),
  link: Nullable(Type.Object({ state: Type.Enum(['connecting', 'connected', 'lost']), at: Nullable(InstantText) })),
  pausedAt: Nullable(InstantText),
  pausedBecause: Nullable(Type.String()),
  drifts: Type.Array(Type.Object({ id: Type.Integer(), kind: Type.Enum(DRIFT_KINDS), field: Type.String(), holds: Type.Boolean(), beganAt: InstantText }), { description: 'Open ones; GET /api/v1/drifts says them in words' }),
})
export const Feeds = Type.Object({ feeds: Type.Array(Feed) }, { $id: 'Feeds' })

export const DeadLetter = Type.Object({
  id: Type.Integer(),
  feed: Type.String(),
  recordedAt: InstantText,
  position: Type.String({ description: 'Line of the file, or place in the pushed body' }),
  sample: Type.String({ description: 'The sample as received, as JSON text' }),
  field: Type.String(),
  value: Type.String(),
  code: Type.String(),
  reason: Bilingual,
  advice: Bilingual,
})
export const DeadLetters = Type.Object({ deadLetters: Type.Array(DeadLetter) }, { $id: 'DeadLetters' })
export type Feed = Static<typeof Feed>
