// Contract: totals that are moved on from look to look are the totals that a fresh look would find.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Db } from '../../../db/open-store.ts'
import { foldAll } from '../../../db/rollups/fold.ts'
import { advanceFrom, firstLook, type Look } from '../../../db/rollups/looks.ts'
import { totalsAt } from '../../../db/rollups/totals.ts'
import { takeIn } from '../../../ingest/intake/intake.ts'
import { addCounts, NO_COUNTS, type Counts } from '../../../rules/edges/edge.ts'
import type { Fact } from '../../../rules/facts/fact.ts'
import { fc, runs } from '../../services/properties.ts'
import { caseLife } from '../../rules/edges/lives.ts'
import { leaves } from '../../rules/small-city.ts'
import { appeal, at, entry, event, feed, freshIntake, named, zone, type World } from './world.ts'

const HOUR = 3_600_000
const START = at('2024-12-31T20:00:00')

/** Totals in memory, moved on by what `advanceFrom` tells. */
export class MovingTotals {
  private readonly totals: Map<number, Counts>
  private look: Look

  private constructor(totals: ReadonlyMap<number, Counts>, look: Look) {
    this.totals = new Map(totals)
    this.look = look
  }

  static async open(db: Db, asOf: number): Promise<MovingTotals> {
    const { look, totals } = await firstLook(db, asOf, zone)
    return new MovingTotals(totals, look)
  }

  /** Returns how many series changed. */
  async advance(db: Db, asOf: number): Promise<number> {
    const { look, changes } = await advanceFrom(db, this.look, asOf)
    for (const { series, counts } of changes) {
      for (const sum of await areaSumsOf(db, series)) this.totals.set(sum, addCounts(this.totals.get(sum) ?? NO_COUNTS, counts))
    }
    this.look = look
    return changes.length
  }

  async expectFresh(db: Db, asOf: number): Promise<void> {
    expect(await named(db, this.totals)).toEqual(await named(db, await totalsAt(db, { asOf }, zone)))
  }
}

async function areaSumsOf(db: Db, series: number): Promise<readonly number[]> {
  const { rows } = await sql<{ summed: number }>`
    select series_sum.summed from series_sum join series_key on series_key.id = series_sum.summed where series = ${series} and bureau = ''`.execute(db)
  return rows.map(({ summed }) => summed)
}

/** Facts about few keys, so that later ones correct, complete or take back earlier ones. */
const someFacts: fc.Arbitrary<readonly Fact[]> = fc.array(
  fc.oneof(
    fc.tuple(caseLife(zone), fc.constantFrom(...leaves), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom('full', 'partial')).map(([life, area, key, version, completeness]): Fact => {
      const more = { area, version, completeness, ...(life.withdrawn === true ? { withdrawn: true as const } : {}) }
      return life.type === 'event' ? event(`e${key}`, life.fields, more) : appeal(`a${key}`, life.fields, more)
    }),
    fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 800 }), fc.constantFrom('draft', 'approved'), fc.constantFrom('g1', 'g2')).map(([key, days, status, group]): Fact =>
      entry(`r${key}`, { observedAt: START + (days - 400) * 24 * HOUR, status, group })),
  ),
  { minLength: 1, maxLength: 6 },
)
const steps = fc.array(
  fc.oneof(
    someFacts.map((facts) => ({ facts })),
    fc.oneof(fc.constantFrom(0, 1, 4 * HOUR, 24 * HOUR), fc.integer({ min: 0, max: 90 * 24 * HOUR })).map((wait) => ({ wait })),
  ),
  { minLength: 6, maxLength: 14 },
)

export function lookContract(world: () => World): void {
  it('through any turns of intake and time: late facts, corrections, withdrawals, states that come due', async () => {
    await fc.assert(fc.asyncProperty(steps, async (turns) => {
      const intake = await freshIntake(world().db)
      let now = START
      const moving = await MovingTotals.open(intake.db, now)
      for (const turn of turns) {
        if ('facts' in turn) await takeIn(intake, feed('any'), { facts: turn.facts, rejected: [] })
        else now += turn.wait
        if (turn === turns[3]) await foldAll(intake.db)
        if (turn !== turns[2]) await moving.advance(intake.db, now)
      }
      await moving.advance(intake.db, now)
      await moving.expectFresh(intake.db, now)
    }), { numRuns: runs(8) })
  })

  it('without anything new nothing changes', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('events'), { facts: [event('1', { filedAt: START })], rejected: [] })
    const moving = await MovingTotals.open(intake.db, START)
    expect(await moving.advance(intake.db, START)).toBe(0)
    await takeIn(intake, feed('events'), { facts: [event('1', { filedAt: START })], rejected: [] })
    expect(await moving.advance(intake.db, START + 1)).toBe(0)
  })

  it('what comes due at the instant of a look is seen by that look and by no other', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('events'), { facts: [event('1', { filedAt: START, closedAt: [START + 5], online: true })], rejected: [] })
    const moving = await MovingTotals.open(intake.db, START + 4)
    expect(await moving.advance(intake.db, START + 5)).toBe(1)
    expect(await moving.advance(intake.db, START + 5)).toBe(0)
    expect(await moving.advance(intake.db, START + 6)).toBe(0)
    await moving.expectFresh(intake.db, START + 6)
  })

  it('in a store restored from another server, whose numbers of transactions mean nothing here', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, feed('events'), { facts: [event('1', { filedAt: START })], rejected: [] })
    await takeIn(intake, feed('events'), { facts: [event('2', { filedAt: START })], rejected: [] })
    await sql`update intake_batch set transaction_id = ((pg_current_xact_id()::text::bigint + 4 + id % 2 * 1000000)::text)::xid8`.execute(intake.db)
    const moving = await MovingTotals.open(intake.db, START)
    for (let turn = 0; turn < 8; turn++) {
      await sql`select pg_current_xact_id()`.execute(intake.db)
      expect(await moving.advance(intake.db, START)).toBe(0)
    }
    await takeIn(intake, feed('events'), { facts: [event('3', { filedAt: START })], rejected: [] })
    expect(await moving.advance(intake.db, START)).toBe(1)
    await moving.expectFresh(intake.db, START)
  })

  it('time that runs backwards is refused: what has come due cannot be taken back', async () => {
    const intake = await freshIntake(world().db)
    const { look } = await firstLook(intake.db, START, zone)
    await expect(advanceFrom(intake.db, look, START - 1)).rejects.toThrow(RangeError)
  })
}
