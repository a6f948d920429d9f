// Shapes shared by the parts of a model file: texts in both languages, levels, clause letters, identifiers.
import Type, { type Static } from 'typebox'

const closed = { additionalProperties: false }

/** Words in both languages; Chinese comes first on every screen. */
export const TextSchema = Type.Object({ zh: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) }, closed)
export type Text = Readonly<Static<typeof TextSchema>>

/** Maturity level 1-5 (clause 6). */
export const LevelSchema = Type.Integer({ minimum: 1, maximum: 5 })

/** Table 1-16 of clause 8. */
export const TableSchema = Type.Integer({ minimum: 1, maximum: 16 })

/** Clause letter after the lettering errors of the draft are set right. */
export const ClauseSchema = Type.String({ pattern: '^[a-h]$' })

/** Clause letter as printed; null where the draft prints none. */
export const PrintedSchema = Type.Union([ClauseSchema, Type.Null()])

/** Lower-case words joined by hyphens. */
export const SlugSchema = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' })

/** Item of the standard, C01-C38. */
export const ItemIdSchema = Type.String({ pattern: '^C[0-9]{2}$' })

/** Indicator of the standard, I01-I22. */
export const IndicatorIdSchema = Type.String({ pattern: '^I[0-9]{2}$' })

/** 参考指标, R01-R99: stands beside an indicator of the standard, has no bounds and is never judged. */
export const ReferenceIdSchema = Type.String({ pattern: '^R[0-9]{2}$' })

/** An indicator of the standard or a reference. */
export const AnyIndicatorIdSchema = Type.String({ pattern: '^[IR][0-9]{2}$' })

/** A calculation's name and version, such as `event-online/1`. */
export const CalculationIdSchema = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*/[1-9][0-9]*$' })

/** A population of a calculation. */
export const PopulationSchema = Type.Enum(['all', 'excluding-complex'])
export type Population = Static<typeof PopulationSchema>
