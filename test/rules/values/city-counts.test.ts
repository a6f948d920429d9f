import { describe, expect, it } from 'vitest'
import { NO_COUNTS, type Series } from '../../../rules/edges/edge.ts'
import { CityCounts } from '../../../rules/values/city-counts.ts'
import { fc } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { leaves, smallCity } from '../small-city.ts'

const series = (more: Partial<Series>): Series => ({ calculation: 'event-online/1', window: '', segment: '', cohort: 2026, group: '', area: 'east-1', bureau: '', source: 'events', ...more })
const one = { ...NO_COUNTS, entered: 1 }

describe('the counts of a city', () => {
  it('count a case in its street, its district, its zone and the city, once in each', () => {
    const counts = new CityCounts(draft, smallCity())
    counts.add(series({ area: 'east-2' }), one)
    const entered = (area: string): number => counts.of(area, 'event-online/1').sum('').entered
    expect(['city', 'east', 'east-1', 'east-2', 'west', 'park'].map(entered)).toEqual([1, 1, 0, 1, 0, 1])
  })

  it('of the city are the sum of its districts and of what belongs to the city alone, whatever the zones', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...leaves), fc.integer({ min: -3, max: 9 }))), (facts) => {
      const counts = new CityCounts(draft, smallCity())
      for (const [area, entered] of facts) counts.add(series({ area }), { ...NO_COUNTS, entered })
      const entered = (area: string): number => counts.of(area, 'event-online/1').sum('').entered
      const alone = facts.reduce((sum, [area, count]) => sum + (area === 'city' ? count : 0), 0)
      expect(entered('city')).toBe(entered('east') + entered('west') + alone)
      expect(entered('east')).toBe(entered('east-1') + entered('east-2'))
      expect(entered('park')).toBe(entered('east-2') + entered('west-1'))
    }))
  })

  it('leave out systems that the city does not judge for the indicator', () => {
    const counts = new CityCounts(draft, smallCity({ sources: [{ indicators: ['event_online_disposal_rate'], systems: ['events'], form: 'facts' }] }))
    counts.add(series({ source: 'events' }), one)
    counts.add(series({ source: 'hotline' }), one)
    expect(counts.of('city', 'event-online/1').sum('').entered).toBe(1)
  })

  it('take sums of an area as they are, for that area alone and of judged systems only', () => {
    const counts = new CityCounts(draft, smallCity({ sources: [{ indicators: ['event_online_disposal_rate'], systems: ['events'], form: 'facts' }] }))
    counts.addTo('park', series({ area: 'park' }), one)
    counts.addTo('park', series({ area: 'park', source: 'hotline' }), one)
    const entered = (area: string): number => counts.of(area, 'event-online/1').sum('').entered
    expect(['city', 'east', 'east-2', 'west', 'park'].map(entered)).toEqual([0, 0, 0, 0, 1])
  })

  it('read the same facts for a reference as for the indicator beside which it stands', () => {
    const counts = new CityCounts(draft, smallCity({ sources: [{ indicators: ['appeal_mean_response_hours'], systems: ['hotline'], form: 'facts' }] }))
    for (const calculation of ['appeal-response/1', 'appeal-response-working/1']) for (const source of ['hotline', 'elsewhere']) counts.add(series({ calculation, source }), one)
    expect(counts.of('city', 'appeal-response-working/1').sum('').entered).toBe(1)
  })

  it('summed by area first are what they are when each fact is added by itself', () => {
    const facts = fc.array(fc.record({ area: fc.constantFrom(...leaves), cohort: fc.constantFrom(20_400, 20_431, 20_456), segment: fc.constantFrom('', 'complex'), group: fc.constantFrom('', 'g'), entered: fc.integer({ min: -3, max: 9 }) }))
    fc.assert(fc.property(facts, (all) => {
      const city = smallCity()
      const [byFact, bySum] = [new CityCounts(draft, city), new CityCounts(draft, city)]
      for (const { entered, ...where } of all) {
        byFact.add(series(where), { ...NO_COUNTS, entered })
        for (const { code } of city.areas) if (city.scopeOf(code).has(where.area)) bySum.addTo(code, series({ ...where, area: code }), { ...NO_COUNTS, entered })
      }
      for (const { code } of city.areas) {
        for (const cohorts of [undefined, { from: 20_400, to: 20_431 }, { from: 20_432, to: 20_500 }]) {
          expect(bySum.of(code, 'event-online/1').sum('', { cohorts })).toEqual(byFact.of(code, 'event-online/1').sum('', { cohorts }))
        }
        expect([...bySum.of(code, 'event-online/1').everyGroup()]).toEqual([...byFact.of(code, 'event-online/1').everyGroup()])
      }
    }))
  })

  it('keep the list that names the groups, whichever system it comes from', () => {
    const counts = new CityCounts(draft, smallCity({ sources: [{ indicators: ['bureaus_classified_share'], systems: ['catalogue'], form: 'facts' }] }))
    counts.add(series({ calculation: 'bureaus-classified/1', segment: 'scope', cohort: 0, group: 'water', source: 'personnel' }), one)
    counts.add(series({ calculation: 'bureaus-classified/1', cohort: 0, group: 'water', source: 'elsewhere' }), one)
    expect([...counts.of('city', 'bureaus-classified/1').everyGroup()]).toEqual([{ entries: NO_COUNTS, listed: 1 }])
  })
})
