// The city file, schema ctmm-city/1: zone, areas, bureaus and which sources are judged.
import Type from 'typebox'
import type { Static } from 'typebox'

const closed = { additionalProperties: false } as const
const optional = Type.Optional

const Text = Type.String({ minLength: 1, maxLength: 120 })
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$', description: 'Letters, digits, hyphens and underscores.' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day, such as 2021-04-09.' })

const validity = {
  validFrom: optional(Day),
  /** First day on which it is no longer valid. */
  validTo: optional(Day),
  successor: optional(Code),
  aliases: optional(Type.Array(Text, { minItems: 1 })),
}

const AreaEntry = Type.Object(
  { code: Code, kind: Type.Enum(['city', 'district', 'street', 'zone']), zh: Text, en: Text, parent: optional(Code), members: optional(Type.Array(Code, { minItems: 1 })), ...validity },
  closed,
)

const BureauEntry = Type.Object(
  { code: Code, zh: Text, en: Text, uscc: optional(Type.String({ pattern: '^[0-9A-Z]{18}$', description: 'The 18 characters of the unified social credit code.' })), ...validity },
  closed,
)

export const CityFile = Type.Object(
  {
    schema: Type.Literal('ctmm-city/1'),
    name: Type.Object({ zh: Text, en: Text }, closed),
    zone: Type.String({ minLength: 1, description: 'IANA time zone, such as Asia/Shanghai.' }),
    root: Code,
    areas: Type.Array(AreaEntry, { minItems: 1 }),
    bureaus: optional(Type.Array(BureauEntry)),
    sources: optional(
      Type.Array(
        Type.Object(
          { indicators: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), systems: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), form: Type.Enum(['facts', 'measurements']) },
          closed,
        ),
      ),
    ),
    policies: optional(Type.Object({ minimumSample: optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })) }, closed)),
  },
  closed,
)

export type CityFile = Static<typeof CityFile>
export type AreaEntry = Static<typeof AreaEntry>
export type BureauEntry = Static<typeof BureauEntry>
