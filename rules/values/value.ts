// A value: exact counts with everything a reader must know to trust them. Whether it is judged is declared, not chosen afterwards.
import type { Quantity } from '../facts/fact.ts'
import type { Instant } from '../time/instant.ts'
import type { WindowSpan } from '../time/windows.ts'

/**
 * What a value can say. Only `ok` is judged; every other state neither raises nor lowers a level.
 * `not-covered`: the increments or lists do not cover the window without a gap.
 */
export type ValueState = 'ok' | 'no-data' | 'stale' | 'insufficient-sample' | 'not-assessable' | 'not-covered'

/** How far the value can be trusted in time: that of its oldest contributing feed. */
export interface Freshness {
  /** Null while a feed that contributes has never been read. */
  readonly coveredUntil: Instant | null
  /** The last instant at which the value is not stale yet. */
  readonly staleAt: Instant | null
  readonly oldestFeed: string | null
}

/** Why a value that is fed is not assessable, and what to do about it. */
export interface ValueReason {
  /** `working-calendar`: the window or the instant lies in a year whose working days nobody has listed. */
  readonly code: 'working-calendar'
  readonly zh: string
  readonly en: string
}

export interface Value {
  /** Indicator code. */
  readonly indicator: string
  readonly population: string
  readonly calculation: string
  readonly window: { readonly id: string } & WindowSpan
  /** Whether the model judges this window; all others stand beside as 监测值，不判级. */
  readonly judged: boolean
  readonly area: string
  readonly asOf: Instant
  readonly state: ValueState
  /** There when the state needs one. */
  readonly reason?: ValueReason
  /** Also there when the value is stale; absent where there is nothing to count. */
  readonly quantity?: Quantity
  /** Cases of the window that are not yet answered or closed. */
  readonly open: number
  readonly freshness: Freshness
}
