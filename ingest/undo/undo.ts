// Taking back what a feed brought (撤回): marked at once, then worked off slice by slice, so that nobody waits long and whoever dies is followed by another.
import { lockList } from '../../db/facts/list-deliveries.ts'
import { recountListDates } from '../../db/facts/list-dates.ts'
import { settleUndone } from '../../db/feeds/settle-letters.ts'
import { announceRecording } from '../../db/locks.ts'
import type { Db } from '../../db/open-store.ts'
import { inTransaction } from '../../db/transactions.ts'
import { moveFeedBack } from '../../db/undo/coverage.ts'
import { listsIn, listsOfUndo, markUndone, queueIdentities, type NewUndo } from '../../db/undo/mark-undone.ts'
import { endUndo } from '../../db/undo/queue.ts'
import type { Intake } from '../intake/intake.ts'
import { takeBack, type TakenBack } from './take-back.ts'

/** Identities of one slice: about as long as the transaction of a delivery. */
export const SLICE = 2_000

export interface BegunUndo {
  readonly undo: number
  readonly batches: number
  /** Identities that have to be looked at. */
  readonly identities: number
}

/**
 * Begins an undo: from here on the deliveries of its scope say nothing, their letters wait no more, and the feed is covered as far as the others say. The
 * figures follow with `continueUndo`. What is on its way at this moment is not taken back.
 */
export function beginUndo({ db, rules: { zone } }: Intake, asked: NewUndo): Promise<BegunUndo> {
  return inTransaction(db, async (transaction) => {
    const begun = await markAndQueue(transaction, asked)
    await settleUndone(transaction, begun.undo)
    await moveFeedBack(transaction, { undo: begun.undo, feed: asked.feed, zone })
    if (begun.identities === 0) await endUndo(transaction, begun.undo)
    return begun
  })
}

/** The part of the beginning that figures follow from; a preview needs no more. */
export async function markAndQueue(db: Db, asked: NewUndo): Promise<BegunUndo> {
  await announceRecording(db)
  for (const list of await listsIn(db, asked)) await lockList(db, list)
  const { undo, batches } = await markUndone(db, asked)
  // A first list may have been delivered since they were asked for.
  for (const list of await listsOfUndo(db, undo)) {
    await lockList(db, list)
    await recountListDates(db, list)
  }
  return { undo, batches, identities: await queueIdentities(db, undo, asked.feed) }
}

/** One slice; undefined when nothing is left that nobody else is at. The same again changes nothing. */
export async function continueUndo(intake: Intake, { undo, feed, most = SLICE }: { readonly undo: number; readonly feed: string; readonly most?: number }): Promise<TakenBack | undefined> {
  const taken = await inTransaction(intake.db, async (db) => {
    const slice = await takeBack({ db, intake, undo, feed, most })
    if (slice === undefined) await endUndo(db, undo)
    return slice
  })
  if (taken !== undefined) intake.series.remember(taken.numbers)
  return taken
}

/** Works an undo off to its end. */
export async function finishUndo(intake: Intake, undo: { readonly undo: number; readonly feed: string }, tell: (slice: TakenBack) => void = () => undefined): Promise<void> {
  for (let slice = await continueUndo(intake, undo); slice !== undefined; slice = await continueUndo(intake, undo)) tell(slice)
}
