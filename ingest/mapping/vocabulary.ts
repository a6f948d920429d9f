// The closed vocabulary of the declarative mapping: what a feed file may say about one field of a fact.
import Type from 'typebox'
import type { Static } from 'typebox'

const closed = { additionalProperties: false } as const

const Path = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Column or top-level key; a text that begins with "/" is a JSON Pointer, whose "*" segment stands for every element of an array (list fields only).',
})

const Empty = Type.Enum(['absent', 'reject'], { description: 'What null, a missing key and a blank text mean: the field is absent (default), or the record is rejected. Never zero.' })

const Dictionary = Type.Record(Type.String(), Type.String(), { description: 'Source text to our text. A value that is not listed is a rejection unless `otherwise` is given.' })

/** How a date is written. */
export const DateFormat = Type.Object(
  {
    format: Type.String({ minLength: 1, maxLength: 40, description: 'ISO, epoch-ms, epoch-s, or a pattern of the tokens yyyy MM M dd d HH H hh h mm m ss s SSS a, such as "yyyy-MM-dd HH:mm:ss".' }),
    zone: Type.Optional(Type.String({ minLength: 1, description: 'IANA zone of dates without offset; the city\'s when left out.' })),
    endOfDay: Type.Optional(Type.Boolean({ description: 'A date without time means the end of its day, not the beginning.' })),
  },
  closed,
)

export const TextField = Type.Object(
  {
    path: Type.Optional(Path),
    constant: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    enum: Type.Optional(Dictionary),
    otherwise: Type.Optional(Type.String({ minLength: 1 })),
    empty: Type.Optional(Empty),
  },
  closed,
)

export const InstantField = Type.Object(
  {
    path: Type.Optional(Path),
    received: Type.Optional(Type.Literal(true, { description: 'The moment at which we received the sample.' })),
    date: Type.Optional(DateFormat),
    empty: Type.Optional(Empty),
  },
  closed,
)

const InstantFields = Type.Array(InstantField, { minItems: 1 })

/** A set of instants from one path or from several. */
export const InstantListField = Type.Union([InstantField, InstantFields])

/** The branch of InstantListField that a declaration takes, so that its problems are not those of the other. */
export function instantListSchemaOf(declared: unknown): typeof InstantField | typeof InstantFields {
  return Array.isArray(declared) ? InstantFields : InstantField
}

export const VersionField = Type.Object({ path: Path, date: Type.Optional(DateFormat) }, closed)

export const FlagField = Type.Object(
  {
    path: Type.Optional(Path),
    constant: Type.Optional(Type.Boolean()),
    equals: Type.Optional(Type.String()),
    in: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    enum: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
    otherwise: Type.Optional(Type.Boolean()),
    empty: Type.Optional(Empty),
  },
  closed,
)

export const NumberField = Type.Object(
  {
    path: Type.Optional(Path),
    constant: Type.Optional(Type.String({ minLength: 1 })),
    scale: Type.Optional(Type.Enum(['千', '万', '亿'], { description: 'The source counts in thousands, ten thousands or hundred millions.' })),
    empty: Type.Optional(Empty),
  },
  closed,
)

export const DurationField = Type.Object({ path: Path, unit: Type.Enum(['ms', 's', 'min', 'h', 'd']), empty: Type.Optional(Empty) }, closed)

export const PercentField = Type.Object(
  { path: Path, scale: Type.Enum(['0-1', '0-100', 'percent-text'], { description: '0.83, 83 or "83%".' }), empty: Type.Optional(Empty) },
  closed,
)

const place = {
  path: Type.Optional(Path),
  constant: Type.Optional(Type.String({ minLength: 1 })),
  by: Type.Enum(['code', 'name'], { description: 'Whether the source names it by code, or by name or alias.' }),
  enum: Type.Optional(Dictionary),
  otherwise: Type.Optional(Type.String({ minLength: 1 })),
  whenExpired: Type.Optional(Type.Enum(['reject', 'successor'], { description: 'What happens to a code that was no longer valid at observedAt; reject by default.' })),
}

export const AreaField = Type.Object(
  { ...place, whenEmpty: Type.Optional(Type.Enum(['city', 'reject'], { description: 'A record without area belongs to the city alone, or is rejected (default).' })) },
  closed,
)

export const BureauField = Type.Object({ ...place, empty: Type.Optional(Empty) }, closed)

export const FilterTest = Type.Object(
  {
    path: Path,
    equals: Type.Optional(Type.String()),
    in: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    'not-in': Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
  },
  closed,
)

export type DateFormat = Static<typeof DateFormat>
export type TextField = Static<typeof TextField>
export type InstantField = Static<typeof InstantField>
export type InstantListField = Static<typeof InstantListField>
export type VersionField = Static<typeof VersionField>
export type FlagField = Static<typeof FlagField>
export type NumberField = Static<typeof NumberField>
export type DurationField = Static<typeof DurationField>
export type PercentField = Static<typeof PercentField>
export type AreaField = Static<typeof AreaField>
export type BureauField = Static<typeof BureauField>
export type FilterTest = Static<typeof FilterTest>
