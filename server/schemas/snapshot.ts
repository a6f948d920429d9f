// The reading that everything else is part of: all values and standings of an area at an instant.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

/** Counts are exact integers: a share has numerator and denominator, a mean sumMs and count, a count value. */
const Quantity = {
  numerator: Type.Optional(Type.Integer()),
  denominator: Type.Optional(Type.Integer()),
  sumMs: Type.Optional(Type.Integer({ description: 'Milliseconds' })),
  count: Type.Optional(Type.Integer()),
  value: Type.Optional(Type.Integer()),
}

export const Display = Type.Object({ text: Type.String(), unit: Type.String() }, { description: 'Rounded so that it never crosses a bound; show it as it is' })

export const ValueState = Type.Enum(['ok', 'no-data', 'stale', 'insufficient-sample', 'not-assessable', 'not-covered'])

export const Population = Type.Enum(['all', 'excluding-complex'])

export const Value = Type.Object({
  indicator: Type.String(),
  population: Population,
  calculation: Type.String(),
  window: Type.Object({ id: Type.String(), from: InstantText, to: InstantText }),
  judged: Type.Boolean({ description: 'Only the declared window is judged; the others stand beside (监测值，不判级)' }),
  ...Quantity,
  open: Type.Integer({ description: 'Cases of the window not yet answered or closed' }),
  state: ValueState,
  origin: Type.Optional(Type.Enum(['manual', 'partly-manual'], { description: '人工填报: wholly or partly from forms that people filled in; left out where systems say it. GET /items/{id}/manual tells who' })),
  freshness: Type.Object({ coveredUntil: Nullable(InstantText), staleAt: Nullable(InstantText), oldestFeed: Nullable(Type.String()), feedName: Type.Optional(Bilingual) }),
  display: Display,
  restated: Type.Optional(Type.Object({ ...Quantity, state: ValueState, display: Display }, { description: 'The value as it was known when its local day was over, where it is known otherwise now (追溯修订)' })),
})

const Gap = Type.Object({ zh: Type.String(), en: Type.String(), amount: Type.Union([Type.Integer(), Type.String()]), own: Type.String() })

export const Standing = Type.Object({
  item: Type.String(),
  proven: Nullable(Type.Integer({ minimum: 0, maximum: 5 })),
  ceiling: Type.Integer({ minimum: 0, maximum: 5 }),
  state: Type.Enum(['proven', 'below-one', 'capped', 'insufficient-sample', 'not-assessable', 'stale', 'unproven']),
  lastProven: Nullable(Type.Object({ level: Type.Integer(), at: InstantText })),
  blockers: Type.Array(Type.Object({ requirement: Type.String(), indicator: Type.String(), level: Type.Integer(), gap: Gap })),
  unknowns: Type.Array(Type.Object({ requirement: Type.String(), indicator: Type.String(), state: ValueState })),
  sentence: Bilingual,
  word: Bilingual,
  cells: Type.Array(Type.Enum(['met', 'met-over-gap', 'not-met', 'unknown', 'none'])),
  requirements: Type.Array(Type.Object({
    requirement: Type.String(),
    outcome: Type.Enum(['met', 'not-met', 'unknown']),
    state: ValueState,
    gap: Nullable(Gap),
  })),
})

export const Known = Type.Object({
  at: InstantText,
  provisional: Type.Boolean({ description: 'Records of that time may still be on their way into the store: ask again a little later' }),
}, { description: 'By when everything told was known to the store' })

export const Progress = Type.Object({
  loaded: Type.Integer(),
  total: Type.Integer(),
  loadedFrom: Nullable(InstantText),
}, { description: 'History being loaded, newest first; values are provisional until it is whole' })

export const FeedSummary = Type.Object({
  ok: Type.Integer(), late: Type.Integer(), stopped: Type.Integer({ description: 'Also those that were never read' }),
  failing: Type.Integer(), drifting: Type.Integer(), paused: Type.Integer(),
})

export const Snapshot = Type.Object({
  area: Type.String(),
  asOf: InstantText,
  model: Type.String(),
  known: Type.Optional(Known),
  progress: Nullable(Progress),
  feeds: FeedSummary,
  values: Type.Array(Value),
  standings: Type.Array(Standing),
}, { $id: 'Snapshot' })

export const Update = Type.Object({
  asOf: InstantText,
  values: Type.Optional(Type.Array(Value)),
  standings: Type.Optional(Type.Array(Standing)),
  progress: Type.Optional(Nullable(Progress)),
  feeds: Type.Optional(FeedSummary),
}, { $id: 'Update', description: 'What changed since the frame before; lists hold only changed rows' })

export type Value = Static<typeof Value>
export type Standing = Static<typeof Standing>
export type Known = Static<typeof Known>
export type Progress = Static<typeof Progress>
export type FeedSummary = Static<typeof FeedSummary>
export type Snapshot = Static<typeof Snapshot>
export type Update = Static<typeof Update>
