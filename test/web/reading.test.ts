// Snapshot, updates and what the tables derive from them.
import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../web/catalogue/catalogue.ts'
import { distributionOf, metAtLevel, rowStateOf } from '../../web/catalogue/row-state.ts'
import { applyUpdate, readingOf } from '../../web/live/reading.ts'
import { eventValue, model, monthValue, snapshot, standing } from './fixture.ts'

const later = '2026-11-22T14:05:33+08:00'

describe('an update', () => {
  it('replaces only the rows it names', () => {
    const next = applyUpdate(snapshot, { asOf: later, values: [{ ...eventValue, numerator: 783_181, display: { text: '79.67', unit: '%' } }] })
    expect(next.values.map((value) => value.display.text)).toEqual(['79.67', '82.04'])
    expect(next.standings).toBe(snapshot.standings)
    expect(next.asOf).toBe(later)
  })
  it('that is older than the snapshot changes nothing', () => {
    expect(applyUpdate(snapshot, { asOf: '2026-11-22T14:00:00+08:00', feeds: { ok: 0, late: 0, stopped: 19, failing: 0, drifting: 0, paused: 0 } })).toBe(snapshot)
  })
  it('ends the loading of history with null and keeps it when it says nothing', () => {
    const loading = { ...snapshot, progress: { loaded: 1, total: 2, loadedFrom: null } }
    expect(applyUpdate(loading, { asOf: later, progress: null }).progress).toBeNull()
    expect(applyUpdate(loading, { asOf: later }).progress).toEqual(loading.progress)
  })
  it('may bring a row that was not there', () => {
    expect(applyUpdate({ ...snapshot, values: [] }, { asOf: later, values: [eventValue] }).values).toHaveLength(1)
  })
})

describe('a reading', () => {
  it('knows the judged value and lists the monitored windows behind it', () => {
    const reading = readingOf({ ...snapshot, values: [monthValue, eventValue] })
    expect(reading.judged('event_online_disposal_rate', 'all')).toBe(eventValue)
    expect(reading.windows('event_online_disposal_rate', 'all')).toEqual([eventValue, monthValue])
    expect(reading.judged('event_online_disposal_rate', 'excluding-complex')).toBeUndefined()
  })
})

describe('the catalogue', () => {
  const catalogue = catalogueOf(model)
  it('tells items with numbers from the others, in the order of the standard', () => {
    expect(catalogue.numericItems.map((item) => item.id)).toEqual(['C28', 'C32'])
    expect(catalogue.otherItems.map((item) => item.id)).toEqual(['C27'])
  })
  it('gives each population of an indicator a line of its own', () => {
    expect(catalogue.rows('C32').map((row) => [row.population, row.requirements.map((one) => one.id), row.qualifier?.zh ?? null])).toEqual([['excluding-complex', ['Q31'], '不含疑难'], ['all', ['Q32'], null]])
  })
  it('finds indicators by id and by code', () => {
    expect(catalogue.indicator('I13')).toBe(catalogue.indicator('event_online_disposal_rate'))
  })
})

describe('a line of the table', () => {
  const [row] = catalogueOf(model).rows('C28')
  if (row === undefined) throw new Error('the fixture has a row')

  it('names the lowest bound that fails with the gap', () => {
    expect(rowStateOf(row, standing)).toMatchObject({ kind: 'gap', requirement: { id: 'Q27' }, gap: { zh: '还差 3,388 件' } })
  })
  it('says unknown with its state, and only where nothing fails', () => {
    const unknown = { ...standing, requirements: standing.requirements.map((one) => ({ ...one, outcome: 'unknown' as const, state: 'stale' as const, gap: null })) }
    expect(rowStateOf(row, unknown)).toEqual({ kind: 'unknown', state: 'stale' })
    expect(rowStateOf(row, { ...unknown, requirements: [] })).toEqual({ kind: 'unknown', state: 'no-data' })
  })
  it('says when every bound is met', () => {
    expect(rowStateOf(row, { ...standing, requirements: standing.requirements.map((one) => ({ ...one, outcome: 'met' as const })) })).toEqual({ kind: 'all-met' })
  })
  it('counts what is met at a level', () => {
    expect(metAtLevel(model.requirements.filter((one) => one.item === 'C28'), standing, 3)).toEqual({ met: 0, all: 1 })
    expect(metAtLevel([], standing, 5)).toEqual({ met: 0, all: 0 })
  })
})

describe('the distribution of items', () => {
  it('is cumulative, and null is not level zero', () => {
    const found = distributionOf([{ ...standing, proven: 3 }, { ...standing, proven: 1 }, { ...standing, proven: 0 }, { ...standing, proven: null }])
    expect(found.atLeast.slice(1)).toEqual([2, 1, 1, 0, 0])
    expect([found.below, found.unproven]).toEqual([1, 1])
  })
})
