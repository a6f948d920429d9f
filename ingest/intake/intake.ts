// The durable step: outcomes of mapping become revisions, edges, sums and dead letters in one transaction. Acknowledge after it returns.
import { workingAhead } from '../../db/ahead.ts'
import { closeBatch, openBatch, type IntakeCounts } from '../../db/feeds/feed-states.ts'
import { insertDeadLetters } from '../../db/feeds/dead-letters.ts'
import { settleListLetters } from '../../db/feeds/settle-letters.ts'
import { noteListDelivery } from '../../db/facts/list-deliveries.ts'
import { lockIdentities, type IdentityName } from '../../db/facts/identities.ts'
import { announceRecording } from '../../db/locks.ts'
import type { Db } from '../../db/open-store.ts'
import { holdConfiguration } from '../../db/purpose.ts'
import { inTransaction } from '../../db/transactions.ts'
import type { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { Delivery, Said } from './delivery.ts'
import type { EdgeRules } from './edge-rules.ts'
import { letterOf } from './letter.ts'
import { identityText, kindOf, toStored } from './stored-fact.ts'
import { asOfListDate, withdrawAbsent, type AppliedList } from './withdraw-absent.ts'
import { writeStatements } from './write-statements.ts'

/** What intake works with; `series` is kept for as long as the store is open. */
export interface Intake {
  readonly db: Db
  readonly rules: EdgeRules
  readonly series: SeriesNumbers
}

/** Counts of one delivery, and whether anything changed that a value can depend on. */
export interface IntakeResult extends IntakeCounts {
  readonly batch: number
  readonly changed: boolean
}

/** A full list that cannot be applied whole is not applied at all. */
export class ListRefusedError extends Error {
  override readonly name = 'ListRefusedError'
}

/**
 * Writes one delivery. Returns only after commit, so a source may be acknowledged then. The same delivery again stores nothing.
 * Throws ListRefusedError for a full list that is empty; a full list with refused rows keeps only its dead letters.
 */
export async function takeIn(intake: Intake, feed: Feed, delivery: Delivery): Promise<IntakeResult> {
  const [result] = await takeInTogether(intake, feed, [delivery])
  if (result === undefined) throw new Error('The store answered nothing.')
  return result
}

/** As `takeIn`, for several deliveries of one feed in one transaction; a statement that two of them make is stored by the first. */
export async function takeInTogether(intake: Intake, feed: Feed, deliveries: readonly Delivery[]): Promise<readonly IntakeResult[]> {
  const isList = feed.delivery === 'list'
  if (isList && deliveries.length > 1) throw new Error('Full lists are applied one at a time.')
  if (isList && deliveries.some(({ facts, rejected }) => facts.length + rejected.length === 0)) {
    throw new ListRefusedError(`Feed ${feed.id} delivered an empty list, which would withdraw every entry. Deliver the list whole, or withdraw its entries one by one.`)
  }
  const refused = isList && deliveries.some(({ rejected }) => rejected.length > 0)
  const accepted = isList ? deliveries.map((delivery) => ({ ...delivery, facts: asOfListDate(delivery.facts) })) : deliveries
  const letters = deliveries.flatMap(({ rejected }) => rejected.map(letterOf))

  const { results, numbers } = await inTransaction(intake.db, async (db) => {
    await announceRecording(db)
    await holdConfiguration(db, intake.rules.configuration)
    const said = factsByIdentity(refused ? [] : accepted)
    let list: AppliedList | undefined
    if (isList && !refused) {
      state(said)
      list = await withdrawAbsent(db, said, accepted.flatMap(({ facts }) => facts))
    }
    const locked = await workingAhead(async (ahead) => {
      const locking = lockIdentities(db, [...said.values()].map(({ name }) => name))
      await ahead(locking)
      state(said)
      return locking
    })
    // Read after every lock: of two batches about one identity, the one that is written second is recorded second.
    const batch = await openBatch(db, { feed: feed.id, zone: intake.rules.zone })
    await insertDeadLetters(db, batch, letters)
    if (list !== undefined) await settleListLetters(db, batch)
    const isNew = list === undefined || (await noteListDelivery(db, { ...list, batch: batch.id }))
    const written = await writeStatements({ db, intake, batch, said, locked, remember: list === undefined ? 'latest' : isNew ? 'every' : 'none' })
    const counts = deliveries.map(({ facts, rejected }, index): IntakeCounts => {
      const received = facts.length + rejected.length
      if (refused) return { received, stored: 0, duplicate: 0, rejected: received }
      const stored = written.storedBy.get(index) ?? 0
      return { received, stored, duplicate: facts.length - stored, rejected: rejected.length }
    })
    await closeBatch(db, batch, counts.reduce(addIntakeCounts), {
      coveredUntil: refused ? undefined : latest(deliveries.map(({ coveredUntil }) => coveredUntil)),
      cursor: deliveries.findLast(({ cursor }) => cursor !== undefined)?.cursor,
      heard: deliveries.some(({ heard }) => heard !== false),
    })
    for (const [index, count] of counts.entries()) await deliveries[index]?.alongside?.(db, { ...count, batch: batch.id })
    return { results: counts.map((count) => ({ ...count, batch: batch.id, changed: written.changed })), numbers: written.numbers }
  })
  intake.series.remember(numbers)
  return results
}

const addIntakeCounts = (a: IntakeCounts, b: IntakeCounts): IntakeCounts => ({
  received: a.received + b.received, stored: a.stored + b.stored, duplicate: a.duplicate + b.duplicate, rejected: a.rejected + b.rejected,
})

const latest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants.reduce((late, instant) => (instant === undefined || (late !== undefined && late >= instant) ? late : instant), undefined)

function factsByIdentity(deliveries: readonly Delivery[]): Map<string, Said> {
  const said = new Map<string, Said>()
  for (const [delivery, { facts }] of deliveries.entries()) {
    for (const fact of facts) {
      const name: IdentityName = { source: fact.source, kind: kindOf(fact), key: fact.key }
      const text = identityText(name)
      let entry = said.get(text)
      if (entry === undefined) said.set(text, (entry = { name, unstated: [], statements: [] }))
      entry.unstated.push({ fact, delivery })
    }
  }
  return said
}

/** Writes facts as they are kept. Apart from grouping them, because the store locks their identities meanwhile. */
function state(said: ReadonlyMap<string, Said>): void {
  for (const { unstated, statements } of said.values()) {
    for (const { fact, delivery } of unstated) {
      const { json, digest } = toStored(fact)
      if (!statements.some((known) => known.digest === digest)) statements.push({ fact, json, digest, delivery })
    }
    unstated.length = 0
  }
}
