import { expect, it } from 'vitest'
import { NO_COUNTS } from '../../../rules/edges/edge.ts'
import { getIndicator } from '../../../rules/model/lookup.ts'
import { CityCounts } from '../../../rules/values/city-counts.ts'
import { valuesOfIndicator } from '../../../rules/values/values-of-area.ts'
import { fc } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { leaves, smallCity } from '../small-city.ts'

const asOf = Date.parse('2026-11-22T12:00:00+08:00')
const city = smallCity()

/** The judged share of an area where each street has met so many of so many. */
function shareOf(area: string, streets: readonly (readonly [area: string, met: number, entered: number])[]) {
  const counts = new CityCounts(draft, city)
  for (const [street, met, entered] of streets) {
    counts.add({ calculation: 'event-online/1', window: '', segment: '', cohort: 0, group: '', area: street, bureau: '', source: 's' }, { ...NO_COUNTS, met, entered, open: entered - met })
  }
  const inputs = { model: draft, city, counts, measurements: [], feeds: [{ feed: 'f', source: 's', factKind: 'event', coveredUntil: asOf }], asOf }
  return valuesOfIndicator(inputs, getIndicator(draft, 'event_online_disposal_rate'), area).find((value) => value.judged)?.quantity
}

it('90 of 100 in one street and 1 of 10 in another are 91 of 110 in the city, not the mean of 90 % and 10 %', () => {
  expect(shareOf('city', [['east-1', 90, 100], ['west-1', 1, 10]])).toEqual({ kind: 'share', numerator: 91n, denominator: 110n })
})

it('the share of any area is the sum of the counts of its parts', () => {
  const street = fc.tuple(fc.constantFrom(...leaves), fc.nat({ max: 50 }), fc.nat({ max: 50 })).map(([area, met, more]) => [area, met, met + more] as const)
  fc.assert(fc.property(fc.array(street), fc.constantFrom(...city.areas.map(({ code }) => code)), (streets, area) => {
    const inside = streets.filter(([code]) => city.scopeOf(area).has(code))
    const sum = (column: 1 | 2): bigint => BigInt(inside.reduce((total, counts) => total + counts[column], 0))
    expect(shareOf(area, streets)).toEqual({ kind: 'share', numerator: sum(1), denominator: sum(2) })
  }))
})
