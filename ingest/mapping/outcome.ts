// What mapping makes of one sample.
import type { Fact } from '../../rules/facts/fact.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Bilingual, Rejection } from './rejection.ts'

/** Something odd that does not keep a record from counting. */
export interface Warning {
  readonly field: string
  readonly value: string
  readonly code: 'due-before-start' | 'dispatched-before-accepted' | 'percent-disagrees'
  readonly reason: Bilingual
}

/** A filtered sample is not of this feed: it counts as not received. */
export type Outcome =
  | {
      readonly outcome: 'fact'
      readonly fact: Fact
      /** How far this fact says the feed has been read, by the feed's `coverage`. */
      readonly coveredUntil?: Instant
      readonly warnings?: readonly Warning[]
    }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection }
  | { readonly outcome: 'filtered' }
