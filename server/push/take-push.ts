// From the samples of a push to its answer: taken in once, however often it is sent under one Idempotency-Key.
import type { IntakeCounts } from '../../db/feeds/feed-states.ts'
import { findPushAnswer, keepPushAnswer } from '../../db/feeds/push-answers.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { Sample } from '../../ingest/samples/sample.ts'
import type { Workbench } from '../workbench.ts'

export interface Push {
  readonly feed: Feed
  /** Tells one body from another. */
  readonly digest: string
  readonly key: string | undefined
  /** Read only where the push is not known; what it throws is thrown. */
  readonly samples: () => readonly Sample[]
}

export type PushOutcome = { readonly outcome: 'taken' | 'known'; readonly counts: IntakeCounts } | { readonly outcome: 'key-reused' }

/** Thrown inside a delivery's transaction to keep it out: a push of this key was answered meanwhile. */
class AnsweredError extends Error {
  override readonly name = 'AnsweredError'
}

/**
 * Resolves after commit. The answer is written in the transaction of the samples: a crash leaves both or neither, so a push that is sent again is either
 * known or taken for the first time. Of two at once the second waits for the first's entry, is kept out, and is told what the first was.
 */
export async function takePush(workbench: Workbench, { feed, digest, key, samples }: Push): Promise<PushOutcome> {
  if (key === undefined) return { outcome: 'taken', counts: await workbench.deliver(feed, samples()) }
  const name = { feed: feed.id, key }
  const before = async (): Promise<PushOutcome | undefined> => {
    const known = await findPushAnswer(workbench.store.db, name)
    if (known === undefined) return undefined
    return known.bodyDigest === digest ? { outcome: 'known', counts: known.counts } : { outcome: 'key-reused' }
  }
  const known = await before()
  if (known !== undefined) return known
  try {
    const counts = await workbench.deliver(feed, samples(), {
      async alongside(transaction, taken) {
        if (!(await keepPushAnswer(transaction, name, { bodyDigest: digest, counts: taken }))) throw new AnsweredError()
      },
    })
    return { outcome: 'taken', counts }
  } catch (error) {
    const answered = error instanceof AnsweredError ? await before() : undefined
    if (answered === undefined) throw error
    return answered
  }
}
