import { describe, expect, it } from 'vitest'
import { freshnessOf, hasBegun, isStale, type FeedCoverage } from '../../../rules/values/freshness.ts'

const DAY = 86_400_000
const feed = (id: string, coveredUntil: number | null): FeedCoverage => ({ feed: id, source: 's', factKind: 'event', coveredUntil })

describe('a list of which pieces are counted', () => {
  const list = (beganAt: number | null): FeedCoverage => ({ ...feed('a', 500), beganAt })

  it('has begun at its first day, not before, and not while it holds nothing', () => {
    expect([199, 200, 201].map((asOf) => hasBegun([list(200)], asOf))).toEqual([false, true, true])
    expect(hasBegun([list(null)], 500)).toBe(false)
  })

  it('has begun with the first of several feeds, and wherever nobody has to ask', () => {
    expect(hasBegun([list(300), list(200)], 250)).toBe(true)
    expect(hasBegun([feed('a', 500)], 1)).toBe(true)
    expect(hasBegun([], 1)).toBe(true)
  })
})

describe('a value', () => {
  it('is as fresh as the oldest feed that contributes', () => {
    expect(freshnessOf([feed('a', 140), feed('b', 80), feed('c', 90)], 200, 1)).toEqual({ coveredUntil: 80, staleAt: 80 + DAY, oldestFeed: 'b' })
  })

  it('knows nothing while one of its feeds has never been read', () => {
    for (const feeds of [[feed('a', 140), feed('b', null)], [feed('b', null), feed('a', 140)]]) {
      expect(freshnessOf(feeds, 200, 1)).toEqual({ coveredUntil: null, staleAt: null, oldestFeed: 'b' })
    }
    expect(freshnessOf([], 200, 1)).toEqual({ coveredUntil: null, staleAt: null, oldestFeed: null })
  })

  it('asked about the past is not covered beyond the question', () => {
    expect(freshnessOf([feed('a', 1000)], 200, 1).coveredUntil).toBe(200)
  })

  it('is stale after its limit, and not at it', () => {
    const freshness = freshnessOf([feed('a', 0)], 5 * DAY, 2)
    expect(isStale(freshness, 2 * DAY)).toBe(false)
    expect(isStale(freshness, 2 * DAY + 1)).toBe(true)
    expect(isStale({ coveredUntil: null, staleAt: null, oldestFeed: null }, 9 * DAY)).toBe(false)
  })
})
