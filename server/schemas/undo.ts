// Taking back what a feed brought, as JSON: what would change, and how far it has come.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

const closed = { additionalProperties: false } as const
const Batch = Type.Integer({ minimum: 1 })
const Instant = Type.String({ minLength: 1, maxLength: 40, description: 'ISO 8601 with offset, or local time of the city without one; a bare date is its local midnight' })

/** Which deliveries are meant. Instants are those of receipt, `from` inclusive, `to` exclusive; batches are inclusive. */
export const UndoScope = Type.Union([
  Type.Object({ kind: Type.Literal('all') }, closed),
  Type.Object({ kind: Type.Literal('time'), from: Instant, to: Instant }, closed),
  Type.Object({ kind: Type.Literal('batches'), from: Batch, to: Batch }, closed),
  Type.Object({ kind: Type.Literal('run'), run: Batch }, closed),
])

export const UndoAsked = Type.Object({
  scope: UndoScope,
  preview: Type.Optional(Type.Boolean({ description: 'True: tell what would change and change nothing' })),
  because: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Why; needed unless it is a preview' })),
  by: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'Who asks for it' })),
}, closed)

const StandingWord = Type.Object({
  state: Type.String({ description: 'As in the snapshot' }),
  proven: Nullable(Type.Integer()),
  ceiling: Type.Integer(),
  word: Bilingual,
})

/** A standing that is another one without what would be taken back. */
export const StandingChange = Type.Object({ area: Type.String(), item: Type.String(), before: StandingWord, after: StandingWord })

/** A judged value that is another one without what would be taken back. */
export const ValueChange = Type.Object({
  area: Type.String(), indicator: Type.String(), population: Type.String(),
  before: Type.Object({ text: Type.String(), unit: Type.String() }),
  after: Type.Object({ text: Type.String(), unit: Type.String() }),
})

export const UndoPreview = Type.Object({
  state: Type.Literal('preview'),
  batches: Type.Integer({ description: 'Deliveries that would be taken back' }),
  statements: Type.Integer({ description: 'Statements that nothing else says' }),
  kept: Type.Integer({ description: 'Statements that another delivery or another feed of the source says too: they stay' }),
  identities: Type.Integer({ description: 'Cases, entries or measurements that are looked at' }),
  expired: Type.Integer({ description: 'Of these, cases whose facts have been deleted: they stay as they were counted' }),
  days: Nullable(Type.Object({ count: Type.Integer(), from: Type.String(), to: Type.String(), sealed: Type.Integer({ description: 'Of these, sealed days: the difference stands beside them as an adjustment' }) })),
  coveredUntil: Type.Object({ before: Nullable(InstantText), after: Nullable(InstantText) }),
  standings: Nullable(Type.Array(StandingChange)),
  values: Nullable(Type.Array(ValueChange)),
  note: Nullable(Bilingual),
}, { $id: 'UndoPreview', description: '`standings` and `values` are null where the undo is too large to be tried; `note` says so' })

export const Undoing = Type.Object({
  state: Type.Enum(['running', 'done']),
  id: Type.Integer(),
  feed: Type.String(),
  scope: UndoScope,
  because: Type.String(),
  by: Nullable(Type.String()),
  askedAt: InstantText,
  endedAt: Nullable(InstantText),
  batches: Type.Integer(),
  identities: Type.Object({ done: Type.Integer(), total: Type.Integer() }),
  statements: Type.Integer({ description: 'Taken back so far' }),
  expired: Type.Integer(),
}, { $id: 'Undoing' })

export const UndoAnswer = Type.Union([UndoPreview, Undoing])
export const Undoings = Type.Object({ undoings: Type.Array(Undoing) }, { $id: 'Undoings', description: 'Newest first' })

export type UndoScope = Static<typeof UndoScope>
export type UndoAsked = Static<typeof UndoAsked>
export type UndoPreview = Static<typeof UndoPreview>
export type Undoing = Static<typeof Undoing>
export type UndoAnswer = Static<typeof UndoAnswer>
export type StandingChange = Static<typeof StandingChange>
export type ValueChange = Static<typeof ValueChange>
export type Undoings = Static<typeof Undoings>
