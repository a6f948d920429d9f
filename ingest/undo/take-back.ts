// One slice of an undo: looks at some identities, takes back what nothing says any more, and appends the edges that make up the difference.
import { openBatch } from '../../db/feeds/feed-states.ts'
import { heldLists, listBatches, lockList } from '../../db/facts/list-deliveries.ts'
import type { ListName } from '../../db/facts/list-dates.ts'
import { lockIdentities, type LockedIdentity } from '../../db/facts/identities.ts'
import { insertRetractions, insertRevisions, revisionsOf } from '../../db/facts/revisions.ts'
import { saidAgainOf } from '../../db/facts/said-again.ts'
import { announceRecording } from '../../db/locks.ts'
import type { Db } from '../../db/open-store.ts'
import { holdConfiguration } from '../../db/purpose.ts'
import { insertEdges, queueForFolding } from '../../db/rollups/edges.ts'
import { closeUndoBatch } from '../../db/undo/coverage.ts'
import { leaveQueue, nextQueued, type UndoStep } from '../../db/undo/queue.ts'
import { sayingSince } from '../../db/undo/sayers.ts'
import type { Intake } from '../intake/intake.ts'
import { deriveEdges, type Changed } from '../intake/derive-edges.ts'
import type { SaidStatement } from '../intake/delivery.ts'
import { fromStored } from '../intake/stored-fact.ts'
import { whatStays, type HeldStatement, type Left, type Lists } from './what-stays.ts'

export interface TakingBack {
  readonly db: Db
  readonly intake: Intake
  readonly undo: number
  readonly feed: string
  /** Identities of one slice. */
  readonly most: number
}

export interface TakenBack extends UndoStep {
  readonly identities: number
  /** Undefined when nothing had to be recorded. */
  readonly batch: number | undefined
  /** The series that were met, for `SeriesNumbers.remember` once the transaction has committed. */
  readonly numbers: ReadonlyMap<string, number>
}

/** Runs inside a transaction. Undefined when nothing is queued that nobody else is at. Locks in the order in which intake does. */
export async function takeBack({ db, intake, undo, feed, most }: TakingBack): Promise<TakenBack | undefined> {
  await announceRecording(db)
  await holdConfiguration(db, intake.rules.configuration)
  const queued = await nextQueued(db, undo, most)
  if (queued.length === 0) return undefined
  const lists = await lockLists(db, queued.map(({ name }) => name))
  const locked = await lockIdentities(db, queued.map(({ name }) => name))
  const left = await leftOf(db, locked.filter(({ isExpired }) => !isExpired), lists)
  const changed = left.filter(({ gone, fresh }) => gone.length + fresh.length > 0)
  const gone = changed.flatMap(({ identity, gone: statements }) => statements.map(({ digest, batch }) => ({ identity: identity.id, digest, batch })))
  const step = { statements: gone.length, expired: locked.filter(({ isExpired }) => isExpired).length }
  const recorded = changed.length === 0 ? undefined : await record({ db, intake, undo, feed }, changed, gone)
  await leaveQueue(db, undo, queued.map(({ id }) => id), step)
  return { ...step, identities: queued.length, batch: recorded?.batch, numbers: recorded?.numbers ?? new Map<string, number>() }
}

interface LeftOfIdentity extends Left {
  readonly identity: LockedIdentity
  readonly before: readonly HeldStatement[]
}

type Recording = Omit<TakingBack, 'most'>

async function record({ db, intake, undo, feed }: Recording, changed: readonly LeftOfIdentity[], gone: Parameters<typeof insertRetractions>[2]): Promise<{ readonly batch: number; readonly numbers: ReadonlyMap<string, number> }> {
  // Read after every lock, as intake does: what is recorded second of an identity has the later instant.
  const batch = await openBatch(db, { feed, zone: intake.rules.zone })
  const numbers = new Map<string, number>()
  const part = changed.map(({ identity, before, gone: statements, fresh }): Changed<SaidStatement> => ({
    identity, before, gone: new Set(statements.map(({ digest }) => digest)), fresh: fresh.map((withdrawal) => ({ ...withdrawal, delivery: undefined })),
  }))
  const edges = (await deriveEdges({ db, intake, part, numbers }))()
  await insertRetractions(db, batch, gone)
  await insertRevisions(db, batch, changed.flatMap(({ identity, fresh }) => fresh.map(({ digest, json }) => ({ identity: identity.id, digest, json }))))
  await insertEdges(db, batch, edges)
  await queueForFolding(db, batch, edges.length)
  await closeUndoBatch(db, batch, undo)
  return { batch: batch.id, numbers }
}

const listText = ({ source, kind }: ListName): string => `${source}\u0000${kind}`

/** The full lists that these identities are entries of, each locked. */
async function lockLists(db: Db, names: readonly ListName[]): Promise<ReadonlyMap<string, Lists>> {
  const kinds = new Map(names.filter(({ kind }) => kind.startsWith('register:')).map(({ source, kind }) => [listText({ source, kind }), { source, kind }]))
  const lists = new Map<string, Lists>()
  for (const [text, name] of [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await lockList(db, name)
    lists.set(text, { held: await heldLists(db, name), batches: await listBatches(db, name) })
  }
  return lists
}

async function leftOf(db: Db, identities: readonly LockedIdentity[], lists: ReadonlyMap<string, Lists>): Promise<readonly LeftOfIdentity[]> {
  const ids = identities.map(({ id }) => id)
  const again = Map.groupBy(await saidAgainOf(db, ids), ({ identity, digest }) => `${identity} ${digest}`)
  const names = new Map(identities.map((identity) => [identity.id, identity]))
  const held = new Map<number, HeldStatement[]>()
  for (const { identity, digest, fact, batch } of await revisionsOf(db, ids)) {
    const name = names.get(identity)
    if (name === undefined) continue
    const statement = { digest, batch, fact: fromStored(fact, { source: name.source, key: name.key }), again: (again.get(`${identity} ${digest}`) ?? []).flatMap(({ batches }) => batches) }
    const known = held.get(identity)
    if (known === undefined) held.set(identity, [statement])
    else known.push(statement)
  }
  const since = await sayingSince(db, [...new Set([...held.values()].flatMap((statements) => statements.flatMap(({ batch, again: others }) => [batch, ...others])))])
  return identities.map((identity) => {
    const before = held.get(identity.id) ?? []
    return { identity, before, ...whatStays(before, { since, lists: lists.get(listText(identity)) }) }
  })
}
