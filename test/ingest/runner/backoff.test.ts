import { describe, expect, it } from 'vitest'
import { retryDelay, type RunFailure } from '../../../ingest/runner/backoff.ts'
import { Slots } from '../../../ingest/runner/slots.ts'

const MINUTE = 60_000
const FAILURES: readonly RunFailure[] = ['unreachable', 'incomplete', 'timeout', 'lost', 'internal', 'store', 'refused', 'contract', 'configuration']

describe('a source that failed', () => {
  it.each(FAILURES)('(%s) is left alone for longer and longer up to a limit, never for ever', (failure) => {
    const waits = Array.from({ length: 60 }, (_, index) => retryDelay(failure, index + 1, 0.5))
    waits.slice(1).forEach((wait, index) => expect(wait).toBeGreaterThanOrEqual(waits[index] ?? Infinity))
    expect(waits[1]).toBeGreaterThan(waits[0] ?? Infinity)
    expect(waits.at(-1)).toBeLessThanOrEqual(6 * 60 * MINUTE)
  })
  it('is tried again soon where it may pass by itself, rarely where a person must mend it', () => {
    for (const failure of ['unreachable', 'incomplete', 'timeout', 'store'] as const) expect(retryDelay(failure, 1, 0.5)).toBeLessThanOrEqual(MINUTE)
    for (const failure of ['refused', 'contract', 'configuration'] as const) expect(retryDelay(failure, 1, 0)).toBeGreaterThan(10 * MINUTE)
  })
  it('is spread by a quarter to either side', () => {
    expect(retryDelay('unreachable', 3, 0)).toBe(45_000)
    expect(retryDelay('unreachable', 3, 0.5)).toBe(60_000)
    expect(retryDelay('unreachable', 3, 0.9999)).toBeLessThanOrEqual(75_000)
  })
})

describe('slots', () => {
  it('let so many in at once and the others in the order in which they came, also after a failure', async () => {
    const slots = new Slots(2)
    const events: string[] = []
    const doors = new Map(['a', 'b', 'c', 'd'].map((name) => [name, Promise.withResolvers<void>()]))
    const work = (name: string): Promise<void> => slots.with(async () => {
      events.push(name)
      await doors.get(name)?.promise
    })
    const all = ['a', 'b', 'c', 'd'].map(work)
    await Promise.resolve()
    expect(events).toEqual(['a', 'b'])
    doors.get('b')?.reject(new Error('b'))
    await expect(all[1]).rejects.toThrow('b')
    expect(events).toEqual(['a', 'b', 'c'])
    for (const name of ['a', 'c', 'd']) doors.get(name)?.resolve()
    await Promise.all([all[0], all[2], all[3]])
    expect(events).toEqual(['a', 'b', 'c', 'd'])
  })
})
