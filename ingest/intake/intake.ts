// The durable step: outcomes of mapping become revisions, edges, sums and dead letters in one transaction. Acknowledge after it returns.
import { workingAhead } from '../../db/ahead.ts'
import { openBatch, closeBatch, type IntakeCounts } from '../../db/feeds/feed-states.ts'
import { insertDeadLetters } from '../../db/feeds/dead-letters.ts'
import { lockIdentities, type IdentityName, type LockedIdentity } from '../../db/facts/identities.ts'
import { insertRevisions, revisionsOf, type NewRevision } from '../../db/facts/revisions.ts'
import type { Db } from '../../db/open-store.ts'
import { inTransaction } from '../../db/transactions.ts'
import { insertEdges, netEdgesOf } from '../../db/rollups/edges.ts'
import { addToRollups } from '../../db/rollups/rollup-days.ts'
import { seriesText, type SeriesNumbers } from '../../db/rollups/series-keys.ts'
import type { Series } from '../../rules/edges/edge.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { Delivery, Said } from './delivery.ts'
import { edgeDifferences } from './edge-differences.ts'
import { edgesOfIdentity, type EdgeRules, type Statement } from './edges-of-identity.ts'
import { letterOf } from './letter.ts'
import { fromStored, identityText, kindOf, toStored } from './stored-fact.ts'
import { asOfListDate, withdrawAbsent } from './withdraw-absent.ts'

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
    const said = statementsByIdentity(refused ? [] : accepted)
    const batch = await openBatch(db, feed.id)
    const named = { ...batch, feed: feed.id }
    await insertDeadLetters(db, named, letters)
    if (isList && !refused) await withdrawAbsent(db, said, accepted.flatMap(({ facts }) => facts))
    const written = await writeStatements({ db, intake, batch, said })
    const counts = deliveries.map(({ facts, rejected }, index): IntakeCounts => {
      const received = facts.length + rejected.length
      if (refused) return { received, stored: 0, duplicate: 0, rejected: received }
      const stored = written.storedBy.get(index) ?? 0
      return { received, stored, duplicate: facts.length - stored, rejected: rejected.length }
    })
    await closeBatch(db, named, counts.reduce(addIntakeCounts), {
      coveredUntil: refused ? undefined : latest(deliveries.map(({ coveredUntil }) => coveredUntil)),
      cursor: deliveries.findLast(({ cursor }) => cursor !== undefined)?.cursor,
    })
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

function statementsByIdentity(deliveries: readonly Delivery[]): Map<string, Said> {
  const said = new Map<string, Said>()
  for (const [delivery, { facts }] of deliveries.entries()) {
    for (const fact of facts) {
      const name: IdentityName = { source: fact.source, kind: kindOf(fact), key: fact.key }
      const text = identityText(name)
      let entry = said.get(text)
      if (entry === undefined) said.set(text, (entry = { name, statements: new Map() }))
      const { json, digest } = toStored(fact)
      if (!entry.statements.has(digest)) entry.statements.set(digest, { fact, json, delivery })
    }
  }
  return said
}

interface Writing {
  readonly db: Db
  readonly intake: Intake
  readonly batch: { readonly id: number; readonly recordedAt: string; readonly recordedMs: number }
  readonly said: ReadonlyMap<string, Said>
}

interface Written {
  /** New statements by the delivery that brought them. */
  readonly storedBy: ReadonlyMap<number, number>
  readonly changed: boolean
  readonly numbers: ReadonlyMap<string, number>
}

async function writeStatements({ db, intake, batch, said }: Writing): Promise<Written> {
  const locked = await lockIdentities(db, [...said.values()].map(({ name }) => name))
  const known = await knownStatements(db, locked.filter(({ isNew }) => !isNew))
  const revisions: NewRevision[] = []
  const changed: { readonly identity: LockedIdentity; readonly statements: readonly Statement[] }[] = []
  const storedBy = new Map<number, number>()
  for (const identity of locked) {
    const before = known.get(identity.id) ?? []
    const digests = new Set(before.map(({ digest }) => digest))
    const fresh: Statement[] = []
    const statements = said.get(identityText(identity))?.statements
    // A key that comes back changed would be another key, and its statements would be lost without a word.
    if (statements === undefined) throw new Error(`The store cannot hold the key "${identity.key}" as it was given: refuse the sample before intake.`)
    for (const [digest, { fact, json, delivery }] of statements) {
      if (digests.has(digest)) continue
      fresh.push({ digest, fact })
      revisions.push({ identity: identity.id, digest, json })
      if (delivery !== undefined) storedBy.set(delivery, (storedBy.get(delivery) ?? 0) + 1)
    }
    if (fresh.length > 0) changed.push({ identity, statements: [...before, ...fresh] })
  }
  if (revisions.length === 0) return { storedBy, changed: false, numbers: new Map() }

  return workingAhead(async (ahead) => {
    await ahead(insertRevisions(db, batch, revisions))
    const series = new SeriesTexts()
    const wanted = changed.map(({ identity, statements }) => {
      const edges = edgesOfIdentity(statements, intake.rules)
      for (const edge of edges) series.add(edge.series)
      return { identity: identity.id, edges }
    })
    const numbers = await intake.series.resolve(db, series.byText)
    const touched = changed.flatMap(({ identity }) => (identity.isNew ? [] : [identity.id]))
    const differences = edgeDifferences(wanted, await netEdgesOf(db, touched), (edge) => {
      const text = series.textOf(edge.series)
      const number = numbers.get(text)
      if (number === undefined) throw new Error(`The store gave no number to the series ${text}.`)
      return number
    })
    await ahead(insertEdges(db, batch, differences))
    const { zone } = intake.rules
    await addToRollups(db, differences, { recordedDay: zone.localDay(batch.recordedMs), dayOf: zone.localDay })
    return { storedBy, changed: true, numbers }
  })
}

/** The series of a batch by their text, which is made once for all edges that share one. */
class SeriesTexts {
  readonly byText = new Map<string, Series>()
  private readonly texts = new Map<Series, string>()

  add(series: Series): void {
    if (!this.texts.has(series)) this.byText.set(this.textOf(series), series)
  }

  textOf(series: Series): string {
    let text = this.texts.get(series)
    if (text === undefined) this.texts.set(series, (text = seriesText(series)))
    return text
  }
}

async function knownStatements(db: Db, identities: readonly LockedIdentity[]): Promise<ReadonlyMap<number, readonly Statement[]>> {
  const names = new Map(identities.map((identity) => [identity.id, identity]))
  const statements = new Map<number, Statement[]>()
  for (const { identity, digest, fact } of await revisionsOf(db, [...names.keys()])) {
    const name = names.get(identity)
    if (name === undefined) continue
    const list = statements.get(identity)
    const statement = { digest, fact: fromStored(fact, { source: name.source, key: name.key }) }
    if (list === undefined) statements.set(identity, [statement])
    else list.push(statement)
  }
  return statements
}
