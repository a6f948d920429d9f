// Contract: the course of sums day by day, what of it became known late, and the part of a day are what totals at two clocks say.
import { expect, it } from 'vitest'
import { courseOf, firstDaysOf, partOfDay, type CourseStep, type SumInCell } from '../../../db/rollups/courses.ts'
import { foldAll, foldSome } from '../../../db/rollups/fold.ts'
import { findSums } from '../../../db/rollups/series-keys.ts'
import { totalsAt } from '../../../db/rollups/totals.ts'
import type { Db } from '../../../db/open-store.ts'
import { takeIn } from '../../../ingest/intake/intake.ts'
import { addCounts, isZero, negate, NO_COUNTS, type Counts } from '../../../rules/edges/edge.ts'
import type { Clocks } from '../../../rules/time/clocks.ts'
import { fc, runs } from '../../services/properties.ts'
import { at, event, feed, freshIntake, intakeOf, recordedAt, zone, type World } from './world.ts'

type Cells = ReadonlyMap<number, Counts>

/** Every sum in one of three cells, some of them taken away. */
const inCells = (ids: Iterable<number>): readonly SumInCell[] => [...ids].sort((a, b) => a - b).map((sum, index) => ({ sum, cell: index % 3, sign: index % 4 === 0 ? -1 : 1 }))

function added(parts: Iterable<readonly [number, Counts]>): Cells {
  const cells = new Map<number, Counts>()
  for (const [cell, counts] of parts) cells.set(cell, addCounts(cells.get(cell) ?? NO_COUNTS, counts))
  return new Map([...cells].filter(([, counts]) => !isZero(counts)).sort(([a], [b]) => a - b))
}

const upTo = (steps: readonly CourseStep[], day: number): (readonly [number, Counts])[] => steps.filter((step) => step.day <= day).map(({ cell, counts }) => [cell, counts])

async function totals(db: Db, clocks: Clocks, sums: readonly SumInCell[]): Promise<Cells> {
  const found = await totalsAt(db, clocks, zone, sums.map(({ sum }) => sum))
  return added(sums.flatMap(({ sum, cell, sign }) => {
    const counts = found.get(sum)
    return counts === undefined ? [] : [[cell, sign === 1 ? counts : negate(counts)] as const]
  }))
}

const endOf = (day: number): number => zone.startOfDay(day + 1) - 1

export function courseContract(world: () => World): void {
  it('adds up to the total of every day, and without what was late to what was known of it when it was over', async () => {
    const begins = at('2025-12-20T00:00:00')
    const told = fc.record({ filed: fc.integer({ min: 0, max: 40 * 24 }), closes: fc.option(fc.integer({ min: 0, max: 200 })), key: fc.integer({ min: 1, max: 8 }) })
    const batches = fc.array(fc.record({ after: fc.integer({ min: 0, max: 200 }), told: fc.array(told, { minLength: 1, maxLength: 4 }), fold: fc.boolean() }), { minLength: 2, maxLength: 6 })
    await fc.assert(fc.asyncProperty(batches, fc.integer({ min: 0, max: 30 }), fc.boolean(), async (deliveries, offset, endsWithLast) => {
      const intake = await freshIntake(world().db)
      let now = begins + 3_600_000
      for (const [version, { after, told: cases, fold }] of deliveries.entries()) {
        now += after * 3_600_000
        const { batch } = await takeIn(intake, feed('events'), {
          facts: cases.map(({ key, filed, closes }) => event(String(key), { filedAt: begins + filed * 3_600_000, ...(closes === null ? {} : { closedAt: [begins + (filed + closes) * 3_600_000] }), online: true }, { version: version + 1 })),
          rejected: [],
        })
        await recordedAt(intake.db, batch, now)
        if (fold) await foldSome(intake.db)
      }
      const sums = inCells((await findSums(intake.db)).keys())
      const from = zone.localDay(begins) + offset
      // Some ranges end on the day of the last delivery: what came on it was known when it was over.
      const to = endsWithLast ? Math.max(from, zone.localDay(now)) : from + 25
      for (const knownAt of [undefined, now, now - 30 * 3_600_000]) {
        const { before, steps, late } = await courseOf(intake.db, { from, to, knownAt, late: true }, zone, sums)
        for (const day of new Set([from, from + 1, from + 7, to - 1, to].filter((one) => one >= from && one <= to))) {
          const whole = [...before, ...upTo(steps, day)]
          expect(added(whole)).toEqual(await totals(intake.db, { asOf: endOf(day), knownAt }, sums))
          if (knownAt !== undefined && endOf(day) > knownAt) continue
          expect(added([...whole, ...upTo(late, day).map(([cell, counts]) => [cell, negate(counts)] as const)])).toEqual(await totals(intake.db, { asOf: endOf(day), knownAt: endOf(day) }, sums))
        }
      }
    }), { numRuns: runs(6) })
  })

  it('knows the part of a day, of long ago and of these days, folded or not', async () => {
    const intake = await freshIntake(world().db)
    const recent = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 30 * 3_600_000
    for (const noon of [at('2025-03-10T12:00:00'), recent]) {
      const midnight = zone.startOfDay(zone.localDay(noon))
      const facts = Array.from({ length: 30 }, (_, index) => event(`${noon}-${index}`, { filedAt: midnight - 3_600_000 + index * 1_500_000, closedAt: [midnight + index * 1_700_000], online: true }))
      await takeIn(intake, feed('events'), { facts: facts.slice(0, 18), rejected: [] })
      await foldAll(intake.db)
      await takeIn(intake, feed('events'), { facts: facts.slice(15), rejected: [] })
      const sums = inCells((await findSums(intake.db)).keys())
      const day = zone.localDay(noon)
      for (const folded of [false, true]) {
        if (folded) await foldAll(intake.db)
        const { before } = await courseOf(intake.db, { from: day, to: day - 1 }, zone, sums)
        for (const asOf of [midnight, midnight + 1, noon, noon + 1_234_567, noon - 1, endOf(day)]) {
          expect(added([...before, ...(await partOfDay(intake.db, asOf, zone, sums))]), `${zone.format(asOf)} ${folded}`).toEqual(await totals(intake.db, { asOf }, sums))
        }
      }
    }
  })

  it('tells the first day that counts anything, folded or not', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('events'), { facts: [event('1', { filedAt: at('2026-05-04T23:59:59') })], rejected: [] })
    const firstOf = (knownDay?: number) => firstDaysOf(intake.db, { area: 'city', calculations: ['event-online/1', 'open-scenarios/1'], knownDay })
    expect(await firstOf()).toEqual(new Map([['event-online/1', zone.localDay(at('2026-05-04T00:00:00'))]]))
    await foldAll(intake.db)
    await takeIn(intakeOf(intake.db), feed('events'), { facts: [event('2', { filedAt: at('2026-05-03T00:00:00') })], rejected: [] })
    expect(await firstOf()).toEqual(new Map([['event-online/1', zone.localDay(at('2026-05-04T00:00:00'))]]))
    await foldAll(intake.db)
    expect(await firstOf()).toEqual(new Map([['event-online/1', zone.localDay(at('2026-05-03T00:00:00'))]]))
    expect(await firstOf(0)).toEqual(new Map())
    expect(await courseOf(intake.db, { from: 0, to: 9 }, zone, [])).toEqual({ before: new Map(), steps: [], late: [] })
  })
}
