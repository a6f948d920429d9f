// What the server answers about forms that people filled in (人工填报).
import type { Words } from './types.ts'

/** Figures that one person entered and another confirmed. */
export interface Entry {
  readonly id: number
  readonly feed: string
  readonly asOfText: string
  readonly evidence: { readonly id: number; readonly name: string } | null
  readonly note: string
  readonly enteredBy: string
  readonly enteredAt: string
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  /** What the names are worth. */
  readonly names: Words
}

/** The newest confirmed forms behind the values of an item, by indicator. */
export interface ManualValues {
  readonly indicators: readonly { readonly indicator: string; readonly origin: 'manual' | 'partly-manual'; readonly entries: readonly Entry[] }[]
}
