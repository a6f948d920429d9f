// What a model measures and demands: indicators and their numeric requirements (达标线).
import Type, { type Static } from 'typebox'
import {
  CalculationIdSchema, ClauseSchema, IndicatorIdSchema, ItemIdSchema, LevelSchema, PopulationSchema, PrintedSchema, ReferenceIdSchema,
  SlugSchema, TableSchema, TextSchema,
} from './text-schema.ts'
import type { DeepReadonly } from './deep-readonly.ts'

const closed = { additionalProperties: false }
const text = TextSchema.properties

export const UnitSchema = Type.Enum(['percent', 'hours', 'count'])
/** Unit of an indicator and of its bounds. */
export type Unit = Static<typeof UnitSchema>

const NounSchema = Type.Object({ ...text, one: Type.String({ minLength: 1 }) }, closed)
/** What counts count: Chinese with its measure word, English plural, and `one` the English singular. */
export type Noun = DeepReadonly<Static<typeof NounSchema>>

/** 指标: what is measured. */
export const IndicatorSchema = Type.Object({
  id: IndicatorIdSchema,
  code: Type.String({ pattern: '^[a-z]+(_[a-z]+)*$' }),
  ...text,
  item: ItemIdSchema,
  unit: UnitSchema,
  quantity: Type.Enum(['share', 'mean', 'count']),
  direction: Type.Enum(['atLeast', 'atMost']),
  evidence: Type.Enum(['assessment', 'register', 'ledger', 'list', 'event']),
  calculation: CalculationIdSchema,
  staleAfterDays: Type.Integer({ minimum: 1 }),
  notAssessableUntilLoaded: Type.Optional(Type.Literal(true)),
  noun: NounSchema,
  numerator: TextSchema,
  denominator: Type.Optional(TextSchema),
  source: TextSchema,
  warnings: Type.Optional(Type.Array(TextSchema, { minItems: 1 })),
}, closed)
export type Indicator = DeepReadonly<Static<typeof IndicatorSchema>>

/** 参考指标: a number that stands beside an indicator of the standard and reads what that one reads. It has no bounds and is never judged. */
export const ReferenceIndicatorSchema = Type.Object({ ...IndicatorSchema.properties, id: ReferenceIdSchema, beside: IndicatorIdSchema }, closed)
export type ReferenceIndicator = DeepReadonly<Static<typeof ReferenceIndicatorSchema>>

/** 数值要求: the numeric part of a characteristic. `qualitative` says whether the same clause also asks for something without a number. */
export const RequirementSchema = Type.Object({
  id: Type.String({ pattern: '^Q[0-9]{2}$' }),
  table: TableSchema, item: ItemIdSchema, level: LevelSchema, clause: ClauseSchema, printed: PrintedSchema,
  indicator: IndicatorIdSchema,
  operator: Type.Enum(['ge', 'le', 'gt']),
  bound: Type.String({ pattern: '^(0|[1-9][0-9]*)(\\.[0-9]+)?$' }),
  unit: UnitSchema,
  population: PopulationSchema,
  populationText: TextSchema,
  window: SlugSchema,
  calculation: CalculationIdSchema,
  wording: Type.Enum(['以上', '及以上', '不少于', '达', '达到', '以内', '高于', '1-2', '只印数字']),
  qualitative: Type.Boolean(),
  note: Type.Optional(TextSchema),
}, closed)
export type Requirement = DeepReadonly<Static<typeof RequirementSchema>>
