// Dead letters (隔离数据) as JSON: grouped by reason, previewed with another mapping, replayed, dismissed, sent out and taken back as check sheets (校核单).
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'

const closed = { additionalProperties: false } as const
const Code = Type.String({ minLength: 1, maxLength: 64, description: 'Reason, of a closed set' })
const Field = Type.String({ minLength: 1, maxLength: 200, description: 'Field of the fact; record where no single one is concerned' })
const By = Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'Who does it' }))

/** How a letter stopped to wait: it became a fact, a person let it go, the bureau corrected it, the whole list came again, or its delivery was undone. */
export const Settlement = Type.Enum(['replayed', 'dismissed', 'answered', 'delivered-again', 'undone'])

/** What the bureau wrote into its check sheet. */
export const LetterAnswer = Type.Object({
  verdict: Type.Enum(['corrected', 'confirmed', 'void'], { description: '更正, 确认无误, 作废' }),
  value: Nullable(Type.String()),
  by: Nullable(Type.String()),
  at: InstantText,
  file: Type.Integer({ description: 'Number of the stored sheet' }),
})

export const DeadLetter = Type.Object({
  id: Type.Integer(),
  feed: Type.String(),
  recordedAt: InstantText,
  position: Type.String({ description: 'Line of the file, or place in the pushed body' }),
  sample: Type.String({ description: 'The sample as received, as JSON text' }),
  field: Type.String(),
  path: Nullable(Type.String({ description: 'Column or JSON Pointer in the source' })),
  value: Type.String(),
  code: Type.String(),
  reason: Bilingual,
  advice: Bilingual,
  settled: Nullable(Type.Object({ at: InstantText, because: Settlement, note: Nullable(Type.String()), by: Nullable(Type.String()) })),
  answer: Nullable(LetterAnswer),
})
export const DeadLetterPage = Type.Object({
  deadLetters: Type.Array(DeadLetter),
  next: Nullable(Type.Integer({ description: 'Ask with before= this for the next page; null at the end' })),
}, { $id: 'DeadLetterPage' })

export const DeadLetterGroup = Type.Object({
  code: Type.String(),
  field: Type.String(),
  path: Nullable(Type.String()),
  count: Type.Integer({ description: 'Letters that wait' }),
  first: InstantText,
  last: InstantText,
  reason: Bilingual,
  advice: Bilingual,
  values: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }), { description: 'The most frequent ones, at most 8' }),
  shapes: Type.Array(Type.Object({ shape: Type.String({ description: '9 for a digit, A for a letter, 字 for a Chinese character; repeats once' }), count: Type.Integer() }), { description: 'At most 5' }),
  confirmed: Type.Integer({ description: 'Letters whose value the bureau has confirmed: the mapping has to change' }),
  replayable: Type.Boolean({ description: 'False where only another delivery mends it: rows of a full list, and what could not be read at all' }),
})
export const DeadLetterGroups = Type.Object({
  feed: Type.String(),
  waiting: Type.Integer(),
  settled: Type.Object({ replayed: Type.Integer(), dismissed: Type.Integer(), answered: Type.Integer(), 'delivered-again': Type.Integer(), undone: Type.Integer() }),
  groups: Type.Array(DeadLetterGroup),
}, { $id: 'DeadLetterGroups', description: 'Largest group first' })

export const MappingTried = Type.Object({ feedText: Type.String({ minLength: 1, maxLength: 1_000_000, description: 'The feed file, edited' }) }, closed)

const Example = Type.Object({
  id: Type.Integer(),
  position: Type.String(),
  field: Type.String(),
  value: Type.String(),
})

