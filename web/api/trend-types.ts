// What the server answers about the course of things: series, comparisons, values by area, standing intervals, changes.
import type { Counts, Display, Known, Population, StandingState, Value, ValueState, Words } from './types.ts'

export type Resolution = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

/** The least or greatest value of a day within a longer period. */
export interface Extreme extends Counts {
  readonly at: string
  readonly display: Display
}

export interface SeriesPoint extends Counts {
  readonly at: string
  readonly state: ValueState
  readonly display: Display | null
  /** Another figure was printed when its local day was over: `was`. */
  readonly restated?: true
  readonly was?: Display
  /** Of weeks and longer: local days, both inclusive. */
  readonly period?: { readonly from: string; readonly to: string }
  readonly days?: { readonly known: number; readonly all: number }
  readonly min?: Extreme
  readonly max?: Extreme
}

/** Figures before and after are not of one population. */
export interface SeriesBreak extends Words {
  readonly at: string
  readonly code: 'scope-changed'
}

export interface Series {
  readonly indicator: string
  readonly area: string
  readonly population: Population
  readonly window: string
  readonly judged: boolean
  readonly calculation: string
  readonly resolution: Resolution
  readonly known: Known
  readonly breaks: readonly SeriesBreak[]
  /** One point an hour, a day or a period, gaps among them. */
  readonly points: readonly SeriesPoint[]
}

/** A value with the instant it was read at; its window is the period. */
export interface ComparedValue extends Value {
  readonly asOf: string
}

export interface Comparison {
  readonly basis: 'yesterday-same-time' | 'previous-period' | 'year-before' | 'year-start' | 'month-before'
  readonly name: Words
  readonly base: ComparedValue | null
  readonly comparable: boolean
  readonly difference: { readonly text: string; readonly unit: Words; readonly direction: 'up' | 'down' | 'equal' } | null
  readonly meaning: 'improved' | 'worse' | 'unchanged' | null
  readonly reason: (Words & { readonly code: string }) | null
}

export interface Comparisons {
  readonly indicator: string
  readonly area: string
  readonly population: Population
  readonly known: Known
  readonly now: ComparedValue
  readonly comparisons: readonly Comparison[]
}

export interface AreaValue extends Value {
  readonly area: string
  /** The lowest bound that the value misses, and what is missing. */
  readonly next: { readonly bound: string; readonly gap: Words & { readonly own: string } } | null
}

export interface AreaValues {
  readonly values: readonly AreaValue[]
}

interface ToldStanding {
  readonly proven: number | null
  readonly ceiling: number
  readonly state: StandingState
}

export interface StandingInterval extends ToldStanding {
  readonly from: string
  readonly to: string
  /** live 实时判定, restated 追溯修订, backfilled 补算. */
  readonly decided: 'live' | 'restated' | 'backfilled'
  /** What was in force by the decision of the time, where it has been restated. */
  readonly was?: ToldStanding & { readonly model: string }
}

/** Who has taken note of a change; a name as it was typed. */
export interface Noted {
  readonly by: string
  readonly at: string
}

export interface Change {
  readonly id: string
  readonly at: string
  readonly kind: 'standing' | 'feed' | 'register' | (string & {})
  readonly item?: string
  readonly indicator?: string
  readonly feed?: string
  readonly title: Words
  readonly detail: Words
  readonly severity: 'info' | 'warn' | 'bad'
  /** Null while nobody has taken note; left out of readings of the past. */
  readonly acknowledged?: Noted | null
}
