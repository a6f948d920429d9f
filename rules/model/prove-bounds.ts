// Proof: indicators and their bounds fit each other, and every higher level asks at least as much.
import { compareDecimals, decimal } from '../exact/decimal.ts'
import type { Flaw } from './flaw.ts'
import { grouped } from './grouped.ts'
import { findIndicator, referenceIndicatorsOf } from './lookup.ts'
import type { Model } from './model-schema.ts'
import type { Indicator, Requirement } from './requirement-schema.ts'

const UNIT: Readonly<Record<Indicator['quantity'], Indicator['unit']>> = { share: 'percent', mean: 'hours', count: 'count' }
const HUNDRED = decimal('100')

/** Comparator words that print an operator (Civil Code art. 1259: 以上 and 以内 include the number; 高于 does not). */
const OPERATOR: Readonly<Record<Requirement['wording'], Requirement['operator']>> = {
  以上: 'ge', 及以上: 'ge', 不少于: 'ge', 达: 'ge', 达到: 'ge', 以内: 'le', 高于: 'gt', '1-2': 'ge', 只印数字: 'ge',
}

interface Placed {
  readonly requirement: Requirement
  readonly at: string
}

/** Flaws of indicators and bounds. */
export function proveBounds(model: Model): readonly Flaw[] {
  const used = new Set(model.requirements.map(({ indicator }) => indicator))
  const placed = model.requirements.map((requirement, index): Placed => ({ requirement, at: `/requirements/${index}` }))
  return [
    ...model.indicators.flatMap((indicator, index) => {
      const at = `/indicators/${index}`
      const unused = { at: `${at}/id`, message: `No requirement uses ${indicator.id}: add its requirements or take it out.` }
      return [...indicatorFlaws(indicator, at), ...(used.has(indicator.id) ? [] : [unused])]
    }),
    ...referenceIndicatorsOf(model).flatMap((indicator, index) => indicatorFlaws(indicator, `/referenceIndicators/${index}`)),
    ...placed.flatMap(({ requirement, at }) => requirementFlaws(model, requirement, at)),
    ...[...grouped(placed, ({ requirement }) => `${requirement.indicator}/${requirement.population}`).values()]
      .flatMap((series) => seriesFlaws(model, series)),
  ]
}

function indicatorFlaws({ id, quantity, unit, direction, denominator }: Indicator, at: string): readonly Flaw[] {
  return [
    ...(UNIT[quantity] === unit ? [] : [{ at: `${at}/unit`, message: `${id}: a ${quantity} is measured in ${UNIT[quantity]}, not in ${unit}.` }]),
    ...((quantity === 'mean') === (direction === 'atMost') ? [] : [{ at: `${at}/direction`, message: `${id}: a ${quantity} is ${quantity === 'mean' ? 'atMost' : 'atLeast'}, not ${direction}.` }]),
    ...((denominator === undefined) === (quantity === 'count') ? [] : [{ at: `${at}/denominator`, message: `${id}: a ${quantity} ${quantity === 'count' ? 'has no' : 'needs a'} denominator.` }]),
  ]
}

function requirementFlaws(model: Model, requirement: Requirement, at: string): readonly Flaw[] {
  const { id, operator, wording, unit, window, item, population } = requirement
  const flaws: Flaw[] = []
  const flaw = (key: string, message: string): void => {
    flaws.push({ at: `${at}/${key}`, message: `${id}: ${message}` })
  }
  if (OPERATOR[wording] !== operator) flaw('operator', `${wording} means ${OPERATOR[wording]}, not ${operator}: correct the operator or the wording.`)
  const indicator = findIndicator(model, requirement.indicator)
  if (indicator === undefined) return flaws
  const bound = decimal(requirement.bound)
  const overHundred = compareDecimals(bound, HUNDRED)
  if ((operator === 'le') !== (indicator.direction === 'atMost')) flaw('operator', `${indicator.id} is ${indicator.direction}, which ${operator} does not fit.`)
  if (unit !== indicator.unit) flaw('unit', `${indicator.id} is measured in ${indicator.unit}, not in ${unit}.`)
  if (item !== indicator.item) flaw('item', `${indicator.id} belongs to ${indicator.item}, not to ${item}.`)
  if (indicator.quantity === 'share' && (overHundred > 0 || (overHundred === 0 && operator === 'gt'))) flaw('bound', 'no share can meet this bound: lower it.')
  if (indicator.quantity === 'count' && requirement.bound.includes('.')) flaw('bound', 'a count needs a whole number as its bound.')
  const calculation = model.calculations.find((entry) => entry.id === requirement.calculation)
  if (calculation === undefined) return flaws
  if (calculation.id !== indicator.calculation) flaw('calculation', `${indicator.id} is judged by ${indicator.calculation}, not by ${calculation.id}.`)
  if (!calculation.windows.some((declared) => declared.judged && declared.id === window)) flaw('window', `${window} is not the judged window of ${calculation.id}.`)
  if (!calculation.populations.some((declared) => declared.id === population)) flaw('population', `${calculation.id} has no population ${population}.`)
  return flaws
}

/** One bound per level, and each higher level at least as strict: no gap, no overlap. */
function seriesFlaws(model: Model, series: readonly Placed[]): readonly Flaw[] {
  const byLevel = [...series].sort((a, b) => a.requirement.level - b.requirement.level)
  return byLevel.flatMap(({ requirement, at }, index) => {
    const below = byLevel[index - 1]?.requirement
    const indicator = findIndicator(model, requirement.indicator)
    if (below === undefined || indicator === undefined) return []
    if (below.level === requirement.level) {
      return [{ at: `${at}/level`, message: `${requirement.id}: ${below.id} already sets a bound for ${indicator.id} at level ${below.level}: keep one.` }]
    }
    if (isAtLeastAsStrict(requirement, below, indicator)) return []
    return [{ at: `${at}/bound`, message: `${requirement.id}: ${requirement.bound} at level ${requirement.level} is easier than ${below.bound} at level ${below.level} (${below.id}): bounds get stricter upwards.` }]
  })
}

function isAtLeastAsStrict(upper: Requirement, lower: Requirement, indicator: Indicator): boolean {
  const order = compareDecimals(decimal(upper.bound), decimal(lower.bound)) * (indicator.direction === 'atLeast' ? 1 : -1)
  return order > 0 || (order === 0 && !(lower.operator === 'gt' && upper.operator === 'ge'))
}
