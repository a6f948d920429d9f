// The durable step: outcomes of mapping become revisions, edges, sums and dead letters in one transaction. Acknowledge after it returns.
import { setImmediate } from 'node:timers/promises'
import { workingAhead } from '../../db/ahead.ts'
import { closeBatch, openBatch, type IntakeCounts, type OpenBatch } from '../../db/feeds/feed-states.ts'
import { insertDeadLetters } from '../../db/feeds/dead-letters.ts'
import { lockIdentities, type IdentityName, type LockedIdentity } from '../../db/facts/identities.ts'
import { insertRevisions, revisionsOf, type NewRevision } from '../../db/facts/revisions.ts'
import { announceRecording } from '../../db/locks.ts'
import type { Db } from '../../db/open-store.ts'
import { holdConfiguration } from '../../db/purpose.ts'
import { inTransaction } from '../../db/transactions.ts'
import { edgesOfIdentities, insertEdges, queueForFolding, type StoredEdge } from '../../db/rollups/edges.ts'
import { seriesText, type SeriesNumbers } from '../../db/rollups/series-keys.ts'
import type { Edge, Series } from '../../rules/edges/edge.ts'
import { sumsOf } from '../../rules/edges/sums.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { Delivery, Said } from './delivery.ts'
import { edgeDifferences, type EdgeChange } from './edge-differences.ts'
import type { EdgeRules } from './edge-rules.ts'
import { edgesOfIdentity, type Statement } from './edges-of-identity.ts'
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
    await announceRecording(db)
    await holdConfiguration(db, intake.rules.configuration)
    const said = factsByIdentity(refused ? [] : accepted)
    if (isList && !refused) {
      state(said)
      await withdrawAbsent(db, said, accepted.flatMap(({ facts }) => facts))
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
    const written = await writeStatements({ db, intake, batch, said, locked })
    const counts = deliveries.map(({ facts, rejected }, index): IntakeCounts => {
      const received = facts.length + rejected.length
      if (refused) return { received, stored: 0, duplicate: 0, rejected: received }
      const stored = written.storedBy.get(index) ?? 0
      return { received, stored, duplicate: facts.length - stored, rejected: rejected.length }
    })
    await closeBatch(db, batch, counts.reduce(addIntakeCounts), {
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

function factsByIdentity(deliveries: readonly Delivery[]): Map<string, Said> {
  const said = new Map<string, Said>()
  for (const [delivery, { facts }] of deliveries.entries()) {
    for (const fact of facts) {
      const name: IdentityName = { source: fact.source, kind: kindOf(fact), key: fact.key }
      const text = identityText(name)
      let entry = said.get(text)
      if (entry === undefined) said.set(text, (entry = { name, unstated: [], statements: new Map() }))
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
      if (!statements.has(digest)) statements.set(digest, { fact, json, delivery })
    }
    unstated.length = 0
  }
}

interface Writing {
  readonly db: Db
  readonly intake: Intake
  readonly batch: OpenBatch
  readonly said: ReadonlyMap<string, Said>
  readonly locked: readonly LockedIdentity[]
}

interface Written {
  /** New statements by the delivery that brought them. */
  readonly storedBy: ReadonlyMap<number, number>
  readonly changed: boolean
  readonly numbers: ReadonlyMap<string, number>
}

/** Identities of one pair of statements: the store writes one part while the next is prepared, whose objects live shortly. */
const TOGETHER = 1_000
/** Identities after which a statement that waits for the one before it can be sent. */
const BREATH = 100

async function writeStatements({ db, intake, batch, said, locked }: Writing): Promise<Written> {
  const known = await knownStatements(db, locked.filter(({ isNew }) => !isNew))
  const storedBy = new Map<number, number>()
  const changed: Changed[] = []
  for (const identity of locked) {
    const before = known.get(identity.id) ?? []
    const digests = new Set(before.map(({ digest }) => digest))
    const statements = said.get(identityText(identity))?.statements
    // A key that comes back changed would be another key, and its statements would be lost without a word.
    if (statements === undefined) throw new Error(`The store cannot hold the key "${identity.key}" as it was given: refuse the sample before intake.`)
    const fresh: Changed['fresh'][number][] = []
    for (const [digest, { fact, json, delivery }] of statements) {
      if (digests.has(digest)) continue
      fresh.push({ digest, fact, json })
      if (delivery !== undefined) storedBy.set(delivery, (storedBy.get(delivery) ?? 0) + 1)
    }
    if (fresh.length > 0) changed.push({ identity, before, fresh })
  }
  if (changed.length === 0) return { storedBy, changed: false, numbers: new Map() }
  const stored = await edgesOfExpired(db, changed.map(({ identity }) => identity))

  return workingAhead(async (ahead) => {
    const numbers = new Map<string, number>()
    let edges = 0
    for (let from = 0; from < changed.length; from += TOGETHER) {
      const part = changed.slice(from, from + TOGETHER)
      await ahead(insertRevisions(db, batch, part.flatMap(({ identity, fresh }) => fresh.map(({ digest, json }): NewRevision => ({ identity: identity.id, digest, json })))))
      const differences = await differencesOf({ db, intake, part, stored, numbers })
      await ahead(insertEdges(db, batch, differences))
      edges += differences.length
    }
    await queueForFolding(db, batch, edges)
    return { storedBy, changed: true, numbers }
  })
}

/** An identity about which something new was said. */
interface Changed {
  readonly identity: LockedIdentity
  readonly before: readonly Statement[]
  readonly fresh: readonly (Statement & { readonly json: string })[]
}

interface Deriving {
  readonly db: Db
  readonly intake: Intake
  readonly part: readonly Changed[]
  /** Edges of identities whose facts have been deleted. */
  readonly stored: ReadonlyMap<number, readonly StoredEdge[]>
  /** Numbers that this transaction has met; new ones are added. */
  readonly numbers: Map<string, number>
}

/** The edges to append so that those of every identity add up to what it stands for now. */
async function differencesOf({ db, intake: { rules, series: known }, part, stored, numbers }: Deriving): Promise<readonly StoredEdge[]> {
  const series = new SeriesTexts()
  const edgesOf = (statements: readonly Statement[]): readonly Edge[] => {
    const edges = edgesOfIdentity(statements, rules)
    for (const edge of edges) series.add(edge.series)
    return edges
  }
  const changes: EdgeChange[] = []
  for (const [index, { identity: { id, isExpired }, before, fresh }] of part.entries()) {
    if (index % BREATH === BREATH - 1) await setImmediate()
    const statements = [...before, ...fresh]
    if (!isExpired) changes.push({ identity: id, before: edgesOf(before), after: edgesOf(statements) })
    else if (isWhole(statements)) changes.push({ identity: id, before: [], stored: stored.get(id) ?? [], after: edgesOf(statements) })
  }
  const unmet = new Map([...series.byText].filter(([text]) => !numbers.has(text)))
  for (const [text, number] of await known.resolve(db, unmet, (one) => sumsOf(one, rules.areasOf, rules.root))) numbers.set(text, number)
  const numberOf = (one: Series): number => {
    const number = numbers.get(series.textOf(one))
    if (number === undefined) throw new Error(`The store gave no number to the series ${series.textOf(one)}.`)
    return number
  }
  return changes.flatMap((change) => edgeDifferences(change, { numberOf, dayOf: rules.zone.localDay }))
}

/** What is stored of identities whose facts have been deleted: what they were counted as cannot be derived any more. */
async function edgesOfExpired(db: Db, identities: readonly LockedIdentity[]): Promise<ReadonlyMap<number, readonly StoredEdge[]>> {
  const stored = new Map<number, readonly StoredEdge[]>()
  for (const { id, isExpired } of identities) if (isExpired) stored.set(id, await edgesOfIdentities(db, [id]))
  return stored
}

/** Whether statements tell all there is to know; parts without the rest, which has been deleted, change nothing that is counted. */
const isWhole = (statements: readonly Statement[]): boolean => statements.some(({ fact }) => fact.kind !== 'case' || fact.completeness === 'full' || fact.withdrawn === true)

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
