// A repeatable stream of facts in which everything happens to a few cases.
import type { Fact } from '../../../rules/facts/fact.ts'
import { appeal, at, event } from './world.ts'

const DAY = 86_400_000

/** The first of the forty cases begins here, each next one an hour later. */
export const START = at('2026-02-27T22:00:00')

/** A repeatable run of facts about forty keys: filings, closings, reopenings, moves, corrections and withdrawals. */
export function busyFacts(seed: number, count: number): readonly Fact[] {
  let state = seed
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % limit
  }
  return Array.from({ length: count }, (): Fact => {
    const key = below(40)
    const filedAt = START + key * 3_600_000
    const version = below(1_000_000)
    const area = ['east-1', 'east-2', 'west-1', 'city'][below(4)] ?? 'city'
    const closed = Array.from({ length: below(3) }, () => filedAt + below(90 * DAY))
    const reopened = Array.from({ length: below(2) }, () => filedAt + below(90 * DAY))
    const life = { closedAt: closed, reopenedAt: reopened, online: below(2) === 0, complex: below(3) === 0 }
    if (below(12) === 0) return event(`k${key}`, {}, { version, completeness: 'partial', withdrawn: true })
    if (below(4) === 0) return event(`k${key}`, life, { version, completeness: 'partial', area })
    return below(2) === 0
      ? event(`k${key}`, { filedAt, ...life }, { version, area })
      : appeal(`k${key}`, { acceptedAt: filedAt, dispatchedAt: filedAt + below(DAY), firstContactAt: filedAt + below(3 * DAY), ...life }, { version, area })
  })
}
