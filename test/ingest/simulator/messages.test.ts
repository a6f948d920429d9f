import { describe, expect, it, vi } from 'vitest'
import { BEGINNING } from '../../../ingest/simulator/simulator.ts'
import { at, days, fold, newCity, now, outcomesOf, simulation } from './the-city.ts'

// Tens of thousands of records pass here, which a busy machine does slowly.
vi.setConfig({ testTimeout: 60_000 })

describe('the messages of a city', () => {
  const from = at('2026-03-10 00:00')
  const to = from + days(2)
  const messages = [...simulation.messagesBetween(from, to)]

  it('come in order of sending, within the interval', () => {
    messages.forEach((message, index) => {
      expect(message.at > from && message.at <= to).toBe(true)
      expect(message.at).toBeGreaterThanOrEqual(messages[index - 1]?.at ?? 0)
    })
  })

  it('are the same in one interval and in many', () => {
    const city = newCity()
    const pieces = Array.from({ length: 96 }, (_, index) => [...city.messagesBetween(from + index * 1_800_000, from + (index + 1) * 1_800_000)]).flat()
    expect(pieces).toEqual(messages)
  })

  const orders = messages.filter(({ feed }) => feed === 'hotline-orders').flatMap(({ at: sent, records }) => records.map((record) => ({ sent, record })))

  it('repeat about one in a hundred', () => {
    const distinct = new Set(orders.map(({ record }) => JSON.stringify(record))).size
    const repeated = 1 - distinct / orders.length
    expect(repeated).toBeGreaterThan(0.001)
    expect(repeated).toBeLessThan(0.03)
  })

  it('are sometimes late and overtaken by newer ones', () => {
    const lateMs = orders.map(({ sent, record }) => sent - Date.parse(`${String(record['update_time']).replace(' ', 'T')}+08:00`))
    expect(lateMs.every((late) => late > 0 && late < days(1.02))).toBe(true)
    expect(lateMs.filter((late) => late > 120_000).length / lateMs.length).toBeGreaterThan(0.01)
    const newest = new Map<unknown, string>()
    const overtaken = orders.filter(({ record }) => {
      const version = String(record['update_time'])
      const known = newest.get(record['order_no']) ?? ''
      if (version > known) newest.set(record['order_no'], version)
      return version < known
    })
    expect(overtaken.length).toBeGreaterThan(0)
  })

  it('bring the districts\' ledgers at eight in the morning', () => {
    expect(messages.filter(({ feed }) => feed === 'district-ledgers').map((message) => message.at)).toEqual([at('2026-03-10 08:00'), at('2026-03-11 08:00')])
    expect(simulation.coveredUntil('district-ledgers', at('2026-03-11 07:59'))).toBe(at('2026-03-10 08:00'))
  })

  it('say how far each feed has been read', () => {
    expect(simulation.coveredUntil('hotline-orders', now)).toBe(now)
    expect(simulation.coveredUntil('oneform-departments', now)).toBe(at('2026-10-12 09:00'))
    expect(simulation.coveredUntil('data-catalogue', now)).toBe(at('2026-11-22 06:00'))
    expect(simulation.coveredUntil('communities', at('2024-06-01 00:00'))).toBeUndefined()
  })
})

describe('history followed by messages', () => {
  it('ends in the same state as messages from the beginning', () => {
    const middle = BEGINNING + days(9.4)
    const end = BEGINNING + days(13.2)
    const always = fold(simulation.messagesBetween(BEGINNING - 1, end))
    const later = fold([...simulation.history(BEGINNING, middle), ...simulation.messagesBetween(middle, end)])
    expect(always.cases.size).toBeGreaterThan(1_500)
    expect(later.cases).toEqual(always.cases)
    expect(later.entries).toEqual(always.entries)
  })

  it('does not depend on what was asked before', () => {
    const middle = at('2026-05-05 05:05')
    const fresh = [...newCity().messagesBetween(middle, middle + 3_600_000)]
    expect([...simulation.messagesBetween(middle, middle + 3_600_000)]).toEqual(fresh)
  })
})

describe('the history of a city', () => {
  const from = now - days(30)
  const batches = [...simulation.history(from, now)]

  it('counts up to its total and back to its beginning', () => {
    const progress = batches.map((batch) => batch.progress)
    expect(progress.at(-1)?.loadedFrom).toBe(from)
    expect(progress.every(({ loaded, total }) => loaded <= total)).toBe(true)
    expect(progress.at(-1)?.loaded).toBe(progress.at(-1)?.total)
    progress.forEach(({ loadedFrom }, index) => expect(loadedFrom).toBeLessThanOrEqual(progress[index - 1]?.loadedFrom ?? Infinity))
  })

  it('brings the newest cases first, in batches of about two thousand', () => {
    const orders = batches.filter(({ feed }) => feed === 'hotline-orders')
    expect(String(orders[0]?.records[0]?.['accept_time']).slice(0, 10)).toBe('2026-11-22')
    expect(batches.every(({ records }) => records.length < 3_000)).toBe(true)
  })

  it('says nothing of what is to come', () => {
    for (const { records } of batches) for (const record of records) expect(String(record['update_time'] ?? '') <= '2026-11-22 14:05:00').toBe(true)
  })
})

describe('a burst', () => {
  it('has as many distinct records as wanted, every one of them a fact', () => {
    const burst = [...simulation.burst(500, now), ...simulation.burst(500, now + 13)]
    const keys = burst.flatMap(({ records }) => records.map((record) => record['order_no'] ?? record['rec_id']))
    expect(keys.length).toBe(1_000)
    expect(new Set(keys).size).toBe(1_000)
    expect(burst.flatMap(outcomesOf).filter(({ outcome }) => outcome !== 'fact')).toEqual([])
  })
})
