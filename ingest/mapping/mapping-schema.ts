// The mapping part of a feed file: one shape per kind of fact, made of the fields of the vocabulary.
import Type from 'typebox'
import type { Static } from 'typebox'
import {
  AreaField, BureauField, DateFormat, DurationField, FilterTest, FlagField, InstantField, InstantListField, NumberField, PercentField, TextField, VersionField,
} from './vocabulary.ts'

const closed = { additionalProperties: false } as const
const optional = Type.Optional

const common = {
  filter: optional(Type.Array(FilterTest, { minItems: 1, description: 'Records that fail a test are not of this feed and are left out of its count.' })),
  dates: optional(DateFormat),
  blanks: optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'Texts that mean "nothing here", such as "—" or "NULL".' })),
  version: optional(VersionField),
  area: optional(AreaField),
  bureau: optional(BureauField),
  withdrawn: optional(FlagField),
}

/** A case mapping whose list fields are of the given shapes. */
export function caseMappingWith<C extends Type.TSchema, R extends Type.TSchema>(closedAt: C, reopenedAt: R) {
  return Type.Object(
    {
      fact: Type.Object({ kind: Type.Literal('case'), caseType: Type.Enum(['appeal', 'event']) }, closed),
      ...common,
      key: TextField,
      observedAt: InstantField,
      acceptedAt: optional(InstantField),
      dispatchedAt: optional(InstantField),
      firstContactAt: optional(InstantField),
      filedAt: optional(InstantField),
      closedAt: optional(closedAt),
      reopenedAt: optional(reopenedAt),
      dueAt: optional(InstantField),
      cancelledAt: optional(InstantField),
      cancelled: optional(FlagField),
      directAnswer: optional(FlagField),
      complex: optional(FlagField),
      online: optional(FlagField),
    },
    closed,
  )
}

export const CaseMapping = caseMappingWith(InstantListField, InstantListField)

export const RegisterMapping = Type.Object(
  {
    fact: Type.Object({ kind: Type.Literal('register-entry'), register: Type.String({ minLength: 1 }) }, closed),
    ...common,
    key: TextField,
    observedAt: InstantField,
    status: TextField,
    since: optional(InstantField),
    validFrom: optional(InstantField),
    validTo: optional(InstantField),
    lastUsedAt: optional(InstantField),
    group: optional(TextField),
  },
  closed,
)

export const MeasurementMapping = Type.Object(
  {
    fact: Type.Object({ kind: Type.Literal('measurement'), indicator: Type.String({ minLength: 1 }) }, closed),
    ...common,
    key: optional(TextField),
    observedAt: optional(InstantField),
    population: optional(TextField),
    form: TextField,
    from: optional(InstantField),
    to: InstantField,
    numerator: optional(NumberField),
    denominator: optional(NumberField),
    sumMs: optional(DurationField),
    count: optional(NumberField),
    value: optional(NumberField),
    percent: optional(PercentField),
  },
  closed,
)

export type CaseMapping = Static<typeof CaseMapping>
export type RegisterMapping = Static<typeof RegisterMapping>
export type MeasurementMapping = Static<typeof MeasurementMapping>
export type FeedMapping = CaseMapping | RegisterMapping | MeasurementMapping
