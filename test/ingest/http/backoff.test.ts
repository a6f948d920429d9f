// How long a request waits before it is made again.
import { describe, expect, it } from 'vitest'
import { delayMs, retryAfterMs } from '../../../ingest/http/backoff.ts'

describe('the wait between attempts', () => {
  it('is anything from nothing up to a bound that doubles, and never above the longest', () => {
    const rules = { firstDelayMs: 500, longestDelayMs: 3_000 }
    expect([1, 2, 3, 4, 5].map((attempt) => delayMs(attempt, rules, 0.999_999))).toEqual([499, 999, 1_999, 2_999, 2_999])
    expect([1, 5].map((attempt) => delayMs(attempt, rules, 0))).toEqual([0, 0])
  })
})

describe('Retry-After', () => {
  const now = Date.parse('2026-03-10T04:00:00Z')
  it.each<readonly [string | undefined, number | undefined]>([
    ['120', 120_000],
    [' 0 ', 0],
    ['Tue, 10 Mar 2026 04:00:30 GMT', 30_000],
    ['Tue, 10 Mar 2026 03:00:00 GMT', 0],
    ['9999999999', 31_536_000_000],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2026-03-10', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s asks for %s ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms)
  })
})
