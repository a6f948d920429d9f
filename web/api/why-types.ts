// What the server answers about why a value changed, and how long the cases behind a mean took.
import type { ComparedValue, Comparison } from './trend-types.ts'
import type { Counts, Display, Known, Population, Words } from './types.ts'

export interface PlacedCounts extends Counts {
  readonly display: Display
}

/** What a part of the area gave to its change; null is what lies in none of the parts. Signed texts, shown as they are. */
export interface AreaContribution {
  readonly area: string | null
  readonly base: PlacedCounts
  readonly now: PlacedCounts
  readonly total: string
  readonly own: string
  readonly weight: string
}

export interface Why {
  readonly indicator: string
  readonly area: string
  readonly population: Population
  readonly known: Known
  readonly now: ComparedValue
  readonly comparison: Comparison
  readonly sentence: Words
  readonly counts: readonly { readonly name: Words; readonly unit: Words; readonly base: string; readonly now: string; readonly change: string; readonly effect: string | null }[]
  /** 清单扩容, 清单缩减: of values whose denominator is a list. */
  readonly list: 'grew' | 'shrank' | 'same' | null
  readonly restated: { readonly was: Display; readonly now: Display } | null
  readonly unit: Words
  readonly areas: readonly AreaContribution[]
  readonly areasReason: Words | null
}

/** A place on the axis of durations with its printed text. */
export interface DurationMark {
  readonly ms: number
  readonly display: Display
}

interface Bin {
  readonly count: number
  /** Of these, the cases that still wait. */
  readonly waiting: number
}

export interface Distribution {
  readonly indicator: string
  readonly area: string
  readonly population: Population
  readonly known: Known
  readonly value: ComparedValue
  readonly total: number
  readonly waiting: number
  readonly clock: 'natural' | 'working'
  readonly binHours: number
  /** From zero on; a bin holds what took longer than its beginning, up to and with its end. */
  readonly bins: readonly Bin[]
  readonly beyond: Bin & { readonly hours: number; readonly longest: DurationMark | null }
  readonly mean: DurationMark | null
  readonly median: DurationMark | null
  readonly p90: DurationMark | null
  readonly within: readonly { readonly level: number; readonly bound: string; readonly count: number; readonly share: string }[]
  readonly note: Words
}
