import { describe, expect, it } from 'vitest'
import { NO_COUNTS, type Counts } from '../../../rules/edges/edge.ts'
import type { MeasurementFact } from '../../../rules/facts/fact.ts'
import { getIndicator } from '../../../rules/model/lookup.ts'
import { CityCounts } from '../../../rules/values/city-counts.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import type { FeedCoverage } from '../../../rules/values/freshness.ts'
import type { Value } from '../../../rules/values/value.ts'
import { valueOf, valuesOfArea, valuesOfIndicator, type ValueInputs } from '../../../rules/values/values-of-area.ts'
import { draft } from '../draft-model.ts'
import { smallCity } from '../small-city.ts'

const DAY = 86_400_000
const asOf = Date.parse('2026-11-22T12:00:00+08:00')
const feed = (factKind: string, coveredUntil: number | null = asOf, source = 's'): FeedCoverage => ({ feed: `${factKind}-feed`, source, factKind, coveredUntil })

interface World {
  readonly counts?: readonly (readonly [calculation: string, counts: Partial<Counts>])[]
  readonly feeds?: readonly FeedCoverage[]
  readonly city?: Parameters<typeof smallCity>[0]
  readonly measurements?: readonly MeasurementFact[]
}

function inputs({ counts = [], feeds = [], city: file, measurements = [] }: World): ValueInputs {
  const city = smallCity(file)
  const cells = new CityCounts(draft, city)
  for (const [calculation, entry] of counts) cells.add({ calculation, window: '', segment: '', cohort: zoneOf('Asia/Shanghai').localDay(asOf), group: '', area: 'east-1', bureau: '', source: 's' }, { ...NO_COUNTS, ...entry })
  return { model: draft, city, counts: cells, measurements, feeds, asOf }
}

function judged(indicator: string, world: World, area = 'city'): Value {
  const value = valuesOfIndicator(inputs(world), getIndicator(draft, indicator), area).find((each) => each.judged)
  if (value === undefined) throw new RangeError(indicator)
  return value
}

const online = { counts: [['event-online/1', { entered: 10, met: 8, open: 1 }]] } as const

describe('the values of an area', () => {
  it('are one row for every indicator, population and declared window, exactly one window judged', () => {
    const values = valuesOfArea(inputs({}), 'city')
    const own = draft.calculations.filter(({ indicator }) => indicator.startsWith('I'))
    const expected = own.flatMap(({ populations, windows }) => populations.flatMap(() => windows.filter(({ id }) => !id.includes('assessment')))).length
    expect(values).toHaveLength(expected)
    for (const group of Map.groupBy(values, ({ indicator, population }) => `${indicator} ${population}`).values()) expect(group.filter((value) => value.judged)).toHaveLength(1)
    expect(values.every(({ state }) => state === 'no-data' || state === 'not-assessable')).toBe(true)
  })

  it("are read by the city's own periods where it has declared them", () => {
    const windows = (assessment?: { periodFrom: number; yearFrom?: string }): readonly string[] =>
      valuesOfIndicator(inputs({ city: assessment === undefined ? {} : { assessment } }), getIndicator(draft, 'event_online_disposal_rate'), 'city').map(({ window }) => window.id).filter((id) => id.includes('assessment'))
    expect(windows()).toEqual([])
    expect(windows({ periodFrom: 26 })).toEqual(['assessment-period', 'last-closed-assessment-period'])
    expect(windows({ periodFrom: 26, yearFrom: '12-26' })).toEqual(['assessment-period', 'last-closed-assessment-period', 'assessment-year', 'last-closed-assessment-year'])
  })

  it('are the same one by one', () => {
    const asked = inputs({ ...online, feeds: [feed('event'), feed('appeal')], city: { assessment: { periodFrom: 26 }, workingCalendar: { hours: ['09:00-17:00'], years: [{ year: 2026, holidays: [], workdays: [] }] } } })
    for (const value of valuesOfArea(asked, 'city')) expect(valueOf(asked, { indicator: getIndicator(draft, value.indicator), population: value.population, window: value.window.id }, 'city')).toEqual(value)
    const [indicator, online12] = [getIndicator(draft, 'event_online_disposal_rate'), { population: 'all', window: 'rolling-12-months' }]
    expect(valueOf(asked, { indicator, ...online12, window: 'snapshot' }, 'city')).toBeUndefined()
    expect(valueOf(asked, { indicator, ...online12, window: 'assessment-year' }, 'city')).toBeUndefined()
    expect(valueOf(asked, { indicator, ...online12, population: 'excluding-complex' }, 'city')).toBeUndefined()
  })

  it('say their window, what is open in it and how fresh they are', () => {
    expect(judged('event_online_disposal_rate', { ...online, feeds: [feed('event')] })).toMatchObject({
      state: 'ok', open: 1, quantity: { kind: 'share', numerator: 8n, denominator: 10n }, calculation: 'event-online/1', population: 'all', area: 'city', asOf,
      window: { id: 'rolling-12-months', from: Date.parse('2025-11-23T00:00:00+08:00'), to: asOf }, freshness: { coveredUntil: asOf, staleAt: asOf + DAY, oldestFeed: 'event-feed' },
    })
  })
})

