// Oracle of the writers' logs: what was acknowledged is stored, nothing is stored that nobody told, and every feed's counts add up exactly.
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { readFeedStates } from '../../db/feeds/feed-states.ts'
import type { Db } from '../../db/open-store.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { acknowledgedIn, triesIn } from './logs.ts'
import type { Stored } from './stored.ts'
import { toldBy, type Teller } from './told.ts'

export interface WriterLog {
  readonly teller: Teller
  readonly file: string
}

const COUNTED = ['received', 'stored', 'duplicate', 'rejected'] as const
type Counted = Readonly<Record<(typeof COUNTED)[number], number>>

const addedUp = (all: readonly Counted[]): Counted => {
  const sum = (name: keyof Counted): number => all.reduce((total, one) => total + one[name], 0)
  return { received: sum('received'), stored: sum('stored'), duplicate: sum('duplicate'), rejected: sum('rejected') }
}

/** The content of a fact as text, whatever the order of its fields. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => (typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part))

/** A withdrawal that a full list makes by silence is ours, not a source's. */
const isOurs = (feed: string, fact: Fact): boolean => feed.startsWith('list-') && fact.withdrawn === true

/** `others` are facts that were taken in before the storm. Returns how many deliveries were acknowledged. */
export async function expectAccounts(db: Db, stored: Stored, logs: readonly WriterLog[], others: readonly Fact[] = []): Promise<number> {
  const kept = new Map<string, number>()
  const storedIn = new Map<number, number>()
  for (const { batch, fact } of stored.statements) {
    if (isOurs(stored.batches.get(batch)?.feed ?? '', fact)) continue
    const text = textOf(fact)
    kept.set(text, (kept.get(text) ?? 0) + 1)
    storedIn.set(batch, (storedIn.get(batch) ?? 0) + 1)
  }
  const letters = await lettersOf(db)
  const tried = new Set(others.map(textOf))
  const missing: string[] = []
  let acknowledgements = 0
  for (const { teller, file } of logs) {
    const text = readFileSync(file, 'utf8')
    const tries = triesIn(text)
    for (const number of tries.keys()) for (const { facts } of toldBy(teller, number).deliveries) for (const fact of facts) tried.add(textOf(fact))
    for (const { number, counts } of acknowledgedIn(text)) {
      acknowledgements++
      const { feed, deliveries } = toldBy(teller, number)
      const isRefused = feed.delivery === 'list' && deliveries.some(({ rejected }) => rejected.length > 0)
      for (const [part, { facts, rejected }] of deliveries.entries()) {
        if (!isRefused) missing.push(...facts.map(textOf).filter((fact) => !kept.has(fact)))
        for (const { sample } of rejected) if (!letters.has(`${feed.id} ${textOf(sample)}`)) missing.push(`letter ${feed.id} ${textOf(sample)}`)
        expect(counts[part]).toMatchObject({ received: facts.length + rejected.length, rejected: isRefused ? facts.length + rejected.length : rejected.length })
      }
      expect(stored.batches.get(counts[0]?.batch ?? -1), `the batch of ${feed.id} ${number}`).toMatchObject(addedUp(counts))
    }
    const own = [...stored.batches.values()].filter(({ feed }) => feed.endsWith(`-${teller.writer}`))
    const most = [...tries.values()].reduce((sum, count) => sum + count, 0)
    expect(own.length, 'a writer has no batch that it did not try').toBeLessThanOrEqual(most)
    expect(own.length, 'every acknowledged delivery is a batch').toBeGreaterThanOrEqual(acknowledgedIn(text).length)
  }
  expect(missing, 'acknowledged, but not stored').toEqual([])
  expect([...kept].filter(([, times]) => times > 1), 'stored more than once').toEqual([])
  expect([...kept.keys()].filter((text) => !tried.has(text)), 'stored, but told by nobody').toEqual([])
  await expectConservation(db, stored, storedIn)
  return acknowledgements
}

/** received = stored + duplicate + rejected for every batch and feed, and stored is what is really there. */
async function expectConservation(db: Db, { batches }: Stored, storedIn: ReadonlyMap<number, number>): Promise<void> {
  const odd = [...batches.values()].filter(({ id, received, stored, duplicate, rejected }) => received !== stored + duplicate + rejected || stored !== (storedIn.get(id) ?? 0))
  expect(odd, 'batches whose counts are not those of their statements').toEqual([])
  const byFeed = Map.groupBy(batches.values(), ({ feed }) => feed)
  const states = await readFeedStates(db)
  expect(new Set(states.map(({ feed }) => feed))).toEqual(new Set(byFeed.keys()))
  for (const { feed, ...state } of states) expect(state, feed).toMatchObject(addedUp(byFeed.get(feed) ?? []))
}

async function lettersOf(db: Db): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ feed: string; sample: unknown; times: number }>`select feed, sample, count(*)::integer as times from dead_letter group by feed, sample`.execute(db)
  expect(rows.filter(({ times }) => times > 1), 'letters that are kept twice').toEqual([])
  return new Set(rows.map(({ feed, sample }) => `${feed} ${textOf(sample)}`))
}
