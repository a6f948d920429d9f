// What reaches intake: the facts and refusals of one delivery, and what deliveries say about one identity.
import type { IdentityName } from '../../db/facts/identities.ts'
import type { IntakeCounts } from '../../db/feeds/feed-states.ts'
import type { Db } from '../../db/open-store.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Rejection } from '../mapping/rejection.ts'

/** A sample that was refused, with what is left of it. */
export interface RejectedSample {
  readonly position: string
  /** The record as received, or its printable remains. */
  readonly sample: unknown
  readonly rejection: Rejection
}

/** What one delivery holds after mapping. */
export interface Delivery {
  readonly facts: readonly Fact[]
  readonly rejected: readonly RejectedSample[]
  readonly coveredUntil?: Instant | undefined
  /** The feed's own place to go on from, committed with the facts. */
  readonly cursor?: unknown
  /** What else is true exactly when the facts are in: written in their transaction, after them. Touches nothing but the database, and whatever it throws undoes both. */
  readonly alongside?: Alongside | undefined
  /** False where the source itself was not heard: samples of letters that are taken in now. */
  readonly heard?: boolean
}

/** Is told the number of the batch and what became of this delivery in it. */
export type Alongside = (db: Db, taken: IntakeCounts & { readonly batch: number }) => Promise<void>

/** A fact with the text and the digest under which it is kept. `delivery` is the place of the first to say it; withdrawals are ours and have none. */
export interface SaidStatement {
  readonly fact: Fact
  readonly json: string
  readonly digest: string
  readonly delivery: number | undefined
}

/** What deliveries say about one identity. */
export interface Said {
  readonly name: IdentityName
  /** Facts that are not among the statements yet, with the place of their delivery. */
  readonly unstated: { readonly fact: Fact; readonly delivery: number }[]
  /** Each once. */
  readonly statements: SaidStatement[]
}
