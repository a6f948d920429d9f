// What values say about an item: an interval of levels, with the reasons.
import type { Gap } from './gap.ts'
import type { ValueState } from './judged-value.ts'

/** `met-over-gap`: met, though a lower level is not. `none`: the level has no number. */
export type Cell = 'met' | 'met-over-gap' | 'not-met' | 'unknown' | 'none'

export type StandingState = 'proven' | 'below-one' | 'capped' | 'insufficient-sample' | 'not-assessable' | 'stale' | 'unproven'

/** One requirement held against its value; `state` is that of the value, `gap` is what is missing where it is not met. */
export interface Outcome {
  readonly requirement: string
  readonly outcome: 'met' | 'not-met' | 'unknown'
  readonly state: ValueState
  readonly gap: Gap | null
}

/** A requirement that fails at the lowest failing level. `indicator` is a code. */
export interface Blocker {
  readonly requirement: string
  readonly indicator: string
  readonly level: number
  readonly gap: Gap
}

/** A requirement whose value is unknown. `indicator` is a code. */
export interface Unknown {
  readonly requirement: string
  readonly indicator: string
  readonly state: Exclude<ValueState, 'ok'>
}

/**
 * 判定. `proven`: highest level with numbers whose own and all lower numbers are met; 0 when a level-1 number fails; null when
 * nothing is proven. `ceiling`: the level below the lowest failing number, else 5 (clause 6: levels cumulate).
 */
export interface Standing {
  readonly item: string
  readonly proven: number | null
  readonly ceiling: number
  readonly state: StandingState
  readonly blockers: readonly Blocker[]
  readonly unknowns: readonly Unknown[]
  /** Levels 1 to 5. */
  readonly cells: readonly Cell[]
  readonly requirements: readonly Outcome[]
}

/** The level that was proven last, and the local date of that judgement (2026-10-12). */
export interface LastProven {
  readonly level: number
  readonly date: string
}
