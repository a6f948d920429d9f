// What a line of the indicator table says about its bounds: the gap to the next one, all met, or why nothing can be said.
import type { Requirement, RequirementOutcome, Standing, ValueState } from '../api/types.ts'
import type { IndicatorRow } from './catalogue.ts'

export type RowState =
  | { readonly kind: 'gap'; readonly requirement: Requirement; readonly gap: RequirementOutcome['gap'] }
  | { readonly kind: 'unknown'; readonly state: ValueState }
  | { readonly kind: 'all-met' }

/** The lowest bound of the row that fails; unknown only where none fails. */
export function rowStateOf(row: IndicatorRow, standing: Standing): RowState {
  const outcomes = new Map(standing.requirements.map((one) => [one.requirement, one]))
  let unknown: ValueState | undefined
  for (const requirement of row.requirements) {
    const found = outcomes.get(requirement.id)
    if (found?.outcome === 'not-met') return { kind: 'gap', requirement, gap: found.gap }
    if (found === undefined || found.outcome === 'unknown') unknown ??= found?.state ?? 'no-data'
  }
  return unknown === undefined ? { kind: 'all-met' } : { kind: 'unknown', state: unknown }
}

/** How many requirements of a level are met, for a cell that stands for several. */
export function metAtLevel(requirements: readonly Requirement[], standing: Standing | undefined, level: number): { met: number; all: number } {
  const own = requirements.filter((one) => one.level === level)
  const met = own.filter((one) => standing?.requirements.some((found) => found.requirement === one.id && found.outcome === 'met'))
  return { met: met.length, all: own.length }
}

/** Items by proven level, cumulative: index 1-5 holds how many items are proven at that level or above; `unproven` how many have none. */
export function distributionOf(standings: readonly Standing[]): { atLeast: readonly number[]; unproven: number; below: number } {
  const atLeast = [0, 1, 2, 3, 4, 5].map((level) => standings.filter((one) => one.proven !== null && one.proven >= Math.max(level, 1)).length)
  return {
    atLeast,
    unproven: standings.filter((one) => one.proven === null).length,
    below: standings.filter((one) => one.proven === 0).length,
  }
}
