import { describe, expect, it, vi } from 'vitest'
import { AREA_CODES } from '../../../ingest/simulator/places.ts'
import { BEGINNING } from '../../../ingest/simulator/simulator.ts'
import type { TruthValue } from '../../../ingest/simulator/truth/truth.ts'
import { at, city, days, fold, now, simulation } from './the-city.ts'

// Whole years are counted here, which a busy machine does slowly.
vi.setConfig({ testTimeout: 60_000 })

type Head = readonly [indicator: string, window?: TruthValue['window'], population?: TruthValue['population']]

const valueOf = (asOf: number, area: string, [indicator, window = 'snapshot', population = 'all']: Head): TruthValue | undefined =>
  simulation.truth(asOf, area).find((value) => value.indicator === indicator && value.window === window && value.population === population)
const percentOf = (asOf: number, ...head: Head): number => {
  const value = valueOf(asOf, city.root, head)
  return (100 * (value?.numerator ?? NaN)) / (value?.denominator ?? NaN)
}
const hoursOf = (asOf: number, ...head: Head): number => {
  const value = valueOf(asOf, city.root, head)
  return (value?.sumMs ?? NaN) / (value?.count ?? NaN) / 3_600_000
}

describe('the story of the city on 22 November 2026', () => {
  it('has all 22 indicators', () => {
    expect(new Set(simulation.truth(now, city.root).map(({ indicator }) => indicator)).size).toBe(22)
  })

  it('disposes of just under 80 % of events online, clearly more than a year before', () => {
    const head = ['event_online_disposal_rate', 'rolling-12-months'] as const
    expect(percentOf(now, ...head)).toBeGreaterThan(78.8)
    expect(percentOf(now, ...head)).toBeLessThan(79.95)
    expect(percentOf(now - days(365), ...head)).toBeLessThan(74)
  })

  it('has closed 83 to 84.5 % of the orders of 2025', () => {
    expect(percentOf(now, 'appeal_annual_completion_rate', 'last-closed-year')).toBeGreaterThan(82.5)
    expect(percentOf(now, 'appeal_annual_completion_rate', 'last-closed-year')).toBeLessThan(84.5)
  })

  it('responds in three to four hours, complex orders later', () => {
    const all = hoursOf(now, 'appeal_mean_response_hours', 'rolling-12-months')
    const plain = hoursOf(now, 'appeal_mean_response_hours', 'rolling-12-months', 'excluding-complex')
    expect(all).toBeGreaterThan(3)
    expect(all).toBeLessThan(4)
    expect(plain).toBeLessThan(all - 0.1)
  })

  it('has the lists where the story wants them', () => {
    const share = (indicator: string): string => {
      const { numerator, denominator } = valueOf(now, city.root, [indicator]) ?? {}
      return `${numerator}/${denominator}`
    }
    expect(Object.fromEntries([
      'hub_capability_share', 'data_classified_share', 'bureaus_classified_share', 'one_thing_annual_share', 'one_thing_master_share', 'online_available_share',
      'fully_online_share', 'community_retrofit_share', 'carrier_digital_service_share', 'community_onestop_share', 'barrier_free_area_share',
    ].map((indicator) => [indicator, share(indicator)]))).toEqual({
      hub_capability_share: '80/102', data_classified_share: '1673/2841', bureaus_classified_share: '16/26', one_thing_annual_share: '18/21', one_thing_master_share: '111/153',
      online_available_share: '2038/2038', fully_online_share: '1912/2038', community_retrofit_share: '147/222', carrier_digital_service_share: '9/63',
      community_onestop_share: '60/222', barrier_free_area_share: '29/40',
    })
    const counts = ['proactive_scenarios_count', 'open_scenarios_count', 'open_domains_count', 'new_type_communities_count', 'demo_parks_count', 'digital_cluster_zones_count', 'national_digital_clusters_count']
    expect(counts.map((indicator) => valueOf(now, city.root, [indicator])?.value)).toEqual([17, 9, 6, 1, 1, 1, 0])
  })
})

describe('the truth', () => {
  it('adds up: districts and what has no district make the city, streets make a zone', () => {
    const head: Head = ['event_online_disposal_rate', 'rolling-12-months']
    const denominator = (area: string): number => valueOf(now, area, head)?.denominator ?? 0
    const districts = city.childrenOf(city.root).filter(({ kind }) => kind === 'district')
    expect(districts.reduce((sum, { code }) => sum + denominator(code), 0)).toBe(denominator(city.root))
    const zone = city.areas.find(({ kind }) => kind === 'zone')
    expect(zone?.members.reduce((sum, code) => sum + denominator(code), 0)).toBe(denominator(zone?.code ?? ''))
  })

  it('never has a numerator above its denominator', () => {
    for (const area of AREA_CODES) for (const { numerator = 0, denominator = 0 } of simulation.truth(now, area)) expect(numerator).toBeLessThanOrEqual(denominator)
  })

  it('does not know of the day\'s off-platform events before the ledgers are loaded', () => {
    const evening = at('2026-07-08 18:00')
    const count = (known: number): number =>
      simulation.truth(evening, city.root, known).find(({ indicator, window }) => indicator === 'event_online_disposal_rate' && window === 'year-to-date')?.denominator ?? 0
    expect(count(evening + days(1))).toBeGreaterThan(count(evening))
  })

  it('is what the records, mapped and folded, amount to', () => {
    const asOf = at('2025-02-14 16:20')
    const { cases, entries } = fold(simulation.history(BEGINNING, asOf))
    for (const area of [city.root, '990103', '990172', '990104002']) {
      const scope = city.scopeOf(area)
      const within = (leaf: string | null): boolean => area === city.root || (leaf !== null && scope.has(leaf))
      const open = [...cases.values()].filter(({ area: leaf, fields }) => within(leaf) && (fields.cancelledAt === undefined || fields.cancelledAt > asOf))
      const orders = open.filter(({ fields }) => fields.directAnswer !== true && fields.acceptedAt !== undefined && fields.dispatchedAt !== undefined)
      const events = open.filter(({ fields }) => fields.filedAt !== undefined)
      const last = (instants: readonly number[] | undefined): number => Math.max(-1, ...(instants ?? []))
      const closed = ({ fields }: (typeof open)[number]): boolean => last(fields.closedAt) > last(fields.reopenedAt)
      const truth = (...head: Head): TruthValue | undefined => simulation.truth(asOf, area, asOf).find((value) => value.indicator === head[0] && value.window === head[1] && value.population === 'all')

      expect(truth('appeal_mean_response_hours', 'year-to-date')).toMatchObject({
        count: orders.length,
        sumMs: orders.reduce((sum, { fields }) => sum + (fields.firstContactAt ?? asOf) - (fields.dispatchedAt ?? 0), 0),
      })
      expect(truth('appeal_annual_completion_rate', 'year-to-date')).toMatchObject({ numerator: orders.filter(closed).length, denominator: orders.length })
      expect(truth('event_online_disposal_rate', 'year-to-date')).toMatchObject({
        numerator: events.filter((one) => one.fields.online === true && closed(one)).length, denominator: events.length,
      })
      const communities = [...entries.values()].flatMap(({ register, states }) => {
        const entry = states.findLast((state) => state.from <= asOf)?.entry
        return register === 'community' && entry?.status === 'in-scope' && within(entry.area) ? [entry] : []
      })
      expect(truth('community_retrofit_share', 'snapshot')?.denominator).toBe(communities.length)
    }
  })
})
