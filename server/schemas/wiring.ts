// Wiring a source as JSON: templates, what a source looks like, a proposed mapping, and what it would change before it is saved.
import Type, { type Static } from 'typebox'
import { reasonTexts } from '../../ingest/mapping/rejection-texts.ts'
import type { Sample } from '../../ingest/samples/sample.ts'
import { Bilingual, InstantText, Nullable } from './common.ts'
import { Standing, Value } from './snapshot.ts'

const closed = { additionalProperties: false } as const

const Position = Type.Union([Type.Integer(), Type.String()])
const Rejection = Type.Object({
  field: Type.String(), path: Type.Optional(Type.String()), value: Type.String(), code: Type.Enum(Object.keys(reasonTexts)), reason: Bilingual, advice: Bilingual,
}, closed)

/** Either a record, or the remains of one with the reason why there is none. Numbers are texts, as the source wrote them. */
export const SampleShape = Type.Unsafe<Sample>(Type.Union([
  Type.Object({ position: Position, record: Type.Record(Type.String(), Type.Unknown()) }, closed),
  Type.Object({ position: Position, raw: Type.String(), rejection: Rejection }, closed),
]))

/** Rows that one preview or proposal looks at. */
export const MOST_ROWS = 2_000

const FieldName = Type.String({ minLength: 1, maxLength: 40, description: 'A field of the fact, as the mapping of a feed file names it' })
const AdapterPart = Type.Record(Type.String(), Type.Unknown(), { description: 'The adapter part of a feed file, such as {"kind": "csv-file", "path": "a.csv", "encoding": "utf-8"}' })

export const Named = Type.Object({ value: Type.String(), ...Bilingual.properties }, { description: 'A value of ours with its names' })

export const TemplateField = Type.Object({
  field: FieldName,
  ...Bilingual.properties,
  required: Type.Boolean(),
  names: Type.Array(Type.String(), { description: 'Columns that are recognised, best first' }),
  allowed: Type.Optional(Type.Array(Named, { description: 'What the values of the source become' })),
})

export const Template = Type.Object({
  id: Type.String(),
  ...Bilingual.properties,
  when: Type.Object(Bilingual.properties, { description: 'When to use it' }),
  indicators: Type.Array(Type.String(), { description: 'Codes of the indicators it feeds; more than one feed may be needed for one indicator' }),
  fact: Type.Enum(['case', 'register-entry', 'measurement']),
  delivery: Nullable(Type.Enum(['full', 'partial', 'list', 'changes'])),
  cadenceMinutes: Type.Integer(),
  fields: Type.Array(TemplateField),
  choices: Type.Array(Type.Object({ name: Type.String(), ...Bilingual.properties }), { description: 'What a city must fill in: written «name» in the text' }),
  notes: Type.Array(Bilingual),
  example: Type.Object({ columns: Type.Array(Type.String()), rows: Type.Array(Type.Array(Type.String())) }),
  text: Type.String({ description: 'The feed file, with «...» where the city must choose' }),
})
export const Templates = Type.Object({ templates: Type.Array(Template) }, { $id: 'Templates' })

export const DiscoverBody = Type.Object({
  adapter: AdapterPart,
  id: Type.Optional(Type.String({ maxLength: 64, description: 'Feed that is being wired; its secrets are named after it' })),
  feedFile: Type.Optional(Type.String({ maxLength: 1_000, description: 'Paths are relative to this file of the server\'s machine' })),
  file: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of a stored file, for sources that are uploaded' })),
  rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '20 when left out' })),
}, closed)

export const DiscoveredField = Type.Object({ path: Type.String(), type: Type.Optional(Type.String()), comment: Type.Optional(Type.String()) })
export const Discovery = Type.Object({
  fields: Type.Array(DiscoveredField),
  samples: Type.Array(SampleShape),
  total: Type.Optional(Type.Integer()),
}, { $id: 'Discovery' })

/** What a person said about one field; it wins over what is proposed. */
export const Choice = Type.Object({
  path: Type.Optional(Nullable(Type.String({ maxLength: 200, description: 'Column or JSON Pointer; null leaves the field out' }))),
  constant: Type.Optional(Type.String({ maxLength: 200 })),
  received: Type.Optional(Type.Literal(true, { description: 'observedAt only: the moment of receipt' })),
  date: Type.Optional(Type.String({ maxLength: 40, description: 'Format of the date, such as dd/MM/yyyy' })),
  by: Type.Optional(Type.Enum(['code', 'name'])),
  unit: Type.Optional(Type.Enum(['ms', 's', 'min', 'h', 'd', '0-1', '0-100', 'percent-text'])),
  values: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'Text of the source to value of ours' })),
}, closed)

export const ProposeBody = Type.Object({
  template: Type.Optional(Type.String({ maxLength: 64, description: 'The one whose names fit best when left out' })),
  adapter: AdapterPart,
  head: Type.Optional(Type.Object({
    id: Type.Optional(Type.String({ maxLength: 64 })), zh: Type.Optional(Type.String({ maxLength: 80 })), en: Type.Optional(Type.String({ maxLength: 80 })),
    source: Type.Optional(Type.String({ maxLength: 80 })), bureau: Type.Optional(Type.String({ maxLength: 80 })), contact: Type.Optional(Type.String({ maxLength: 120 })),
    phone: Type.Optional(Type.String({ maxLength: 40 })), catalogueCode: Type.Optional(Type.String({ maxLength: 80 })), application: Type.Optional(Type.String({ maxLength: 80 })),
    purpose: Type.Optional(Type.String({ maxLength: 200 })), expires: Type.Optional(Type.String({ maxLength: 10 })),
    delivery: Type.Optional(Type.Enum(['full', 'partial', 'list', 'changes'])), cadenceMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000 })),
    indicator: Type.Optional(Type.String({ maxLength: 64, description: 'For templates of measurements: whose figures they are' })),
  }, closed)),
  fields: Type.Array(DiscoveredField, { maxItems: 500 }),
  samples: Type.Array(SampleShape, { maxItems: MOST_ROWS }),
  choices: Type.Optional(Type.Record(FieldName, Choice)),
}, closed)

