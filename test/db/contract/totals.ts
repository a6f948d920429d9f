// Contract: sums up to any instant, from the days and the part of a day that the store keeps, are the counts of what was taken in.
import { expect, it } from 'vitest'
import { readSeries } from '../../../db/rollups/series-keys.ts'
import { cellTotalsAt, dailySums, totalsAt } from '../../../db/rollups/totals.ts'
import type { Db } from '../../../db/open-store.ts'
import { takeIn } from '../../../ingest/intake/intake.ts'
import { CityCounts } from '../../../rules/values/city-counts.ts'
import { negate, type Counts } from '../../../rules/edges/edge.ts'
import type { Fact } from '../../../rules/facts/fact.ts'
import { isCaseCalculation } from '../../../rules/model/measure-schema.ts'
import { valuesOfIndicator } from '../../../rules/values/values-of-area.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../../rules/draft-model.ts'
import { askedAt, caseLife, turningPoints } from '../../rules/edges/lives.ts'
import { countNaively, type KnownCase } from '../../rules/edges/naive-cases.ts'
import { leaves, smallCity } from '../../rules/small-city.ts'
import { appeal, at, countedAt, event, feed, freshIntake, keptSums, named, nonZero, recountedSums, zone, type World } from './world.ts'
import { getIndicator } from '../../../rules/model/lookup.ts'

interface PlacedCase extends KnownCase {
  readonly area: string
}

const cases: fc.Arbitrary<readonly PlacedCase[]> = fc.array(fc.tuple(caseLife(zone), fc.constantFrom(...leaves)).map(([life, area]) => ({ ...life, area })), { minLength: 5, maxLength: 30 })
const worlds = cases.chain((all) => fc.record({ cases: fc.constant(all), instants: fc.array(askedAt(turningPoints(all, zone)), { minLength: 3, maxLength: 5 }) }))

const factOf = ({ type, fields, withdrawn, area }: PlacedCase, index: number): Fact => {
  const more = { area, version: 2, ...(withdrawn === true ? { withdrawn } : {}) }
  return type === 'event' ? event(`c${index}`, fields, more) : appeal(`c${index}`, fields, more)
}

async function countsOf(db: Db, asOf: number): Promise<CityCounts> {
  const counts = new CityCounts(draft, smallCity())
  const names = await readSeries(db)
  for (const [id, sum] of await totalsAt(db, asOf, zone)) {
    const series = names.get(id)
    if (series !== undefined) counts.add(series, sum)
  }
  return counts
}

