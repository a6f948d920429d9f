// The desk of an operations centre as JSON: alerts, acknowledgements, and what one shift leaves to the next.
import Type, { type Static } from 'typebox'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { Noted } from './trends.ts'

const closed = { additionalProperties: false }
const Person = Type.String({ minLength: 1, maxLength: 40, description: 'Full name, as it is typed' })
const Names = Type.Object(Bilingual.properties, { description: 'What the names are worth' })
const ChangeName = Type.String({ minLength: 1, maxLength: 240, description: 'The id of a change' })

export const Alert = Type.Object({
  feed: Type.String(),
  ...Bilingual.properties,
  state: Type.Enum(['late', 'stopped', 'failing', 'drifting', 'never']),
  since: Nullable(InstantText),
  coveredUntil: Nullable(InstantText),
  bureau: Nullable(Bilingual),
  contact: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  detail: Nullable(Bilingual),
  affects: Type.Array(Type.Object({ indicator: Type.String(), item: Type.String(), ...Bilingual.properties }), { description: 'The indicators that are judged by it' }),
  changes: Type.Array(Type.String(), { description: 'What it is taken note of under: all of these' }),
  acknowledged: Nullable(Noted),
})
export const Alerts = Type.Object({ alerts: Type.Array(Alert, { description: 'The gravest first' }) }, { $id: 'Alerts' })

export const Acknowledgements = Type.Object({
  acknowledgements: Type.Array(Type.Object({ change: Type.String(), ...Noted.properties }), { description: 'Newest first' }),
  names: Names,
}, { $id: 'Acknowledgements' })
export const AcknowledgeBody = Type.Object({
  changes: Type.Array(ChangeName, { minItems: 1, maxItems: 200 }),
  area: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'The area whose changes they are; the city when left out' })),
  by: Person,
}, closed)
export const Acknowledged = Type.Object({
  acknowledged: Type.Array(Type.String(), { description: 'Taken note of with this call; of the others somebody had before' }),
  gone: Type.Array(Type.String(), { description: 'No such change is told any more' }),
}, { $id: 'Acknowledged' })

export const SHIFT_NOTE_LENGTH = 2_000

export const ShiftNote = Type.Object({
  id: Type.Integer(),
  handedOverBy: Type.String(),
  beganAt: InstantText,
  handedOverAt: InstantText,
  note: Type.String(),
  openChanges: Type.Array(Type.Object({ id: Type.String(), at: InstantText, ...Bilingual.properties, severity: Type.Enum(['info', 'warn', 'bad']) }), { description: 'What nobody had taken note of at the handover' }),
  confirmedBy: Nullable(Type.String()),
  confirmedAt: Nullable(InstantText),
}, { $id: 'ShiftNote' })
export const ShiftNotes = Type.Object({
  onDuty: Nullable(Type.Object({ by: Type.String(), since: InstantText }, { description: 'Who confirmed the last handover' })),
  notes: Type.Array(ShiftNote, { description: 'Newest first' }),
  names: Names,
}, { $id: 'ShiftNotes' })
export const HandOverBody = Type.Object({
  handedOverBy: Person,
  beganAt: Type.String({ minLength: 1, maxLength: 40, description: 'When the shift began (ISO 8601 with offset)' }),
  note: Type.String({ maxLength: SHIFT_NOTE_LENGTH }),
}, closed)
export const TakeOverBody = Type.Object({ confirmedBy: Person }, closed)

export type Alert = Static<typeof Alert>
export type ShiftNote = Static<typeof ShiftNote>
export type ShiftNotes = Static<typeof ShiftNotes>
