// From values to standings: every item of the model, judged by nothing but its numbers.
import { isPossible, meets } from '../exact/compare.ts'
import { decimal } from '../exact/decimal.ts'
import { allItems, getIndicator, requirementsOf } from '../model/lookup.ts'
import type { Model } from '../model/model-schema.ts'
import type { Requirement } from '../model/requirement-schema.ts'
import type { Population } from '../model/text-schema.ts'
import { gapOf } from './gap.ts'
import type { JudgedValue } from './judged-value.ts'
import type { Blocker, Cell, Outcome, Standing, StandingState, Unknown } from './standing.ts'

const LEVELS = [1, 2, 3, 4, 5]

interface Held {
  readonly requirement: Requirement
  readonly outcome: Outcome
}

/**
 * The standing of every item, in the order of the standard. A requirement reads the value of its own indicator and population; a
 * value that is left out is no-data. Throws RangeError when an indicator and population has two values.
 */
export function judge(model: Model, values: readonly JudgedValue[]): readonly Standing[] {
  const byKey = indexValues(values)
  return allItems(model).map(({ id }) => standingOf(model, id, requirementsOf(model, id).map((requirement) => hold(model, requirement, byKey))))
}

/** Key of an indicator's code and population. */
export function valueKey(indicator: string, population: Population): string {
  return `${indicator}/${population}`
}

/** Values by `valueKey`. Throws RangeError for two values of one key. */
export function indexValues(values: readonly JudgedValue[]): ReadonlyMap<string, JudgedValue> {
  const byKey = new Map<string, JudgedValue>()
  for (const value of values) {
    const key = valueKey(value.indicator, value.population)
    if (byKey.has(key)) throw new RangeError(`${key} has two values: judge the one of the judged window.`)
    byKey.set(key, value)
  }
  return byKey
}

/** One requirement against its value. */
function hold(model: Model, requirement: Requirement, values: ReadonlyMap<string, JudgedValue>): Held {
  const indicator = getIndicator(model, requirement.indicator)
  const value = values.get(valueKey(indicator.code, requirement.population))
  const unknown = (state: Unknown['state']): Held => ({ requirement, outcome: { requirement: requirement.id, outcome: 'unknown', state, gap: null } })
  if (value === undefined) return unknown('no-data')
  if (value.state !== 'ok') return unknown(value.state)
  const { quantity } = value
  if (quantity === undefined || quantity.kind !== indicator.quantity || !isPossible(quantity)) return unknown('no-data')
  const met = meets(quantity, { operator: requirement.operator, bound: decimal(requirement.bound) })
  if (met === undefined) return unknown('no-data')
  const gap = met ? null : gapOf(quantity, requirement, indicator)
  return { requirement, outcome: { requirement: requirement.id, outcome: met ? 'met' : 'not-met', state: 'ok', gap } }
}

function standingOf(model: Model, item: string, held: readonly Held[]): Standing {
  const cells = cellsOf(held)
  const failing = cells.indexOf('not-met')
  const ceiling = failing === -1 ? 5 : failing
  const proven = ceiling === 0 ? 0 : (LEVELS.filter((level) => cells[level - 1] === 'met').pop() ?? null)
  const code = (requirement: Requirement): string => getIndicator(model, requirement.indicator).code
  const blockers = held.flatMap(({ requirement, outcome: { gap } }): Blocker[] =>
    gap !== null && requirement.level === ceiling + 1 ? [{ requirement: requirement.id, indicator: code(requirement), level: requirement.level, gap }] : [])
  const unknowns = held.flatMap(({ requirement, outcome: { state } }): Unknown[] =>
    state === 'ok' ? [] : [{ requirement: requirement.id, indicator: code(requirement), state }])
  return { item, proven, ceiling, state: stateOf({ proven, ceiling, unknowns }, held), blockers, unknowns, cells, requirements: held.map(({ outcome }) => outcome) }
}

/** A level is met only when all its numbers are; above a level that is not met it is `met-over-gap`. */
function cellsOf(held: readonly Held[]): readonly Cell[] {
  let whole = true
  return LEVELS.map((level): Cell => {
    const outcomes = held.filter(({ requirement }) => requirement.level === level).map(({ outcome }) => outcome.outcome)
    if (outcomes.length === 0) return 'none'
    if (outcomes.every((outcome) => outcome === 'met')) return whole ? 'met' : 'met-over-gap'
    whole = false
    return outcomes.includes('not-met') ? 'not-met' : 'unknown'
  })
}

function stateOf({ proven, ceiling, unknowns }: Pick<Standing, 'proven' | 'ceiling' | 'unknowns'>, held: readonly Held[]): StandingState {
  if (proven !== null) return proven === 0 ? 'below-one' : 'proven'
  if (ceiling < 5) return 'capped'
  const lowest = held[0]?.requirement.level
  const first = unknowns.filter(({ requirement }) => held.some((entry) => entry.requirement.id === requirement && entry.requirement.level === lowest))
  const states = new Set(first.map(({ state }) => state))
  return (['stale', 'not-assessable', 'insufficient-sample'] as const).find((state) => states.has(state)) ?? 'unproven'
}
