// Contract: what the store has added up, step by step and by several writers, is what a recount from the statements gives.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { revisionsOf } from '../../../db/facts/revisions.ts'
import type { Db } from '../../../db/open-store.ts'
import { seriesText } from '../../../db/rollups/series-keys.ts'
import { edgesOfIdentity } from '../../../ingest/intake/edges-of-identity.ts'
import { takeIn } from '../../../ingest/intake/intake.ts'
import { fromStored } from '../../../ingest/intake/stored-fact.ts'
import type { Counts } from '../../../rules/edges/edge.ts'
import { busyFacts, START } from './busy-facts.ts'
import { allEdges, edgeRules, feed, freshIntake, intakeOf, keptSums, nonZero, recountedSums, type World } from './world.ts'
import { MovingTotals } from './looks.ts'

const DAY = 86_400_000
const END = START + 500 * DAY

/** Edges of every identity, folded anew from everything that was said about it. */
export async function refolded(db: Db): Promise<ReadonlyMap<string, Counts>> {
  const { rows } = await sql<{ id: number; source: string; key: string }>`select id, source, key from identity`.execute(db)
  const names = new Map(rows.map((row) => [row.id, row]))
  const statements = Map.groupBy(await revisionsOf(db, [...names.keys()]), ({ identity }) => identity)
  return nonZero([...statements].flatMap(([id, revisions]) => {
    const name = names.get(id)
    if (name === undefined) throw new Error(`Statements about nobody: ${id}`)
    return edgesOfIdentity(revisions.map(({ digest, fact }) => ({ digest, fact: fromStored(fact, name) })), edgeRules)
      .map((edge) => [`${seriesText(edge.series)} ${edge.at}`, edge.counts] as const)
  }))
}

export const storedEdges = async (db: Db): Promise<ReadonlyMap<string, Counts>> =>
  nonZero((await allEdges(db)).map(({ series, at: instant, counts }) => [`${seriesText(series)} ${instant}`, counts] as const))

export function recountContract(world: () => World): void {
  it('after four writers have told of the same cases at once', async () => {
    const intake = await freshIntake(world().db)
    const others = await Promise.all([world().again(), world().again(), world().again()])
    const writers = [intake, ...others.map(({ db }) => intakeOf(db))]
    const moving = await MovingTotals.open(intake.db, START)
    await Promise.all(writers.map(async (writer, index) => {
      const facts = busyFacts(7 + index, 120)
      for (let from = 0; from < facts.length; from += 20) {
        await takeIn(writer, feed(`writer-${index}`), { facts: facts.slice(from, from + 20), rejected: [] })
        if (index === 0) await moving.advance(intake.db, START + (from + 20) * DAY)
      }
    }))
    expect(await storedEdges(intake.db)).toEqual(await refolded(intake.db))
    expect(await keptSums(intake.db)).toEqual(await recountedSums(intake.db))
    await moving.advance(intake.db, END)
    await moving.expectFresh(intake.db, END)
    await Promise.all(others.map((other) => other.close()))
  })
}