describe('unknown is a state', () => {
  it('of a value that nothing feeds, or whose feed was never read', () => {
    expect(judged('event_online_disposal_rate', online).state).toBe('no-data')
    expect(judged('event_online_disposal_rate', { ...online, feeds: [feed('event', null)] }).state).toBe('no-data')
    for (const feeds of [[], [{ ...feed('register:open-scenario'), beganAt: null }]]) {
      const { state, quantity } = judged('open_scenarios_count', { feeds })
      expect([state, quantity]).toEqual(['no-data', undefined])
    }
  })

  it('of a share without denominator, while a list that was read may count nothing', () => {
    expect(judged('event_online_disposal_rate', { feeds: [feed('event')] }).state).toBe('no-data')
    expect(judged('open_scenarios_count', { feeds: [feed('register:open-scenario')] })).toMatchObject({ state: 'ok', quantity: { kind: 'count', value: 0n } })
  })

  it('of the hub share until its list is loaded', () => {
    expect(judged('hub_capability_share', {}).state).toBe('not-assessable')
    expect(judged('hub_capability_share', { feeds: [feed('register:hub-capability')] }).state).toBe('not-assessable')
  })

  it('of what was read too long ago, though its counts are still shown', () => {
    const at = (coveredUntil: number): Value => judged('event_online_disposal_rate', { ...online, feeds: [feed('event', coveredUntil)] })
    expect(at(asOf - DAY).state).toBe('ok')
    expect(at(asOf - DAY - 1)).toMatchObject({ state: 'stale', quantity: { numerator: 8n } })
  })

  it('of a sample that is smaller than the city asks for, of cases only', () => {
    const city = { policies: { minimumSample: 11 } }
    expect(judged('event_online_disposal_rate', { ...online, city, feeds: [feed('event')] }).state).toBe('insufficient-sample')
    expect(judged('data_classified_share', { counts: [['data-classified/1', { entered: 2, met: 1 }]], city, feeds: [feed('register:data-resource')] }).state).toBe('ok')
  })
})

describe('a value in working hours', () => {
  const reference = getIndicator(draft, 'appeal_mean_response_working_hours')
  const calendar = { hours: ['09:00-17:00'], years: [{ year: 2026, holidays: [], workdays: [] }] }
  const ask = (world: World, window = 'year-to-date'): Value | undefined => valueOf(inputs({ feeds: [feed('appeal')], ...world }), { indicator: reference, population: 'all', window }, 'city')
  const answered = [['appeal-response-working/1', { entered: 2, elapsedMs: 7_200_000n }]] as const

  it('stands beside the judged one, and is never judged', () => {
    expect(ask({ counts: answered, city: { workingCalendar: calendar } })).toMatchObject({ state: 'ok', judged: false, calculation: 'appeal-response-working/1', quantity: { kind: 'mean', sumMs: 7_200_000n, count: 2n } })
    expect(valuesOfIndicator(inputs({ city: { workingCalendar: calendar } }), reference, 'city').some(({ judged }) => judged)).toBe(false)
  })

  it('does not exist where the city lists no working days', () => {
    expect(ask({ counts: answered })).toBeUndefined()
    expect(valuesOfArea(inputs({}), 'city').some(({ indicator }) => indicator === reference.code)).toBe(false)
  })

  it('is not assessable, and says what to do, in a year that the calendar does not hold', () => {
    const last = { workingCalendar: { ...calendar, years: [{ year: 2025, holidays: [], workdays: [] }] } }
    const value = ask({ counts: answered, city: last })
    expect(value).toMatchObject({ state: 'not-assessable', reason: { code: 'working-calendar', zh: expect.stringContaining('2025 年'), en: expect.stringContaining('add their holidays') } })
    expect(value).not.toHaveProperty('quantity')
    expect(ask({ counts: answered, city: last, feeds: [] })?.state).toBe('no-data')
  })
})

describe('a value of several feeds', () => {
  it('is as fresh as the list that names its groups', () => {
    const feeds = [feed('register:data-resource'), feed('register:institution', asOf - 9 * DAY, 'personnel')]
    const city = { sources: [{ indicators: ['bureaus_classified_share'], systems: ['s'], form: 'facts' as const }] }
    expect(judged('bureaus_classified_share', { feeds, city }).freshness.oldestFeed).toBe('register:institution-feed')
  })

  it('does not wait for a system that is not judged', () => {
    const city = { sources: [{ indicators: ['event_online_disposal_rate'], systems: ['s'], form: 'facts' as const }] }
    expect(judged('event_online_disposal_rate', { ...online, city, feeds: [feed('event'), feed('event', null, 'other')] }).state).toBe('ok')
  })
})

describe('a value that a system reports itself', () => {
  const city = { sources: [{ indicators: ['bureaus_classified_share'], systems: ['s'], form: 'measurements' as const }] }
  const measured: MeasurementFact = {
    kind: 'measurement', source: 's', key: 'm', observedAt: asOf - DAY, version: 1, area: 'city', bureau: null, indicator: 'bureaus_classified_share', population: 'all', form: 'snapshot',
    to: asOf - DAY, quantity: { kind: 'share', numerator: 3n, denominator: 4n },
  }
  const kind = 'measurement:bureaus_classified_share'

  it('is as fresh as its number, not as the moment at which it was read', () => {
    expect(judged('bureaus_classified_share', { city, measurements: [measured], feeds: [feed(kind)] })).toMatchObject({
      state: 'ok', quantity: { kind: 'share', numerator: 3n, denominator: 4n }, freshness: { coveredUntil: asOf - DAY, staleAt: asOf + 44 * DAY },
    })
  })

  it('is unknown while one of its feeds has never been read', () => {
    const feeds = [feed(kind), { ...feed(kind, null), feed: 'second' }]
    expect(judged('bureaus_classified_share', { city, measurements: [measured], feeds })).toMatchObject({ state: 'no-data', freshness: { coveredUntil: null, oldestFeed: 'second' } })
  })

  it('says that its window is not covered', () => {
    const value = judged('bureaus_classified_share', { city, feeds: [feed(kind)] })
    expect(value.state).toBe('not-covered')
    expect(value).not.toHaveProperty('quantity')
  })
})
