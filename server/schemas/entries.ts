// Filled forms as JSON: entered by one person, confirmed by another.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { Named } from './wiring.ts'

const closed = { additionalProperties: false } as const
const Person = Type.String({ minLength: 2, maxLength: 60, description: 'As the person types it; there are no accounts that could vouch for it' })

export const FormField = Type.Object({
  path: Type.String({ description: 'Key in the record' }),
  field: Type.String({ description: 'Field of the fact' }),
  ...Bilingual.properties,
  required: Type.Boolean(),
  kind: Type.Enum(['text', 'date', 'number', 'choice']),
  format: Type.Optional(Type.String({ description: 'How a date is written' })),
  choices: Type.Optional(Type.Array(Named, { description: 'value: the text to fill in' })),
})

export const Evidence = Type.Object({ id: Type.Integer(), name: Type.String(), bytes: Type.Integer(), sha256: Type.String() })

export const Entry = Type.Object({
  id: Type.Integer(),
  feed: Type.String(),
  key: Nullable(Type.String({ description: 'Key of the fact; two entries of one key are an entry and its correction' })),
  record: Type.Record(Type.String(), Type.String()),
  asOf: InstantText,
  asOfText: Type.String({ description: 'As people wrote it: the day whose end it is, or the minute' }),
  evidence: Nullable(Evidence),
  note: Type.String(),
  enteredBy: Type.String(),
  enteredAt: InstantText,
  state: Type.Enum(['waiting', 'confirmed', 'returned']),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(InstantText),
  decisionNote: Nullable(Type.String()),
  names: Type.Object(Bilingual.properties, { description: 'What the names are worth' }),
}, { $id: 'Entry' })

export const Entries = Type.Object({
  feed: Type.String(),
  evidence: Type.Enum(['required', 'optional']),
  form: Type.Array(FormField),
  entries: Type.Array(Entry, { description: 'Newest first' }),
}, { $id: 'Entries' })

export const EntryBody = Type.Object({
  record: Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 400 })),
  asOf: Type.String({ maxLength: 40, description: 'A local day such as 2026-06-30 (its end), or an instant with offset' }),
  evidence: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of a stored file with the purpose evidence' })),
  note: Type.Optional(Type.String({ maxLength: 400 })),
  enteredBy: Person,
}, closed)
export const ConfirmBody = Type.Object({ confirmedBy: Person, note: Type.Optional(Type.String({ maxLength: 400 })) }, closed)
export const ReturnBody = Type.Object({ returnedBy: Person, note: Type.String({ minLength: 1, maxLength: 400, description: 'What to mend' }) }, closed)

export const ManualValues = Type.Object({
  indicators: Type.Array(Type.Object({ indicator: Type.String(), origin: Type.Enum(['manual', 'partly-manual']), entries: Type.Array(Entry, { description: 'The newest confirmed ones that its value rests on' }) })),
}, { $id: 'ManualValues' })

export type ManualValues = Static<typeof ManualValues>
export type FormField = Static<typeof FormField>
export type Entry = Static<typeof Entry>
export type Entries = Static<typeof Entries>
