// Letters that wait become facts with the mapping in force: through the door that every delivery takes, settled in the same transaction.
import { nextWaiting, type DeadLetter, type LetterGroupName, type Refusal } from '../../db/feeds/dead-letters.ts'
import { renewRefusals, settleLetters, type Settling } from '../../db/feeds/settle-letters.ts'
import type { Db } from '../../db/open-store.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import type { Feed } from '../feed-file/feed.ts'
import type { Delivery } from '../intake/delivery.ts'
import type { IntakeResult } from '../intake/intake.ts'
import type { Mapping } from '../mapping/compile-mapping.ts'
import { mapOriginal } from './original.ts'

/** tried = stored + duplicate + filtered + refused. */
export interface Replayed {
  readonly tried: number
  readonly stored: number
  /** Facts that were known by now. */
  readonly duplicate: number
  /** Left to other feeds by the filter; settled. */
  readonly filtered: number
  /** Still refused; they wait with the present reason. */
  readonly refused: number
}

export interface Replaying {
  readonly db: Db
  readonly feed: Feed
  readonly group?: LetterGroupName | undefined
  readonly by: string | null
  /** Runs work with the feed and the mapping as they are in force, once more where these have just changed. */
  readonly asConfigured: <T>(work: (feed: Feed, mapping: Mapping) => Promise<T>) => Promise<T>
  readonly take: (feed: Feed, delivery: Delivery) => Promise<IntakeResult>
}

/** A refused list is applied whole or not at all, and only its refused rows are here. */
export class ReplayRefusedError extends Error {
  override readonly name = 'ReplayRefusedError'
  constructor({ id }: Feed) {
    super(`Feed ${id} delivers full lists, and of one with a refused row only that row is kept: nothing of it can be applied alone.`)
  }
}

/** Letters of one transaction. */
const TOGETHER = 500

/** Replays what waits at this moment. The same again changes nothing; broken off, the rest waits. Throws ReplayRefusedError for feeds that deliver full lists. */
export async function replayLetters(replaying: Replaying): Promise<Replayed> {
  if (replaying.feed.delivery === 'list') throw new ReplayRefusedError(replaying.feed)
  const sum = { tried: 0, stored: 0, duplicate: 0, filtered: 0, refused: 0 }
  const { db, feed: { id }, group } = replaying
  const last = await db.selectFrom('dead_letter').select(({ fn }) => fn.max('id').as('id')).where('feed', '=', id).executeTakeFirst()
  for (let after = 0; ; ) {
    const letters = (await nextWaiting(db, { feed: id, group, after, limit: TOGETHER })).filter((letter) => letter.id <= (last?.id ?? 0))
    const newest = letters.at(-1)
    if (newest === undefined) return sum
    after = newest.id
    const page = await replaySome(replaying, letters)
    for (const name of ['tried', 'stored', 'duplicate', 'filtered', 'refused'] as const) sum[name] += page[name]
  }
}

function replaySome({ db, by, asConfigured, take }: Replaying, letters: readonly DeadLetter[]): Promise<Replayed> {
  return asConfigured(async (feed, mapping) => {
    const { facts, settled, filtered, refused } = sortOut(mapping, letters)
    const { stored, duplicate } = await takeOriginals({ feed, take }, { facts, settled, how: { because: 'replayed', by } })
    await renewRefusals(db, refused)
    return { tried: letters.length, stored, duplicate, filtered, refused: refused.length }
  })
}

function sortOut(mapping: Mapping, letters: readonly DeadLetter[]) {
  const facts: Fact[] = []
  const settled: number[] = []
  const refused: { readonly id: number; readonly refusal: Refusal }[] = []
  for (const letter of letters) {
    const mapped = mapOriginal(mapping, letter)
    if (mapped.outcome === 'refused') refused.push({ id: letter.id, refusal: mapped.refusal })
    else settled.push(letter.id)
    if (mapped.outcome === 'fact') facts.push(mapped.fact)
  }
  return { facts, settled, refused, filtered: settled.length - facts.length }
}

export interface MappedOriginals {
  readonly facts: readonly Fact[]
  /** The letters that these facts were, and those that are of no feed. */
  readonly settled: readonly number[]
  readonly how: Pick<Settling, 'because' | 'by' | 'note'>
  /** Written in the same transaction. */
  readonly also?: (db: Db) => Promise<void>
}

/** Stores facts of originals and settles their letters as one. */
export async function takeOriginals({ feed, take }: Pick<Replaying, 'feed' | 'take'>, { facts, settled, how, also }: MappedOriginals): Promise<{ readonly stored: number; readonly duplicate: number }> {
  if (settled.length === 0) return { stored: 0, duplicate: 0 }
  return take(feed, {
    facts, rejected: [], heard: false,
    async alongside(db, { batch }) {
      await settleLetters(db, settled, { ...how, batch })
      await also?.(db)
    },
  })
}
