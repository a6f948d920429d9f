// Contract: sums up to any instant, from the days and the part of a day that the store keeps, are the counts of what was taken in.
import { expect, it } from 'vitest'
import { foldSome } from '../../../db/rollups/fold.ts'
import { findSums } from '../../../db/rollups/series-keys.ts'
import { dailySums, hourlySums, totalsAt } from '../../../db/rollups/totals.ts'
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
import { allEdges, appeal, areaSumTexts, at, countedAt, event, feed, freshIntake, keptSums, named, nonZero, recordedAt, recountedSums, zone, type World } from './world.ts'
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
  const names = await findSums(db)
  for (const [id, sum] of await totalsAt(db, { asOf }, zone)) {
    const series = names.get(id)
    if (series !== undefined) counts.addTo(series.area, series, sum)
  }
  return counts
}

export function totalsContract(world: () => World): void {
  it('totals at any instant are the edges up to it, and the values from them are a plain count of the cases', async () => {
    await fc.assert(fc.asyncProperty(worlds, async ({ cases: all, instants }) => {
      const intake = await freshIntake(world().db)
      const facts = all.map(factOf)
      await takeIn(intake, feed('cases'), { facts: facts.map((fact): Fact => (fact.kind === 'case' ? { ...fact, version: 1, area: 'west-1', fields: { acceptedAt: at('2025-01-01T00:00:00'), online: true } } : fact)).filter((_, index) => index % 3 === 0), rejected: [] })
      for (let from = 0; from < facts.length; from += 11) {
        await takeIn(intake, feed('cases'), { facts: facts.slice(from, from + 13), rejected: [] })
        if (from === 11) await foldSome(intake.db)
      }
      // Before all is folded, and again after.
      for (const asOf of instants) expect(await named(intake.db, await totalsAt(intake.db, { asOf }, zone))).toEqual(await countedAt(intake.db, asOf))
      expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
      for (const asOf of instants) {
        expect(await named(intake.db, await totalsAt(intake.db, { asOf }, zone))).toEqual(await countedAt(intake.db, asOf))
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
    await fc.assert(fc.asyncProperty(cases, fc.boolean(), async (all, folded) => {
      const intake = await freshIntake(world().db)
      await takeIn(intake, feed('cases'), { facts: all.map(factOf), rejected: [] })
      if (folded) await foldSome(intake.db)
      const own = [...(await findSums(intake.db)).keys()]
      const range = { from: zone.localDay(at('2024-02-20T00:00:00')), to: zone.localDay(at('2025-03-20T00:00:00')) }
      const sums = await dailySums(intake.db, range, zone, own)
      const upTo = async (day: number): Promise<ReadonlyMap<number, Counts>> => totalsAt(intake.db, { asOf: zone.startOfDay(day + 1) - 1 }, zone)
      const before = await upTo(range.from - 1)
      const added = [...sums.map(({ series, counts }) => [series, counts] as const), ...before]
      expect(await named(intake.db, added)).toEqual(await named(intake.db, await upTo(range.to)))
      for (const day of [range.from, range.from + 9, range.from + 10, range.to]) {
        const difference = [...(await upTo(day)), ...[...(await upTo(day - 1))].map(([id, counts]) => [id, negate(counts)] as const)]
        expect(await named(intake.db, sums.filter(({ period }) => period === day).map(({ series, counts }) => [series, counts]))).toEqual(await named(intake.db, difference))
      }
      expect(sums.map(({ period }) => period)).toEqual(sums.map(({ period }) => period).sort((a, b) => a - b))
    }), { numRuns: runs(3) })
  })

  it('the sums of hours add up to the day they make, folded or not', async () => {
    const intake = await freshIntake(world().db)
    const today = zone.localDay(Date.now()) - 2
    const midnight = zone.startOfDay(today)
    const facts = Array.from({ length: 40 }, (_, index) => event(`h${index}`, { filedAt: midnight + index * 2_000_000, closedAt: [midnight + index * 2_100_000 + 1], online: true }))
    await takeIn(intake, feed('cases'), { facts: facts.slice(0, 25), rejected: [] })
    await foldSome(intake.db)
    await takeIn(intake, feed('cases'), { facts: facts.slice(20), rejected: [] })
    const own = [...(await findSums(intake.db)).keys()]
    const hour = midnight / 3_600_000
    const named24 = async () => named(intake.db, (await hourlySums(intake.db, { from: hour, to: hour + 23 }, own)).map(({ series, counts }) => [series, counts]))
    const ofDay = await named(intake.db, (await dailySums(intake.db, { from: today, to: today }, zone, own)).map(({ series, counts }) => [series, counts]))
    expect(ofDay.size).toBeGreaterThan(0)
    expect(await named24()).toEqual(ofDay)
    await foldSome(intake.db)
    expect(await named24()).toEqual(ofDay)
    const first = await hourlySums(intake.db, { from: hour, to: hour }, own)
    expect(first.filter(({ counts }) => counts.entered > 0).map(({ counts }) => counts.entered)[0]).toBe(2)
  })

  it('what was known at any instant stays to be asked, whatever was folded when', async () => {
    await fc.assert(fc.asyncProperty(worlds, fc.array(fc.integer({ min: 0, max: 420 }), { minLength: 6, maxLength: 6 }), fc.integer({ min: 0, max: 5 }), async ({ cases: all, instants }, waits, foldedAfter) => {
      const intake = await freshIntake(world().db)
      const recorded: number[] = []
      let now = at('2024-11-20T09:30:00')
      for (const [turn, days] of waits.entries()) {
        now += days * 6 * 3_600_000
        // Every turn tells some cases anew, as they were known by then.
        const facts = all.map(factOf).filter((_, index) => index % 6 <= turn).map((fact): Fact => (fact.kind === 'case' ? { ...fact, version: turn + 1, area: leaves[turn % leaves.length] ?? 'east-1' } : fact))
        const { batch } = await takeIn(intake, feed('cases'), { facts, rejected: [] })
        await recordedAt(intake.db, batch, now)
        recorded.push(now)
        if (turn === foldedAfter) await foldSome(intake.db)
      }
      for (const knownAt of [...recorded, now - 1, recorded[0] === undefined ? 0 : recorded[0] - 1]) {
        for (const asOf of [...instants.slice(0, 2), knownAt]) {
          expect(await named(intake.db, await totalsAt(intake.db, { asOf, knownAt }, zone)), `${zone.format(asOf)} as known at ${zone.format(knownAt)}`).toEqual(await countedAt(intake.db, asOf, knownAt))
        }
        const own = [...(await findSums(intake.db)).keys()]
        const end = zone.localDay(knownAt)
        const days = await dailySums(intake.db, { from: end - 40, to: end + 400, knownAt }, zone, own)
        const edges = (await allEdges(intake.db)).filter((edge) => edge.recordedAt <= knownAt && zone.localDay(edge.at) >= end - 40 && zone.localDay(edge.at) <= end + 400)
        expect(await named(intake.db, days.map(({ series, counts }) => [series, counts]))).toEqual(nonZero(edges.flatMap(({ series, counts }) => areaSumTexts(series).map((text) => [text, counts] as const))))
      }
    }), { numRuns: runs(4) })
  })

  it('totals of some sums are those sums alone', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('cases'), { facts: [event('1', { filedAt: at('2026-05-04T09:00:00') }), event('2', { filedAt: at('2026-05-04T09:00:00') }, { area: 'west-1' })], rejected: [] })
    const asOf = at('2026-05-04T10:00:00')
    const all = await totalsAt(intake.db, { asOf }, zone)
    expect(all.size).toBeGreaterThan(2)
    const [id] = [...all.keys()]
    expect(await totalsAt(intake.db, { asOf }, zone, id === undefined ? [] : [id])).toEqual(new Map([...all].filter(([other]) => other === id)))
    expect((await totalsAt(intake.db, { asOf }, zone, [])).size).toBe(0)
    expect(await dailySums(intake.db, { from: 0, to: 99_999 }, zone, [])).toEqual([])
  })

  it('a case of a bureau counts for the bureau in the whole city, and once in each area', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('cases'), { facts: [event('1', { filedAt: at('2026-05-04T09:00:00') }, { bureau: 'b1' }), event('2', { filedAt: at('2026-05-04T09:00:00') }, { bureau: 'b2', area: 'west-1' })], rejected: [] })
    const asOf = at('2026-05-04T10:00:00')
    const entered = async (wanted: Parameters<typeof findSums>[1]): Promise<number> => {
      const sums = [...(await findSums(intake.db, wanted))].filter(([, sum]) => sum.window === '')
      const totals = await totalsAt(intake.db, { asOf }, zone, sums.map(([sum]) => sum))
      return [...totals.values()].reduce((sum, counts) => sum + counts.entered, 0)
    }
    expect(await entered({ areas: ['city'] })).toBe(2)
    expect(await entered({ areas: ['west'] })).toBe(1)
    expect(await entered({ bureau: 'b1' })).toBe(1)
  })

  it('an order that closes after the instant is open at it, whenever its row arrived', async () => {
    const intake = await freshIntake(world().db)
    const acceptedAt = at('2025-12-30T10:00:00')
    await takeIn(intake, feed('appeals'), { facts: [appeal('1', { acceptedAt, dispatchedAt: acceptedAt, closedAt: [at('2026-01-02T10:00:00')] })], rejected: [] })
    const open = async (asOf: number): Promise<Counts> => (await countsOf(intake.db, asOf)).of('city', 'appeal-completion/1').sum('')
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
