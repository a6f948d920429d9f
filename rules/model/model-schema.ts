// The whole model file (`schema: ctmm-model/1`): the standard as data. Thresholds live here and nowhere else.
import Type, { type Static } from 'typebox'
import {
  CharacteristicSchema, DomainSchema, ErratumSchema, LevelEntrySchema, SemiQuantitativeSchema,
} from './framework-schema.ts'
import { CalculationSchema, RegisterSchema, WindowSchema, type Calculation } from './measure-schema.ts'
import { IndicatorSchema, ReferenceIndicatorSchema, RequirementSchema } from './requirement-schema.ts'
import { TextSchema } from './text-schema.ts'
import type { DeepReadonly } from './deep-readonly.ts'

const HeadSchema = Type.Object({
  schema: Type.Literal('ctmm-model/1'),
  version: Type.String({ minLength: 1 }),
  validFrom: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
  standard: Type.Object({
    zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }),
    number: Type.String({ minLength: 1 }), status: TextSchema,
  }, { additionalProperties: false }),
}, { additionalProperties: false })

const lists = {
  levels: Type.Array(LevelEntrySchema),
  domains: Type.Array(DomainSchema),
  windows: Type.Array(WindowSchema),
  registers: Type.Array(RegisterSchema),
  calculations: Type.Array(CalculationSchema),
  indicators: Type.Array(IndicatorSchema),
  referenceIndicators: Type.Optional(Type.Array(ReferenceIndicatorSchema)),
  requirements: Type.Array(RequirementSchema),
  semiQuantitative: Type.Array(SemiQuantitativeSchema),
  errata: Type.Array(ErratumSchema),
  characteristics: Type.Array(CharacteristicSchema),
}

/** JSON Schema of a model, also for the API that hands it out. */
export const ModelSchema = Type.Object({ ...HeadSchema.properties, ...lists }, { additionalProperties: false })

/** As `ModelSchema`, with calculations of any shape: a loader holds each of them against the schema of its own kind. */
export const LooseModelSchema = Type.Object({ ...HeadSchema.properties, ...lists, calculations: Type.Array(Type.Unknown()) }, { additionalProperties: false })

/** A proven model: plain data, never changed after loading. */
export type Model = DeepReadonly<Omit<Static<typeof ModelSchema>, 'calculations'>> & { readonly calculations: readonly Calculation[] }
