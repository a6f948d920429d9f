// One process at a time reads a feed: it holds the feed's lease for as long as it does.
import { acquireLease, releaseLease, renewLease } from '../../../db/jobs/leases.ts'
import type { RunnerContext } from './context.ts'

export interface HeldFeed {
  /** Aborted when another process has taken the feed over. */
  readonly lost: AbortSignal
  /** Gives the feed back. */
  release(): Promise<void>
}

/** Renewed so often while it is held. */
const RENEWALS = 4

/** Holds the feed, or says for how long another process still may. What the store's clock says counts. */
export async function holdFeed(context: RunnerContext, feed: string): Promise<HeldFeed | { readonly heldForMs: number }> {
  const { timers, process, leaseMs, workbench: { coordination: { db } } } = context
  const acquired = await acquireLease(db, { name: `feed:${feed}`, holder: process, forMs: leaseMs })
  if (acquired.lease === undefined) return { heldForMs: acquired.heldForMs }
  const { lease } = acquired
  const lost = new AbortController()
  let released = false
  let cancel: () => void = () => undefined
  let renewing: Promise<void> = Promise.resolve()
  const renew = async (): Promise<void> => {
    try {
      if (!(await renewLease(db, lease, leaseMs))) return lost.abort()
    } catch {
      // The store may be away for a moment; when the lease was taken over meanwhile, the next try says so.
    }
    schedule()
  }
  const schedule = (): void => {
    if (released || lost.signal.aborted) return
    cancel = timers.after(leaseMs / RENEWALS, () => {
      renewing = renew()
    })
  }
  schedule()
  return {
    lost: lost.signal,
    async release() {
      released = true
      cancel()
      await renewing
      await releaseLease(db, lease).catch(() => undefined)
    },
  }
}
