// What is nearest to its next level: the whole gap of each item, fewest conditions first.
import type { Requirement, RequirementOutcome, Standing } from '../api/types.ts'
import type { Catalogue, PlacedItem } from '../catalogue/catalogue.ts'
import type { Reading } from '../live/reading.ts'
import { position } from '../format/numbers.ts'

export interface Missing {
  readonly requirement: Requirement
  readonly gap: RequirementOutcome['gap']
}

export interface NextLevel {
  readonly item: PlacedItem
  readonly standing: Standing
  /** The lowest level of which a number is missed. */
  readonly level: number
  /** All of its numbers that are missed. */
  readonly missing: readonly Missing[]
  /** Numbers up to that level of which nothing is known: they are wanted as well. */
  readonly unknown: number
}

/** Items of which a number is missed, nearest first; one that lacks nothing, or of which nothing is known, has no next level to tell. */
export function nextLevelsOf(reading: Reading, catalogue: Catalogue, shows: (item: string) => boolean = () => true): NextLevel[] {
  const found = catalogue.numericItems.filter(({ id }) => shows(id)).flatMap((item): NextLevel[] => {
    const standing = reading.standing(item.id)
    const level = standing?.blockers[0]?.level
    if (standing === undefined || level === undefined) return []
    const outcomes = new Map(standing.requirements.map((one) => [one.requirement, one]))
    const upTo = catalogue.requirementsOf(item.id).filter((one) => one.level <= level)
    return [{
      item, standing, level,
      missing: upTo.flatMap((requirement) => (outcomes.get(requirement.id)?.outcome === 'not-met' ? [{ requirement, gap: outcomes.get(requirement.id)?.gap ?? null }] : [])),
      unknown: upTo.filter(({ id }) => outcomes.get(id)?.outcome === 'unknown').length,
    }]
  })
  const wanted = ({ missing, unknown }: NextLevel): number => missing.length + unknown
  const far = new Map(found.map((one) => [one, Math.max(...one.missing.map(({ requirement }) => shortfall(requirement, reading, catalogue)))]))
  return found.sort((a, b) => wanted(a) - wanted(b) || (far.get(a) ?? 0) - (far.get(b) ?? 0))
}

/** How far the value lies from the bound, as a share of the bound: only for the order. */
function shortfall(requirement: Requirement, reading: Reading, catalogue: Catalogue): number {
  const indicator = catalogue.indicator(requirement.indicator)
  const value = indicator && reading.judged(indicator.code, requirement.population)
  const at = indicator && value && position(value, indicator)
  const bound = Number(requirement.bound)
  return at === undefined || bound === 0 ? 1 : Math.abs(bound - at) / bound
}
