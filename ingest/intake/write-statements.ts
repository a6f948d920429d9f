// What is new of the statements about locked identities is written: as revisions, and as the edges that make up the difference.
import { workingAhead } from '../../db/ahead.ts'
import type { OpenBatch } from '../../db/feeds/feed-states.ts'
import type { LockedIdentity } from '../../db/facts/identities.ts'
import { noteSaidAgain, type StatementName } from '../../db/facts/said-again.ts'
import { insertRevisions, revisionsOf, type NewRevision } from '../../db/facts/revisions.ts'
import type { Db } from '../../db/open-store.ts'
import { insertEdges, queueForFolding } from '../../db/rollups/edges.ts'
import type { Said, SaidStatement } from './delivery.ts'
import { deriveEdges, type Changed } from './derive-edges.ts'
import type { Statement } from './edges-of-identity.ts'
import type { Intake } from './intake.ts'
import { fromStored, identityText } from './stored-fact.ts'

export interface Writing {
  readonly db: Db
  readonly intake: Intake
  readonly batch: OpenBatch
  readonly said: ReadonlyMap<string, Said>
  readonly locked: readonly LockedIdentity[]
  /** Which deliveries that say again what is known are remembered: the latest ones of a feed; every one, of full lists; none, of the very same list again. */
  readonly remember: 'latest' | 'every' | 'none'
}

export interface Written {
  /** New statements by the delivery that brought them. */
  readonly storedBy: ReadonlyMap<number, number>
  readonly changed: boolean
  /** The series that were met, for `SeriesNumbers.remember`. */
  readonly numbers: ReadonlyMap<string, number>
}

/** Identities whose rows are written by one statement a table: the store works on one part while the next is prepared, and what is prepared lives shortly. */
const TOGETHER = 1_000

export async function writeStatements({ db, intake, batch, said, locked, remember }: Writing): Promise<Written> {
  const known = await knownStatements(db, locked.filter(({ isNew }) => !isNew))
  const storedBy = new Map<number, number>()
  const numbers = new Map<string, number>()
  return workingAhead(async (ahead) => {
    let [revisions, edges] = [0, 0]
    for (let from = 0; from < locked.length; from += TOGETHER) {
      const again: StatementName[] = []
      const part = locked.slice(from, from + TOGETHER).map((identity) => newOf(identity, { said, known, storedBy, again })).filter(({ fresh }) => fresh.length > 0)
      if (remember !== 'none') await ahead(noteSaidAgain(db, { batch, every: remember === 'every' }, again))
      const fresh = part.flatMap(({ identity, fresh }) => fresh.map(({ digest, json }): NewRevision => ({ identity: identity.id, digest, json })))
      if (fresh.length === 0) continue
      const edgesOf = await deriveEdges({ db, intake, part, numbers })
      await ahead(insertRevisions(db, batch, fresh))
      const derived = edgesOf()
      await ahead(insertEdges(db, batch, derived))
      revisions += fresh.length
      edges += derived.length
    }
    await queueForFolding(db, batch, edges)
    return { storedBy, changed: revisions > 0, numbers }
  })
}

interface Saying {
  readonly said: ReadonlyMap<string, Said>
  readonly known: ReadonlyMap<number, readonly Statement[]>
  readonly storedBy: Map<number, number>
  /** Told of statements that are known. */
  readonly again: StatementName[]
}

/** What is said of an identity that has not been said before, counted for the delivery that said it. */
function newOf(identity: LockedIdentity, { said, known, storedBy, again }: Saying): Changed<SaidStatement> {
  const before = known.get(identity.id) ?? []
  const statements = said.get(identityText(identity))?.statements
  // A key that comes back changed would be another key, and its statements would be lost without a word.
  if (statements === undefined) throw new Error(`The store cannot hold the key "${identity.key}" as it was given: refuse the sample before intake.`)
  const digests = new Set(before.map(({ digest }) => digest))
  const fresh = digests.size === 0 ? statements : statements.filter(({ digest }) => !digests.has(digest))
  if (fresh.length < statements.length) for (const { digest, delivery } of statements) if (delivery !== undefined && digests.has(digest)) again.push({ identity: identity.id, digest })
  for (const { delivery } of fresh) if (delivery !== undefined) storedBy.set(delivery, (storedBy.get(delivery) ?? 0) + 1)
  return { identity, before, fresh }
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