/** What another mapping would make of the letters that wait, and whether it would map right samples as before. */
export const DeadLetterPreview = Type.Object({
  waiting: Type.Integer(),
  tried: Type.Integer({ description: 'Letters that were tried; fewer than waiting where there are very many' }),
  facts: Type.Integer({ description: 'Would become facts' }),
  filtered: Type.Integer({ description: 'Would be left to other feeds by the filter' }),
  refused: Type.Integer({ description: 'Would still be refused' }),
  refusedBy: Type.Array(Type.Object({ code: Type.String(), field: Type.String(), count: Type.Integer(), reason: Bilingual, advice: Bilingual })),
  examples: Type.Object({
    facts: Type.Array(Type.Object({ ...Example.properties, key: Type.String(), fact: Type.String({ description: 'The fact as JSON text' }) })),
    refused: Type.Array(Type.Object({ ...Example.properties, code: Type.String(), reason: Bilingual })),
  }),
  right: Type.Object({
    proof: Type.Enum(['same', 'extends', 'unproven'], {
      description: 'same: the mapping is not another one. extends: only what was refused before can map otherwise. unproven: `changed` may also map right samples in another way',
    }),
    changed: Type.Array(Type.String(), { description: 'Places of the feed file that are not proven, as JSON Pointers' }),
    checked: Type.Integer({ description: 'Kept originals that became facts before, mapped again' }),
    differing: Type.Integer({ description: 'Of these, those that would become another fact or none' }),
    text: Bilingual,
  }),
}, { $id: 'DeadLetterPreview' })

export const ReplayAsked = Type.Object({ code: Type.Optional(Code), field: Type.Optional(Field), by: By }, closed)
export const Replayed = Type.Object({
  tried: Type.Integer(),
  stored: Type.Integer({ description: 'New facts' }),
  duplicate: Type.Integer({ description: 'Facts that were known by now' }),
  filtered: Type.Integer({ description: 'Left to other feeds; settled' }),
  refused: Type.Integer({ description: 'Still refused; they wait with the present reason' }),
}, { $id: 'Replayed', description: 'tried = stored + duplicate + filtered + refused' })

export const DismissAsked = Type.Object({
  ids: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 1_000 })),
  code: Type.Optional(Code),
  field: Type.Optional(Field),
  because: Type.String({ minLength: 1, maxLength: 500 }),
  by: By,
}, { ...closed, description: "These letters, or those of a group that wait: name `ids` or `code`" })
export const Dismissed = Type.Object({ dismissed: Type.Integer() }, { $id: 'Dismissed' })

/** One row of an answered check sheet. */
export const CheckSheetRow = Type.Object({
  row: Type.Integer({ description: 'Row of the sheet; 1 is the header' }),
  letter: Nullable(Type.Integer()),
  feed: Nullable(Type.String()),
  verdict: Nullable(LetterAnswer.properties.verdict),
  value: Nullable(Type.String({ description: '更正值' })),
  outcome: Type.Enum(['fact', 'still-refused', 'filtered', 'void', 'confirmed', 'blank', 'refused'], {
    description: 'fact: becomes a fact. still-refused: the corrected sample is refused too. blank: nothing was filled in. refused: the row is unknown, altered or contradicts itself',
  }),
  reason: Nullable(Bilingual),
})
export const CheckSheetAnswer = Type.Object({
  file: Type.Integer({ description: 'Number of the stored sheet; apply it with POST /check-sheets/{file}/apply' }),
  name: Type.String(),
  applied: Type.Boolean(),
  counts: Type.Object({
    fact: Type.Integer(), 'still-refused': Type.Integer(), filtered: Type.Integer(), void: Type.Integer(), confirmed: Type.Integer(), blank: Type.Integer(), refused: Type.Integer(),
  }),
  rows: Type.Array(CheckSheetRow, { description: 'Rows that are filled in or refused, in the order of the sheet' }),
}, { $id: 'CheckSheetAnswer' })

export type DeadLetter = Static<typeof DeadLetter>
export type DeadLetterPage = Static<typeof DeadLetterPage>
export type DeadLetterGroup = Static<typeof DeadLetterGroup>
export type DeadLetterGroups = Static<typeof DeadLetterGroups>
export type DeadLetterPreview = Static<typeof DeadLetterPreview>
export type Replayed = Static<typeof Replayed>
export type Settlement = Static<typeof Settlement>
export type LetterAnswer = Static<typeof LetterAnswer>
export type CheckSheetRow = Static<typeof CheckSheetRow>
export type CheckSheetAnswer = Static<typeof CheckSheetAnswer>
