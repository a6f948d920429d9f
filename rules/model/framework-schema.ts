// The frame of a model file: levels, the tree of domains, subdomains and items, and what the standard says about each item.
import Type, { type Static } from 'typebox'
import {
  ClauseSchema, IndicatorIdSchema, ItemIdSchema, LevelSchema, PrintedSchema, TableSchema, TextSchema,
} from './text-schema.ts'
import type { DeepReadonly } from './deep-readonly.ts'

const closed = { additionalProperties: false }
const text = TextSchema.properties

/** A maturity level: 1 基础级 to 5 引领级. */
export const LevelEntrySchema = Type.Object({ level: LevelSchema, ...text }, closed)
export type LevelEntry = DeepReadonly<Static<typeof LevelEntrySchema>>

/** 能力项. `clauses` counts its lettered clauses at levels 1 to 5. */
export const ItemSchema = Type.Object({
  id: ItemIdSchema, ...text, clauses: Type.Array(Type.Integer({ minimum: 1, maximum: 8 }), { minItems: 5, maxItems: 5 }),
}, closed)
export type Item = DeepReadonly<Static<typeof ItemSchema>>

/** 能力子域, one table of clause 8. */
export const SubdomainSchema = Type.Object({
  id: Type.String({ pattern: '^S[0-9]{2}$' }),
  clause: Type.String({ pattern: '^8\\.[1-5]\\.[1-4]$' }),
  table: TableSchema,
  ...text,
  items: Type.Array(ItemSchema, { minItems: 1 }),
}, closed)
export type Subdomain = DeepReadonly<Static<typeof SubdomainSchema>>

/** 能力域. `aliases` are other names that the draft uses for it. */
export const DomainSchema = Type.Object({
  id: Type.String({ pattern: '^D[1-9]$' }),
  ...text,
  aliases: Type.Optional(Type.Array(TextSchema, { minItems: 1 })),
  subdomains: Type.Array(SubdomainSchema, { minItems: 1 }),
}, closed)
export type Domain = DeepReadonly<Static<typeof DomainSchema>>

/** 特征: one lettered clause of an item at a level, in our own words. The id is item, level and clause: C01.1a. */
export const CharacteristicSchema = Type.Object({
  id: Type.String({ pattern: '^C[0-9]{2}\\.[1-5][a-h]$' }),
  item: ItemIdSchema, level: LevelSchema, clause: ClauseSchema, printed: PrintedSchema, table: TableSchema, ...text,
}, closed)
export type Characteristic = DeepReadonly<Static<typeof CharacteristicSchema>>

/** A phrase that means a quantity without printing a number. Never judged unless a policy says so. */
export const SemiQuantitativeSchema = Type.Object({
  id: Type.String({ pattern: '^SQ[0-9]{2}$' }),
  item: ItemIdSchema, level: LevelSchema, clauses: Type.Array(ClauseSchema, { minItems: 1 }), table: TableSchema,
  kind: Type.Enum(['exact-all', 'coverage', 'magnitude', 'vague-count', 'benchmark-strict', 'metric-required', 'rank', 'frequency']),
  ...text,
  rule: TextSchema,
  computable: Type.Boolean(),
  indicator: Type.Optional(IndicatorIdSchema),
}, closed)
export type SemiQuantitative = DeepReadonly<Static<typeof SemiQuantitativeSchema>>

/** A defect or gap of the draft, and how this model reads it. */
export const ErratumSchema = Type.Object({
  id: Type.String({ pattern: '^X[0-9]{2}$' }),
  where: TextSchema, finding: TextSchema, resolution: TextSchema,
  severity: Type.Enum([
    'model', 'naming', 'lettering', 'typo', 'definition', 'population', 'external', 'threshold', 'aggregation', 'duplicate',
    'omission', 'overlap', 'domain', 'version', 'artefact',
  ]),
}, closed)
export type Erratum = DeepReadonly<Static<typeof ErratumSchema>>
