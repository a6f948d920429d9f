// What the store knew before a storm: deliveries that were recorded up to 400 days ago, some folded since, some still waiting.
import type { Db } from '../../db/open-store.ts'
import { foldSome } from '../../db/rollups/fold.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { takeIn } from '../../ingest/intake/intake.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { feed, recordedAt } from '../db/contract/world.ts'
import { rulesOf } from './city.ts'
import { toldBy } from './told.ts'

const DAY = 86_400_000
const RECORDED_DAYS_AGO = [400, 399, 366, 365, 46, 45, 31, 8, 7, 1] as const
/** A teller of its own: nobody in the storm tells the same, though they speak of the same cases. */
const WRITER = 9

/** Takes in and returns what was told. */
export async function tellOfThePast(db: Db, { seed, base }: { readonly seed: number; readonly base: number }): Promise<readonly Fact[]> {
  const intake = { db, rules: rulesOf('plain'), series: new SeriesNumbers() }
  const told: Fact[] = []
  for (const [turn, days] of RECORDED_DAYS_AGO.entries()) {
    const facts = [0, 1, 2].flatMap((part) => toldBy({ seed, base, writer: WRITER, writers: 1 }, turn * 3 + part).deliveries.flatMap((delivery) => delivery.facts)).filter((fact) => fact.kind === 'case')
    if (facts.length === 0) continue
    const { batch } = await takeIn(intake, feed('past'), { facts, rejected: [] })
    await recordedAt(db, batch, base - days * DAY + turn * 3_600_000)
    told.push(...facts)
    // The newest ones are left for the storm to fold.
    if (turn === 6) await foldSome(db)
  }
  return told
}
