// Contract: a full list says by silence what it no longer holds.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { countDeadLetters } from '../../../db/feeds/dead-letters.ts'
import { readFeedStates } from '../../../db/feeds/feed-states.ts'
import type { Db } from '../../../db/open-store.ts'
import { findSums } from '../../../db/rollups/series-keys.ts'
import { totalsAt } from '../../../db/rollups/totals.ts'
import { ListRefusedError, takeIn, type Intake } from '../../../ingest/intake/intake.ts'
import type { RegisterFact } from '../../../rules/facts/fact.ts'
import { edgeRules, at, entry, feed, freshIntake, keptSums, recountedSums, refusedSample, zone, type World } from './world.ts'

const day = (number: number): number => at(`2026-05-${String(number).padStart(2, '0')}T00:00:00`)
const list = feed('catalogue', 'list')

/** The list of a day: these keys, all approved. */
const listOf = (number: number, keys: readonly string[], more: Partial<RegisterFact> = {}): readonly RegisterFact[] =>
  keys.map((key) => entry(key, { observedAt: day(number), status: 'approved', ...more }))

const deliver = (intake: Intake, facts: readonly RegisterFact[]) => takeIn(intake, list, { facts, rejected: [] })

/** How many data resources the catalogue holds at an instant. */
async function listedAt(db: Db, asOf: number): Promise<number> {
  const names = await findSums(db, { areas: [edgeRules.root] })
  let entered = 0
  for (const [id, counts] of await totalsAt(db, { asOf }, zone)) if (names.get(id)?.calculation === 'data-classified/1') entered += counts.entered
  return entered
}

async function listedOn(db: Db, days: readonly number[]): Promise<readonly number[]> {
  const counts: number[] = []
  for (const number of days) counts.push(await listedAt(db, day(number)))
  return counts
}

export function listContract(world: () => World): void {
  it('an entry that the list does not name is withdrawn as of its date, and was there until then', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, listOf(1, ['a', 'b', 'c']))
    expect(await deliver(intake, listOf(8, ['a', 'c']))).toMatchObject({ received: 2, stored: 2, duplicate: 0, changed: true })
    expect([await listedAt(intake.db, day(8) - 1), await listedAt(intake.db, day(8))]).toEqual([3, 2])
    expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
  })

  it('the same list again stores nothing and withdraws nothing', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, listOf(1, ['a', 'b']))
    await deliver(intake, listOf(8, ['a']))
    expect(await deliver(intake, listOf(8, ['a']))).toMatchObject({ stored: 0, duplicate: 1, changed: false })
  })

  it('an entry that comes back is there again from the date of that list', async () => {
    const intake = await freshIntake(world().db)
    for (const facts of [listOf(1, ['a', 'b']), listOf(8, ['a']), listOf(15, ['a', 'b'])]) await deliver(intake, facts)
    expect(await listedOn(intake.db, [1, 7, 8, 14, 15, 20])).toEqual([2, 2, 1, 1, 2, 2])
  })

  it('also when its row has not changed since before it was left out', async () => {
    const intake = await freshIntake(world().db)
    const unchanged = entry('b', { observedAt: day(1), status: 'approved' })
    await deliver(intake, [...listOf(2, ['a']), unchanged])
    await deliver(intake, listOf(8, ['a']))
    await deliver(intake, [...listOf(15, ['a']), unchanged])
    expect(await listedOn(intake.db, [2, 8, 14, 15])).toEqual([2, 1, 1, 2])
  })

  it('is refused whole when one of its rows is refused: only the dead letter is kept', async () => {
    const intake = await freshIntake(world().db)
    await takeIn(intake, list, { facts: listOf(1, ['a', 'b']), rejected: [], coveredUntil: day(1) })
    const result = await takeIn(intake, list, { facts: listOf(8, ['a', 'c']), rejected: [refusedSample({ id: 'b' })], coveredUntil: day(8) })
    expect(result).toMatchObject({ received: 3, stored: 0, duplicate: 0, rejected: 3, changed: false })
    expect(await listedOn(intake.db, [7, 8])).toEqual([2, 2])
    expect(await countDeadLetters(intake.db, 'catalogue')).toBe(1)
    expect(await readFeedStates(intake.db)).toMatchObject([{ received: 5, stored: 2, rejected: 3, coveredUntil: day(1) }])
  })

  it('is refused when it is empty, with advice', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, listOf(1, ['a']))
    await expect(deliver(intake, [])).rejects.toThrow(ListRefusedError)
    await expect(deliver(intake, [])).rejects.toThrow(/empty list.*whole/)
    expect(await listedAt(intake.db, day(9))).toBe(1)
  })

  it('leaves the same entries at every instant in whatever order the lists arrive', async () => {
    const lists = [listOf(1, ['a', 'b', 'c']), listOf(8, ['b', 'c', 'd']), listOf(15, ['c', 'e'])] as const
    const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const
    for (const order of orders) {
      const intake = await freshIntake(world().db)
      for (const index of order) await deliver(intake, lists[index])
      expect(await listedOn(intake.db, [1, 7, 8, 14, 15, 25]), order.join()).toEqual([3, 3, 3, 3, 2, 2])
      expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
    }
  })

  it('corrected under the same date by a newer version holds as corrected', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, listOf(1, ['a', 'b', 'c'], { version: 1 }))
    await deliver(intake, listOf(8, ['a', 'c'], { version: 2 }))
    await deliver(intake, listOf(8, ['a', 'b'], { version: 3 }))
    expect(await listedOn(intake.db, [7, 8])).toEqual([3, 2])
    const { rows } = await sql<{ key: string }>`
      select identity.key from revision join identity on identity.id = revision.identity
      where fact ->> 'withdrawn' = 'true' and (fact ->> 'version')::int = 3`.execute(intake.db)
    expect(rows.map(({ key }) => key)).toEqual(['c'])
  })

  it('says nothing about the lists of another system or register', async () => {
    const intake = await freshIntake(world().db)
    await deliver(intake, listOf(1, ['a', 'b']))
    await deliver(intake, listOf(8, ['x'], { source: 'other' }))
    await deliver(intake, listOf(9, ['y'], { register: 'community' }))
    expect(await listedAt(intake.db, day(10))).toBe(3)
  })

  it('of a hundred entries withdraws ninety in one delivery', async () => {
    const intake = await freshIntake(world().db)
    const keys = Array.from({ length: 100 }, (_, index) => `r${index}`)
    await deliver(intake, listOf(1, keys))
    await deliver(intake, listOf(8, keys.slice(90)))
    expect(await listedOn(intake.db, [7, 8])).toEqual([100, 10])
  })

  it('changes withdraw nothing by silence', async () => {
    const intake = await freshIntake(world().db)
    const changes = feed('changes', 'changes')
    await takeIn(intake, changes, { facts: listOf(1, ['a', 'b']), rejected: [] })
    await takeIn(intake, changes, { facts: listOf(8, ['a']), rejected: [] })
    expect(await listedAt(intake.db, day(9))).toBe(2)
  })
}
