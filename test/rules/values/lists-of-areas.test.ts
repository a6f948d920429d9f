import { describe, expect, it } from 'vitest'
import { planOf } from '../../../rules/edges/plan.ts'
import { edgesOfEntry } from '../../../rules/edges/register-edges.ts'
import { areasOf, sumsOf } from '../../../rules/edges/sums.ts'
import { getCalculation, getIndicator } from '../../../rules/model/lookup.ts'
import { CityCounts } from '../../../rules/values/city-counts.ts'
import { valueOf, type ValueInputs } from '../../../rules/values/values-of-area.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { listWorlds } from '../edges/list-lives.ts'
import { countListNaively, definitions, type KnownEntry, type ListDefinition } from '../edges/naive-entries.ts'
import { entryFact, stated } from '../facts/facts.ts'
import { leaves, smallCity } from '../small-city.ts'

const city = smallCity()
const plan = planOf(draft, city)
const areas = areasOf(city)

/** What a list says at an instant: counted fact by fact, or from sums that each area keeps of its own. */
function countsAt(entries: readonly KnownEntry[], asOf: number, way: 'by fact' | 'by sum'): CityCounts {
  const counts = new CityCounts(draft, city)
  for (const { register, statements } of entries) {
    for (const calculation of plan.registers.get(register) ?? []) {
      for (const { at, series, counts: change } of edgesOfEntry(statements, calculation, 'list')) {
        if (at > asOf) continue
        if (way === 'by fact') counts.add(series, change)
        else for (const sum of sumsOf({ ...series, bureau: '' }, areas, city.root)) counts.addTo(sum.area, sum, change)
      }
    }
  }
  return counts
}

function quantityIn(area: string, { calculation, register, groupsOf }: ListDefinition, counts: CityCounts, asOf: number) {
  const feeds = [register, ...(groupsOf === undefined ? [] : [groupsOf.register])].map((list) => ({ feed: list, source: 'list', factKind: `register:${list}`, coveredUntil: asOf }))
  const inputs: ValueInputs = { model: draft, city, counts, measurements: [], feeds, asOf }
  return valueOf(inputs, { indicator: getIndicator(draft, getCalculation(draft, calculation).indicator), population: 'all', window: 'snapshot' }, area)?.quantity
}

describe('what a list says of an area', () => {
  it('is counted anew for each area, district, zone and city alike, whether from facts or from sums', () => {
    fc.assert(fc.property(listWorlds([...leaves]), ({ definition, entries, instants }) => {
      for (const asOf of instants) {
        const [byFact, bySum] = [countsAt(entries, asOf, 'by fact'), countsAt(entries, asOf, 'by sum')]
        for (const { code } of city.areas) {
          const counted = countListNaively(entries, definition, { asOf, areas: city.scopeOf(code) })
          expect(quantityIn(code, definition, byFact, asOf), `${definition.calculation} in ${code}`).toEqual(counted)
          expect(quantityIn(code, definition, bySum, asOf), `${definition.calculation} in ${code} by sums`).toEqual(counted)
        }
      }
    }), { numRuns: runs(200) })
  })

  const scenario = (key: string, area: string, group: string): KnownEntry => ({ register: 'open-scenario', statements: [stated(entryFact({ register: 'open-scenario', key, area, group, status: 'open', observedAt: 1 }))] })
  const named = (calculation: string): ListDefinition => {
    const found = definitions.find((definition) => definition.calculation === calculation)
    if (found === undefined) throw new RangeError(calculation)
    return found
  }
  const inAreas = (calculation: string, entries: readonly KnownEntry[], codes: readonly string[]) =>
    codes.map((code) => quantityIn(code, named(calculation), countsAt(entries, 9, 'by fact'), 9))
  const pieces = (...values: readonly number[]) => values.map((value) => ({ kind: 'count', value: BigInt(value) }))

  it('of an area that lists nothing is zero, and before the list began it is unknown', () => {
    const counts = countsAt([scenario('1', 'east-1', 'health')], 9, 'by fact')
    const stateIn = (area: string, beganAt: number | null) => {
      const inputs: ValueInputs = { model: draft, city, counts, measurements: [], feeds: [{ feed: 'list', source: 'list', factKind: 'register:open-scenario', coveredUntil: 9, beganAt }], asOf: 9 }
      return ['open-scenarios/1', 'open-domains/1'].map((calculation) =>
        valueOf(inputs, { indicator: getIndicator(draft, getCalculation(draft, calculation).indicator), population: 'all', window: 'snapshot' }, area)?.state)
    }
    expect(stateIn('west', 9)).toEqual(['ok', 'ok'])
    expect(stateIn('west', 10)).toEqual(['no-data', 'no-data'])
    expect(stateIn('west', null)).toEqual(['no-data', 'no-data'])
  })

  it('does not add up where groups are counted: a domain with scenarios in two districts is one domain of the city', () => {
    const entries = [scenario('1', 'east-1', 'health'), scenario('2', 'west-1', 'health'), scenario('3', 'west-1', 'traffic')]
    expect(inAreas('open-domains/1', entries, ['city', 'east', 'west', 'park'])).toEqual(pieces(2, 1, 2, 2))
  })

  it('holds an entry once in each area, though a zone overlaps two districts', () => {
    const entries = [scenario('1', 'east-1', 'health'), scenario('2', 'east-2', 'health'), scenario('3', 'west-1', 'health')]
    expect(inAreas('open-scenarios/1', entries, ['city', 'east', 'west', 'park'])).toEqual(pieces(3, 2, 1, 2))
  })

  it('holds an entry from its first valid day to its last, and again when it comes back', () => {
    const said = (fact: Parameters<typeof entryFact>[0]) => stated(entryFact({ register: 'open-scenario', key: '1', area: 'east-1', group: 'g', status: 'open', ...fact }))
    const entries: readonly KnownEntry[] = [{ register: 'open-scenario', statements: [said({ observedAt: 50, validFrom: 10, validTo: 60, version: 1 }), said({ observedAt: 90, version: 2 })] }]
    const countedAt = (asOf: number) => quantityIn('city', named('open-scenarios/1'), countsAt(entries, asOf, 'by fact'), asOf)
    expect([9, 10, 59, 60, 89, 90].map(countedAt)).toEqual(pieces(0, 1, 1, 0, 0, 1))
  })
})