export function totalsContract(world: () => World): void {
  it('totals at any instant are the edges up to it, and the values from them are a plain count of the cases', async () => {
    await fc.assert(fc.asyncProperty(worlds, async ({ cases: all, instants }) => {
      const intake = await freshIntake(world().db)
      const facts = all.map(factOf)
      await takeIn(intake, feed('cases'), { facts: facts.map((fact): Fact => (fact.kind === 'case' ? { ...fact, version: 1, area: 'west-1', fields: { acceptedAt: at('2025-01-01T00:00:00'), online: true } } : fact)).filter((_, index) => index % 3 === 0), rejected: [] })
      for (let from = 0; from < facts.length; from += 11) await takeIn(intake, feed('cases'), { facts: facts.slice(from, from + 13), rejected: [] })
      expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
      for (const asOf of instants) {
        expect(await named(intake.db, await totalsAt(intake.db, asOf, zone))).toEqual(await countedAt(intake.db, asOf))
        const counts = await countsOf(intake.db, asOf)
        const city = smallCity()
        for (const calculation of draft.calculations.filter(isCaseCalculation)) {
          for (const area of ['city', 'east', 'park']) {
            const inputs = { model: draft, city, counts, measurements: [], feeds: [], asOf }
            for (const value of valuesOfIndicator(inputs, getIndicator(draft, calculation.indicator), area)) {
              const inArea = all.filter((known) => city.scopeOf(area).has(known.area))
              const counted = countNaively(inArea, { calculation: calculation.id, population: value.population, window: value.window.id, asOf, zone: zone.name })
              expect({ quantity: value.quantity, open: value.open }, `${calculation.id} ${value.population} ${value.window.id} in ${area} at ${zone.format(asOf)}`).toEqual(counted)
            }
          }
        }
      }
    }), { numRuns: runs(6) })
  })

  it('the sums of days are what the total of each day adds to the day before, and together the whole', async () => {
    await fc.assert(fc.asyncProperty(cases, async (all) => {
      const intake = await freshIntake(world().db)
      await takeIn(intake, feed('cases'), { facts: all.map(factOf), rejected: [] })
      const own = new Map([...(await readSeries(intake.db)).keys()].map((id) => [id, id]))
      const range = { from: zone.localDay(at('2024-02-20T00:00:00')), to: zone.localDay(at('2025-03-20T00:00:00')) }
      const sums = await dailySums(intake.db, range, own)
      const upTo = async (day: number): Promise<ReadonlyMap<number, Counts>> => totalsAt(intake.db, zone.startOfDay(day + 1) - 1, zone)
      const before = await upTo(range.from - 1)
      const added = [...sums.map(({ cell, counts }) => [cell, counts] as const), ...before]
      expect(await named(intake.db, added)).toEqual(await named(intake.db, await upTo(range.to)))
      for (const day of [range.from, range.from + 9, range.from + 10, range.to]) {
        const difference = [...(await upTo(day)), ...[...(await upTo(day - 1))].map(([id, counts]) => [id, negate(counts)] as const)]
        expect(await named(intake.db, sums.filter((sum) => sum.day === day).map(({ cell, counts }) => [cell, counts]))).toEqual(await named(intake.db, difference))
      }
      expect(sums.map(({ day }) => day)).toEqual(sums.map(({ day }) => day).sort((a, b) => a - b))
    }), { numRuns: runs(3) })
  })

  it('cells are the sums of their series, in totals as in days', async () => {
    await fc.assert(fc.asyncProperty(worlds, async ({ cases: all, instants }) => {
      const intake = await freshIntake(world().db)
      await takeIn(intake, feed('cases'), { facts: all.map(factOf), rejected: [] })
      const cells = new Map([...(await readSeries(intake.db)).keys()].filter((id) => id % 5 !== 0).map((id) => [id, id % 3]))
      const byCell = (totals: Iterable<readonly [number, Counts]>) =>
        nonZero([...totals].flatMap(([id, counts]) => (cells.has(id) ? [[String(cells.get(id)), counts] as const] : [])))
      const byName = (totals: Iterable<readonly [number, Counts]>) => nonZero([...totals].map(([cell, counts]) => [String(cell), counts] as const))
      for (const asOf of instants) {
        expect(byName(await cellTotalsAt(intake.db, asOf, zone, cells))).toEqual(byCell(await totalsAt(intake.db, asOf, zone)))
        const today = zone.localDay(asOf)
        const days = await dailySums(intake.db, { from: -400_000, to: today - 1 }, cells)
        expect(byName(days.map(({ cell, counts }) => [cell, counts]))).toEqual(byCell(await totalsAt(intake.db, zone.startOfDay(today) - 1, zone)))
      }
    }), { numRuns: runs(2) })
  })

  it('totals of some series are those series alone', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('cases'), { facts: [event('1', { filedAt: at('2026-05-04T09:00:00') }), event('2', { filedAt: at('2026-05-04T09:00:00') }, { area: 'west-1' })], rejected: [] })
    const asOf = at('2026-05-04T10:00:00')
    const all = await totalsAt(intake.db, asOf, zone)
    expect(all.size).toBe(2)
    const [id] = [...all.keys()]
    expect(await totalsAt(intake.db, asOf, zone, id === undefined ? [] : [id])).toEqual(new Map([...all].filter(([other]) => other === id)))
    expect((await totalsAt(intake.db, asOf, zone, [])).size).toBe(0)
    expect(await dailySums(intake.db, { from: 0, to: 99_999 }, new Map())).toEqual([])
  })

  it('an order that closes after the instant is open at it, whenever its row arrived', async () => {
    const intake = await freshIntake(world().db)
    const acceptedAt = at('2025-12-30T10:00:00')
    await takeIn(intake, feed('appeals'), { facts: [appeal('1', { acceptedAt, dispatchedAt: acceptedAt, closedAt: [at('2026-01-02T10:00:00')] })], rejected: [] })
    const open = async (asOf: number): Promise<Counts> => (await countsOf(intake.db, asOf)).of('city', 'appeal-completion/1').sum('', { cohort: 2025 })
    expect(await open(at('2026-01-02T09:59:59'))).toMatchObject({ entered: 1, met: 0, open: 1 })
    expect(await open(at('2026-01-02T10:00:00'))).toMatchObject({ entered: 1, met: 1, open: 0 })
  })

  it('sums of starts beyond 2^53 stay exact', async () => {
    const intake = await freshIntake(world().db)
    const dispatchedAt = at('2026-05-04T09:00:00') + 1
    const count = 6000
    await takeIn(intake, feed('appeals'), { facts: Array.from({ length: count }, (_, index) => appeal(String(index), { acceptedAt: dispatchedAt, dispatchedAt: dispatchedAt + index })), rejected: [] })
    const expected = BigInt(count) * BigInt(dispatchedAt) + (BigInt(count) * BigInt(count - 1)) / 2n
    expect(expected).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    const counts = (await countsOf(intake.db, dispatchedAt + 99_999_999)).of('city', 'appeal-response/1').sum('')
    expect(counts).toMatchObject({ open: count, openStartMs: expected })
    expect((await keptSums(intake.db))).toEqual(nonZero(await recountedSums(intake.db)))
  })
}