const Confidence = Type.Enum(['certain', 'likely', 'unsure'])

export const ProposedField = Type.Object({
  field: FieldName,
  ...Bilingual.properties,
  required: Type.Boolean(),
  state: Type.Enum(['mapped', 'asked', 'missing', 'left-out'], {
    description: 'asked: a person must decide (an ambiguous date, a value nobody knows); missing: required and not found; left-out: optional and not found',
  }),
  path: Nullable(Type.String()),
  confidence: Nullable(Confidence),
  reason: Type.Object(Bilingual.properties, { description: 'Why this column; or what to decide' }),
  candidates: Type.Array(Type.Object({ path: Type.String(), confidence: Confidence, reason: Bilingual }), { description: 'Columns that may be meant, best first' }),
  examples: Type.Array(Type.String(), { description: 'First different texts of the column' }),
  date: Type.Optional(Type.Object({ format: Type.String(), others: Type.Array(Type.String(), { description: 'Formats that all rows fit as well' }) })),
  by: Type.Optional(Type.Enum(['code', 'name'])),
  unit: Type.Optional(Type.Object({ name: Type.String(), others: Type.Array(Type.String()) }, { description: 'Of durations and percentages' })),
  matched: Type.Optional(Type.Literal(true, { description: 'A person said what some areas or bureaus mean' })),
  constant: Type.Optional(Type.String({ description: 'In place of a column' })),
  received: Type.Optional(Type.Literal(true)),
  values: Type.Optional(Type.Array(Type.Object({ text: Type.String(), rows: Type.Integer(), ours: Nullable(Type.String()) }))),
  allowed: Type.Optional(Type.Array(Named)),
})

export const FileProblem = Type.Object({ line: Type.Integer({ minimum: 1 }), message: Type.String() })

export const Proposal = Type.Object({
  template: Type.String(),
  templates: Type.Array(Type.Object({ id: Type.String(), ...Bilingual.properties, recognised: Type.Integer(), of: Type.Integer() }), { description: 'All of them, the one that fits best first' }),
  fields: Type.Array(ProposedField),
  unused: Type.Array(Type.String(), { description: 'Columns that no field reads' }),
  text: Type.String({ description: 'The feed file; what is still to be decided is written «...»' }),
  problems: Type.Array(FileProblem),
  ready: Type.Boolean({ description: 'Nothing is to be decided any more and the text passes every check' }),
}, { $id: 'Proposal' })

export const CheckBody = Type.Object({ text: Type.String({ maxLength: 4_000_000 }) }, closed)
export const Checked = Type.Object({ ok: Type.Boolean(), id: Nullable(Type.String()), problems: Type.Array(FileProblem) }, { $id: 'Checked' })

export const PreviewBody = Type.Object({
  text: Type.String({ maxLength: 4_000_000 }),
  samples: Type.Optional(Type.Array(SampleShape, { maxItems: MOST_ROWS })),
  rows: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: MOST_ROWS, description: 'In place of samples: bare records' })),
  whole: Type.Optional(Type.Boolean({ description: 'The rows are all there are. Otherwise a full list is previewed without taking away what it does not name' })),
  asOf: Type.Optional(InstantText),
}, closed)

const Place = Nullable(Type.Object({ code: Type.String(), ...Bilingual.properties }))

export const PreviewedFact = Type.Object({
  position: Type.String(),
  key: Type.String(),
  observedAt: InstantText,
  area: Place,
  bureau: Place,
  fields: Type.Array(Type.Object({ field: Type.String(), ...Bilingual.properties, text: Type.String() })),
})

export const PreviewedRefusal = Type.Object({
  code: Type.String(), field: Type.String(), path: Nullable(Type.String()), reason: Bilingual, advice: Bilingual,
  rows: Type.Integer(),
  first: Type.Object({ position: Type.String(), value: Type.String() }),
})

const Side = Type.Object({ values: Type.Array(Value), standings: Type.Array(Standing) })

export const Preview = Type.Object({
  received: Type.Integer(), facts: Type.Integer(), rejected: Type.Integer(),
  filtered: Type.Integer({ description: "Rows that the feed's filter leaves to others" }),
  stored: Type.Integer({ description: 'Facts that are new to the store' }), duplicate: Type.Integer(),
  first: Type.Array(PreviewedFact, { description: 'The first 50 facts' }),
  refusals: Type.Array(PreviewedRefusal, { description: 'Grouped by reason, the most frequent first' }),
  asOf: InstantText,
  before: Type.Object(Side.properties, { description: "The judged values that the feed contributes to, and the standings of their items, for the city" }),
  after: Side,
  notes: Type.Array(Bilingual, { description: 'What to know about these figures' }),
}, { $id: 'Preview' })

export type Template = Static<typeof Template>
export type TemplateField = Static<typeof TemplateField>
export type Discovery = Static<typeof Discovery>
export type Choice = Static<typeof Choice>
export type ProposeBody = Static<typeof ProposeBody>
export type ProposedField = Static<typeof ProposedField>
export type Proposal = Static<typeof Proposal>
export type Checked = Static<typeof Checked>
export type Preview = Static<typeof Preview>
export type PreviewedFact = Static<typeof PreviewedFact>
export type PreviewedRefusal = Static<typeof PreviewedRefusal>
