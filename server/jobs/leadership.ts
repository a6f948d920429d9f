// Of all processes that could assess, one leads: this loop holds the lease or seeks it, and tells when that changes.
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { acquireLease, releaseLease, renewLease, type Lease } from '../../db/jobs/leases.ts'
import type { Db } from '../../db/open-store.ts'

/** A holder that falls silent is deposed after this; with `ASK_MS` on top it stays below two seconds. */
const HELD_FOR_MS = 1_200
const RENEW_MS = 400
/** Candidates ask at least so often, because a holder may give the lease back before it runs out. */
const ASK_MS = 250
/** After an error the store is asked again. */
const RETRY_MS = 500

export interface LeadershipOptions {
  readonly db: Db
  readonly name: string
  readonly onError: (error: unknown) => void
}

/**
 * A leader is only as sure of it as its last renewal, so everything it writes asks again (`requireLease`). One that cannot reach the
 * store still calls itself a leader: it cannot write either.
 */
export interface Leadership {
  /** The lease while this process leads. */
  lease(): Lease | undefined
  /** Told the lease when this process begins to lead, undefined when it ends. */
  onChange(listener: (lease: Lease | undefined) => void): void
  /** A write under this lease was refused: there is no need to wait for the next renewal. */
  lost(lease: Lease): void
  /** Gives the lease back. */
  stop(): Promise<void>
}

/** Begins to seek the lease; does not wait for it. */
export function startLeadership({ db, name, onError }: LeadershipOptions): Leadership {
  const holder = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
  const listeners = new Set<(lease: Lease | undefined) => void>()
  let current: Lease | undefined
  let stopped = false
  let failing = false
  let timer: NodeJS.Timeout | undefined

  const become = (lease: Lease | undefined): void => {
    if (current === lease) return
    current = lease
    for (const listener of listeners) listener(lease)
  }
  /** Asks once; returns when to ask again. */
  const ask = async (): Promise<number> => {
    const held = current
    if (held === undefined) {
      const answer = await acquireLease(db, { name, holder, forMs: HELD_FOR_MS })
      if (answer.lease === undefined) return Math.min(ASK_MS, Math.max(10, answer.heldForMs))
      become(answer.lease)
      return RENEW_MS
    }
    if (await renewLease(db, held, HELD_FOR_MS)) return RENEW_MS
    if (current === held) become(undefined)
    return 0
  }
  const turn = async (): Promise<void> => {
    let wait = RETRY_MS
    try {
      wait = await ask()
      failing = false
    } catch (error) {
      // Told once: the store may be away for long.
      if (!failing && !stopped) onError(error)
      failing = true
    }
    if (!stopped) timer = setTimeout(run, wait)
  }
  let running: Promise<void> = Promise.resolve()
  const run = (): void => {
    running = turn()
  }
  run()

  return {
    lease: () => current,
    onChange: (listener) => void listeners.add(listener),
    lost(lease) {
      if (current === lease) become(undefined)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
      const held = current
      become(undefined)
      if (held !== undefined) await releaseLease(db, held).catch(() => undefined)
    },
  }
}
