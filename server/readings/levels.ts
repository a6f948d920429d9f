// The reading that scripts rely on: `ctmm levels --json`. Counts keep every digit.
import type { Db } from '../../db/open-store.ts'
import { stringifyExact, type Writable } from '../../rules/exact/stringify-exact.ts'
import type { Quantity } from '../../rules/facts/fact.ts'
import type { Value } from '../../rules/values/value.ts'
import type { AskedClocks } from '../clocks.ts'
import type { CityContext } from './city-context.ts'
import { presentInstant } from './present-value.ts'
import { readArea } from './snapshot.ts'
import { inputsAt } from './value-inputs.ts'

/** JSON text of {"area", "asOf", "knownAt", "values": [every declared window], "standings": [38]}. */
export async function readLevels(db: Db, context: CityContext, area: string, clocks: AskedClocks): Promise<string> {
  const { values, standings } = readArea(await inputsAt(db, context, clocks, { areas: [area] }), area)
  const { zone } = context.city
  return stringifyExact({
    area,
    asOf: zone.format(clocks.asOf),
    knownAt: zone.format(clocks.known.at),
    provisional: clocks.known.provisional,
    model: context.model.version,
    values: values.map((value) => writableValue(value, context)),
    standings: standings.map(({ item, proven, ceiling, state, blockers, unknowns, cells }) => ({
      item, proven, ceiling, state,
      blockers: blockers.map(({ requirement, indicator, level, gap }) => ({ requirement, indicator, level, gap: { amount: gap.exact, own: gap.own, zh: gap.zh, en: gap.en } })),
      unknowns: unknowns.map((unknown) => ({ ...unknown })),
      cells: [...cells],
    })),
  }, 2)
}

function writableValue(value: Value, { city: { zone } }: CityContext): Writable {
  return {
    indicator: value.indicator,
    population: value.population,
    calculation: value.calculation,
    judged: value.judged,
    window: { id: value.window.id, from: zone.format(value.window.from), to: zone.format(value.window.to) },
    ...writableQuantity(value.quantity),
    open: value.open,
    state: value.state,
    freshness: {
      coveredUntil: presentInstant(zone, value.freshness.coveredUntil),
      staleAt: presentInstant(zone, value.freshness.staleAt),
      oldestFeed: value.freshness.oldestFeed,
    },
  }
}

function writableQuantity(quantity: Quantity | undefined): { readonly [name: string]: bigint } {
  switch (quantity?.kind) {
    case undefined:
      return {}
    case 'share':
      return { numerator: quantity.numerator, denominator: quantity.denominator }
    case 'mean':
      return { sumMs: quantity.sumMs, count: quantity.count }
    case 'count':
      return { value: quantity.value }
  }
}
