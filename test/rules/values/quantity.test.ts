import { describe, expect, it } from 'vitest'
import { AreaCounts } from '../../../rules/edges/counts-by-cell.ts'
import { addCounts, isZero, negate, NO_COUNTS, type Counts, type Series } from '../../../rules/edges/edge.ts'
import { quantityOf } from '../../../rules/values/quantity.ts'
import { fc } from '../../services/properties.ts'
import { shuffled } from '../facts/statements.ts'

const series = (more: Partial<Series> = {}): Series => ({ calculation: 'c/1', window: '', segment: '', cohort: 0, group: '', area: 'a', bureau: '', source: 's', ...more })
const year = { id: 'rolling-12-months', rule: { kind: 'rolling-months', months: 12 } } as const
const ask = (counts: AreaCounts, asOf: number, more: { readonly without?: string } = {}) =>
  quantityOf(counts, { shape: { kind: 'mean-duration' }, window: year, span: { from: 0, to: asOf }, clock: asOf, ...more })

describe('a mean of durations', () => {
  it('grows with the clock while something is open, without any event', () => {
    const counts = new AreaCounts()
    counts.add(series(), { ...NO_COUNTS, entered: 2, open: 1, openStartMs: 100n, elapsedMs: 40n })
    expect(ask(counts, 100)).toEqual({ quantity: { kind: 'mean', sumMs: 40n, count: 2n }, open: 1 })
    expect(ask(counts, 160)).toEqual({ quantity: { kind: 'mean', sumMs: 100n, count: 2n }, open: 1 })
  })

  it('stays exact where a float would not: a hundred million orders open since 2026', () => {
    const counts = new AreaCounts()
    const start = Date.UTC(2026, 0, 1)
    counts.add(series(), { ...NO_COUNTS, entered: 100_000_000, open: 100_000_000, openStartMs: 100_000_000n * BigInt(start) + 1n })
    expect(ask(counts, start + 1).quantity).toEqual({ kind: 'mean', sumMs: 99_999_999n, count: 100_000_000n })
  })

  it('leaves a segment out of the window as out of the whole', () => {
    const counts = new AreaCounts()
    counts.add(series(), { ...NO_COUNTS, entered: 5, elapsedMs: 50n })
    counts.add(series({ segment: 'complex' }), { ...NO_COUNTS, entered: 3, elapsedMs: 90n })
    counts.add(series({ window: year.id }), { ...NO_COUNTS, entered: 1, elapsedMs: 10n })
    counts.add(series({ window: year.id, segment: 'complex' }), { ...NO_COUNTS, entered: 1, elapsedMs: 30n })
    expect(ask(counts, 9).quantity).toEqual({ kind: 'mean', sumMs: 100n, count: 6n })
    expect(ask(counts, 9, { without: 'complex' }).quantity).toEqual({ kind: 'mean', sumMs: 40n, count: 4n })
  })
})

describe('groups', () => {
  const snapshot = { window: { id: 'snapshot', rule: { kind: 'snapshot' } }, span: { from: 1, to: 1 }, clock: 1 } as const
  const city = (): AreaCounts => {
    const counts = new AreaCounts()
    for (const group of ['whole', 'half', 'none', 'empty']) counts.add(series({ segment: 'scope', group }), { ...NO_COUNTS, entered: 1 })
    for (const [group, entered, met] of [['whole', 3, 3], ['half', 2, 1], ['none', 1, 0], ['unlisted', 1, 1]] as const) counts.add(series({ group }), { ...NO_COUNTS, entered, met })
    return counts
  }

  it('are met when all of their entries are, or any, over the groups that the list names; one without entries is not', () => {
    expect(quantityOf(city(), { shape: { kind: 'group-share', groups: 'all' }, ...snapshot }).quantity).toEqual({ kind: 'share', numerator: 1n, denominator: 4n })
    expect(quantityOf(city(), { shape: { kind: 'group-share', groups: 'any' }, ...snapshot }).quantity).toEqual({ kind: 'share', numerator: 2n, denominator: 4n })
  })

  it('are counted when any of their entries is met, listed or not', () => {
    expect(quantityOf(city(), { shape: { kind: 'group-count' }, ...snapshot }).quantity).toEqual({ kind: 'count', value: 3n })
  })

  it('named twice by their list are one group', () => {
    const counts = city()
    counts.add(series({ segment: 'scope', group: 'whole' }), { ...NO_COUNTS, entered: 1 })
    expect(quantityOf(counts, { shape: { kind: 'group-share', groups: 'all' }, ...snapshot }).quantity).toEqual({ kind: 'share', numerator: 1n, denominator: 4n })
  })
})

const anyCounts: fc.Arbitrary<Counts> = fc.record({ entered: fc.integer({ min: -9, max: 9 }), met: fc.integer({ min: -9, max: 9 }), open: fc.integer({ min: -9, max: 9 }), openStartMs: fc.bigInt({ min: -99n, max: 99n }), elapsedMs: fc.bigInt({ min: -99n, max: 99n }) })
const entries = fc.array(fc.tuple(fc.record({ window: fc.constantFrom('', year.id), segment: fc.constantFrom('', 'complex', 'scope'), cohort: fc.constantFrom(0, 2025), group: fc.constantFrom('', 'g1', 'g2') }), anyCounts), { maxLength: 12 })

describe('counts', () => {
  it('are the same in whatever order and in whatever parts they are added', () => {
    fc.assert(fc.property(entries.chain((all) => fc.tuple(fc.constant(all), shuffled(all))), ([all, other]) => {
      const one = new AreaCounts()
      const two = new AreaCounts()
      for (const [where, counts] of all) one.add(series(where), counts)
      for (const [where, counts] of other) {
        two.add(series(where), addCounts(counts, counts))
        two.add(series(where), negate(counts))
      }
      for (const window of ['', year.id]) for (const without of [undefined, 'complex']) for (const cohorts of [undefined, { from: 1, to: 2025 }]) expect(two.sum(window, { without, cohorts })).toEqual(one.sum(window, { without, cohorts }))
      expect(new Set([...two.everyGroup()].map((group) => JSON.stringify(group, (_name, value: unknown) => String(value))))).toEqual(new Set([...one.everyGroup()].map((group) => JSON.stringify(group, (_name, value: unknown) => String(value)))))
    }))
  })

  it('and their negation are nothing', () => {
    fc.assert(fc.property(anyCounts, (counts) => {
      expect(isZero(addCounts(counts, negate(counts)))).toBe(true)
    }))
  })
})
