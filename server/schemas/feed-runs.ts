// How feeds run, as JSON: what was read when, what came of it, and what people decided.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

const closed = { additionalProperties: false } as const

export const FeedProblem = Type.Object({
  code: Type.Enum(['unreachable', 'refused', 'incomplete', 'contract', 'configuration', 'timeout', 'store', 'lost', 'internal'], {
    description: 'lost: the process that read died; store: our own database could not take it; the others are of the source or the feed file',
  }),
  ...Bilingual.properties,
}, { description: 'Why something did not go, and what to do' })

export const BackFill = Type.Object({
  from: InstantText,
  to: InstantText,
  months: Type.Integer({ description: 'Local months, read newest first' }),
  done: Type.Integer(),
  current: Nullable(Type.String({ description: 'The month that is read, such as 2026-05' })),
})

export const FeedRun = Type.Object({
  id: Type.Integer(),
  feed: Type.String(),
  trigger: Type.Enum(['schedule', 'catch-up', 'asked', 'back-fill', 'upload']),
  state: Type.Enum(['waiting', 'running', 'done', 'failed', 'cancelled'], { description: 'waiting: asked for and not begun, or a back-fill between two months' }),
  beganAt: InstantText,
  endedAt: Nullable(InstantText),
  received: Type.Integer(), stored: Type.Integer(), duplicate: Type.Integer(), rejected: Type.Integer(),
  coveredUntil: Nullable(InstantText),
  cancelAsked: Type.Boolean(),
  problem: Nullable(FeedProblem),
  backFill: Nullable(BackFill),
}, { $id: 'FeedRun' })
export const FeedRuns = Type.Object({ runs: Type.Array(FeedRun, { description: 'Newest first' }) }, { $id: 'FeedRuns' })

export const RunAsked = Type.Object({ run: Type.Integer({ description: 'GET /api/v1/runs/{run} tells how far it has come' }) }, { $id: 'RunAsked' })
export const FeedDecision = Type.Object({ feed: Type.String(), pausedAt: Nullable(InstantText), pausedBecause: Nullable(Type.String()) }, { $id: 'FeedDecision' })
export const Reconciliation = Type.Object({
  feed: Type.String(),
  source: Type.Object({ records: Type.Integer(), keys: Nullable(Type.Integer()), basis: Type.Object(Bilingual.properties) }),
  ours: Type.Object({ identities: Type.Integer({ description: 'Distinct business keys that the feed has brought in the range' }), basis: Type.Object(Bilingual.properties) }),
  missing: Nullable(Type.Integer({ description: 'Keys of the source beyond ours; null where the source counts no keys' })),
}, { $id: 'Reconciliation' })

export const BecauseBody = Type.Object({ because: Type.String({ minLength: 1, maxLength: 400, description: 'Why; kept beside it' }) }, closed)
export const RangeBody = Type.Object({
  from: Type.String({ maxLength: 40, description: 'A local day such as 2026-01-01, or an instant with offset' }),
  to: Type.String({ maxLength: 40, description: 'As from; a day counts whole' }),
}, closed)

export type FeedProblem = Static<typeof FeedProblem>
export type FeedRun = Static<typeof FeedRun>
export type RunAsked = Static<typeof RunAsked>
export type Reconciliation = Static<typeof Reconciliation>
