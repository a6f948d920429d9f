// A value as JSON: exact counts, the window, and the one text that every screen prints.
import type { Quantity } from '../../rules/facts/fact.ts'
import { displayValue } from '../../rules/judge/display-value.ts'
import { getIndicator, standardIndicator } from '../../rules/model/lookup.ts'
import type { CityContext } from './city-context.ts'
import { originsOf } from './origins.ts'
import { toPopulation } from './population.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Value } from '../../rules/values/value.ts'
import type { Value as PresentedValue } from '../schemas/snapshot.ts'

export type { PresentedValue }

const UNITS = { percent: '%', hours: 'h', count: '' } as const

export function presentValue(context: CityContext, value: Value): PresentedValue {
  const { model, city: { zone }, feeds } = context
  const { freshness } = value
  const origin = originsOf(context).get(standardIndicator(model, getIndicator(model, value.indicator)).code)
  const oldest = feeds.find(({ id }) => id === freshness.oldestFeed)
  return {
    indicator: value.indicator,
    population: toPopulation(value.population),
    calculation: value.calculation,
    window: { id: value.window.id, from: zone.format(value.window.from), to: zone.format(value.window.to) },
    judged: value.judged,
    ...presentQuantity(value.quantity),
    open: value.open,
    state: value.state,
    ...(origin === undefined ? {} : { origin }),
    freshness: {
      coveredUntil: presentInstant(zone, freshness.coveredUntil),
      staleAt: presentInstant(zone, freshness.staleAt),
      oldestFeed: freshness.oldestFeed,
      ...(oldest === undefined ? {} : { feedName: { zh: oldest.zh, en: oldest.en } }),
    },
    display: displayOf(model, value.indicator, value.population, value.quantity),
  }
}

export const presentInstant = (zone: Zone, instant: Instant | null): string | null => (instant === null ? null : zone.format(instant))

/** Counts as JSON numbers. Throws RangeError beyond 2^53, which no city reaches. */
export function presentQuantity(quantity: Quantity | undefined): Pick<PresentedValue, 'numerator' | 'denominator' | 'sumMs' | 'count' | 'value'> {
  switch (quantity?.kind) {
    case undefined:
      return {}
    case 'share':
      return { numerator: safe(quantity.numerator), denominator: safe(quantity.denominator) }
    case 'mean':
      return { sumMs: safe(quantity.sumMs), count: safe(quantity.count) }
    case 'count':
      return { value: safe(quantity.value) }
  }
}

/** The printed number, rounded so that it never crosses a bound of the indicator; a dash where nothing can be printed. */
export function displayOf(model: Model, code: string, population: string, quantity: Quantity | undefined): { readonly text: string; readonly unit: string } {
  const indicator = getIndicator(model, code)
  const display = quantity === undefined ? undefined : displayValue(model, indicator, toPopulation(population), quantity)
  return display ?? { text: '—', unit: UNITS[indicator.unit] }
}

function safe(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is too large for an exact JSON number.`)
  return number
}
