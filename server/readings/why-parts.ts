// What the parts of an area contributed to its change: exact, printed so that they add up, in administrative order.
import type { Area, City } from '../../rules/city/city.ts'
import { addFractions, contributionsOf, roundedTogether, type Contribution, type PartChange } from '../../rules/compare/contributions.ts'
import type { Quantity } from '../../rules/facts/fact.ts'
import { getCalculation } from '../../rules/model/lookup.ts'
import { isCaseCalculation } from '../../rules/model/measure-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import { sourceOf } from '../../rules/values/city-counts.ts'
import type { Bilingual } from '../schemas/common.ts'
import type { AreaContribution } from '../schemas/why.ts'
import type { CityContext } from './city-context.ts'
import { displayOf, presentQuantity } from './present-value.ts'
import { printedWhole, signedDigits } from './printed-together.ts'
import type { MovedBy } from './why.ts'

/** The areas that divide an area among them; zones overlap them. */
export const partsOf = (city: City, area: string): readonly Area[] => city.childrenOf(area).filter(({ kind }) => kind !== 'zone')

/** Why an area's figure cannot be divided among its parts; undefined where it can. */
export function undividedReason({ model, city }: CityContext, indicator: Indicator, area: string): Bilingual | undefined {
  const calculation = getCalculation(model, indicator.calculation)
  if (sourceOf(model, city, indicator)?.form === 'measurements') return { zh: '由来源系统上报的数值，不能按区域拆分', en: 'The figure is reported by a system and cannot be divided among areas' }
  if (!isCaseCalculation(calculation) && (calculation.shape === 'group-share' || calculation.shape === 'group-count')) {
    return { zh: '去重计数，各区域不可加总，故不拆分', en: 'Distinct counts of areas do not add up, so nothing is divided' }
  }
  return partsOf(city, area).length === 0 ? { zh: '该区域没有下级区域', en: 'The area has no parts' } : undefined
}

interface PartsQuestion {
  readonly indicator: Indicator
  readonly population: string
  readonly whole: MovedBy
  readonly parts: readonly Area[]
  /** By area. */
  readonly now: ReadonlyMap<string, Quantity | undefined>
  readonly base: ReadonlyMap<string, Quantity | undefined>
}

/** One line a part, and one for what lies in none of them where there is any. */
export function presentParts({ model }: CityContext, { indicator, population, whole, parts, now, base }: PartsQuestion): AreaContribution[] {
  const changes = parts.map(({ code }): PartChange & { readonly area: string | null } => ({ area: code, base: base.get(code) ?? nothingOf(whole.base), now: now.get(code) ?? nothingOf(whole.now) }))
  const rest = { area: null, base: less(whole.base, changes.map((one) => one.base)), now: less(whole.now, changes.map((one) => one.now)) }
  const all = isNothing(rest.base) && isNothing(rest.now) ? changes : [...changes, rest]
  const contributions = contributionsOf(whole, all)
  if (contributions === undefined) return []
  const printed = printedOf(contributions, whole)
  return all.map((part, index) => ({
    area: part.area,
    base: { ...presentQuantity(part.base), display: displayOf(model, indicator.code, population, part.base) },
    now: { ...presentQuantity(part.now), display: displayOf(model, indicator.code, population, part.now) },
    ...(printed[index] ?? { total: '0', own: '0', weight: '0' }),
  }))
}

/** Totals add up to the printed difference, and own and weight to the printed total. */
function printedOf(contributions: readonly Contribution[], whole: MovedBy): readonly Pick<AreaContribution, 'total' | 'own' | 'weight'>[] {
  const { digits, scale } = printedWhole(whole)
  const totals = roundedTogether(contributions.map(({ own, weight }) => addFractions(own, weight)), digits, scale)
  return contributions.map(({ own, weight }, index) => {
    const total = totals[index] ?? 0n
    const [ownDigits = 0n, weightDigits = 0n] = roundedTogether([own, weight], total, scale)
    return { total: signedDigits(total, scale), own: signedDigits(ownDigits, scale), weight: signedDigits(weightDigits, scale) }
  })
}

function nothingOf({ kind }: Quantity): Quantity {
  switch (kind) {
    case 'share':
      return { kind, numerator: 0n, denominator: 0n }
    case 'mean':
      return { kind, sumMs: 0n, count: 0n }
    case 'count':
      return { kind, value: 0n }
  }
}

function less(whole: Quantity, parts: readonly Quantity[]): Quantity {
  return parts.reduce((rest, part): Quantity => {
    if (rest.kind === 'share' && part.kind === 'share') return { kind: 'share', numerator: rest.numerator - part.numerator, denominator: rest.denominator - part.denominator }
    if (rest.kind === 'mean' && part.kind === 'mean') return { kind: 'mean', sumMs: rest.sumMs - part.sumMs, count: rest.count - part.count }
    if (rest.kind === 'count' && part.kind === 'count') return { kind: 'count', value: rest.value - part.value }
    return rest
  }, whole)
}

function isNothing(quantity: Quantity): boolean {
  switch (quantity.kind) {
    case 'share':
      return quantity.denominator === 0n && quantity.numerator === 0n
    case 'mean':
      return quantity.count === 0n && quantity.sumMs === 0n
    case 'count':
      return quantity.value === 0n
  }
}
