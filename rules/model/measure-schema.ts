// How a model says what is measured: windows, registers and calculations (口径).
import Type, { type Static } from 'typebox'
import { AnyIndicatorIdSchema, CalculationIdSchema, PopulationSchema, SlugSchema, TextSchema } from './text-schema.ts'
import type { DeepReadonly } from './deep-readonly.ts'

const closed = { additionalProperties: false }
const text = TextSchema.properties

/**
 * The span of time that a value covers. `months` belongs to rolling-months, `days` to rolling-days. Calendar periods and those that the
 * city assesses by (考核周期, 考核年度) run up to now, or are the last ones that are over.
 */
export const WindowSchema = Type.Object({
  id: SlugSchema,
  kind: Type.Enum([
    'snapshot', 'rolling-months', 'rolling-days',
    'calendar-month', 'calendar-quarter', 'year-to-date', 'assessment-period', 'assessment-year',
    'last-closed-month', 'last-closed-quarter', 'last-closed-year', 'last-closed-assessment-period', 'last-closed-assessment-year',
  ]),
  months: Type.Optional(Type.Integer({ minimum: 1 })),
  days: Type.Optional(Type.Integer({ minimum: 1 })),
  ...text,
}, closed)
export type Window = DeepReadonly<Static<typeof WindowSchema>>

/** A list of the city with its closed statuses; feeds map their own words onto them. `group` says what an entry's group names. */
export const RegisterSchema = Type.Object({
  id: SlugSchema, ...text, group: Type.Optional(TextSchema),
  statuses: Type.Array(SlugSchema, { minItems: 2, uniqueItems: true }),
}, closed)
export type Register = DeepReadonly<Static<typeof RegisterSchema>>

const StatusesSchema = Type.Array(SlugSchema, { minItems: 1 })

const CalculationPopulationSchema = Type.Object({ id: PopulationSchema, ...text, without: Type.Optional(Type.Literal('complex')) }, closed)
/** A population of a calculation; `without: complex` leaves the complex appeals out. */
export type CalculationPopulation = DeepReadonly<Static<typeof CalculationPopulationSchema>>

const common = {
  id: CalculationIdSchema,
  indicator: AnyIndicatorIdSchema,
  ...text,
  populations: Type.Array(CalculationPopulationSchema, { minItems: 1 }),
  windows: Type.Array(Type.Object({ id: SlugSchema, judged: Type.Boolean() }, closed), { minItems: 1 }),
}

/**
 * A calculation over cases. A case belongs to the window in which its `enter` instant lies. `stop` ends the clock of a mean
 * duration that starts at `enter` and runs in natural time or in the city's working hours; `met` is what a share counts. `requires` names an instant without which a case is in no population.
 * Cancelled cases and, for appeals, directly answered ones are never in a population.
 */
export const CaseCalculationSchema = Type.Object({
  ...common,
  facts: Type.Object({ kind: Type.Literal('case'), caseType: Type.Enum(['appeal', 'event']) }, closed),
  shape: Type.Enum(['share', 'mean-duration']),
  enter: Type.Enum(['acceptedAt', 'dispatchedAt', 'filedAt']),
  stop: Type.Optional(Type.Enum(['firstContactAt'])),
  clock: Type.Optional(Type.Enum(['natural', 'working'])),
  met: Type.Optional(Type.Enum(['closed', 'closed-online'])),
  requires: Type.Optional(Type.Enum(['acceptedAt', 'dispatchedAt', 'filedAt'])),
}, closed)
export type CaseCalculation = DeepReadonly<Static<typeof CaseCalculationSchema>>

/**
 * A calculation over a register. `member` takes statuses out of the population (of the entries and of the scope's entries);
 * `met` is what counts. Group shapes count distinct groups: `all` of a group's entries met, or `any`; `scope` is the register
 * whose keys are the groups of the denominator. After `activeForDays` days without use an entry no longer counts as met.
 */
export const RegisterCalculationSchema = Type.Object({
  ...common,
  facts: Type.Object({ kind: Type.Literal('register-entry'), register: SlugSchema, scope: Type.Optional(SlugSchema) }, closed),
  shape: Type.Enum(['share', 'count', 'group-share', 'group-count']),
  member: Type.Optional(Type.Object({ exclude: StatusesSchema }, closed)),
  met: Type.Object({ statuses: StatusesSchema }, closed),
  groups: Type.Optional(Type.Enum(['all', 'any'])),
  activeForDays: Type.Optional(Type.Integer({ minimum: 1 })),
}, closed)
export type RegisterCalculation = DeepReadonly<Static<typeof RegisterCalculationSchema>>

export const CalculationSchema = Type.Union([CaseCalculationSchema, RegisterCalculationSchema])
/** 口径: a named, versioned way to compute an indicator. */
export type Calculation = CaseCalculation | RegisterCalculation

/** Whether a calculation counts cases. */
export function isCaseCalculation(calculation: Calculation): calculation is CaseCalculation {
  return calculation.facts.kind === 'case'
}

/** Whether a calculation counts the entries of a register. */
export function isRegisterCalculation(calculation: Calculation): calculation is RegisterCalculation {
  return calculation.facts.kind === 'register-entry'
}
