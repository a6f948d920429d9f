// Standings at the closes of periods as drawings need them: runs of one standing in a row of periods, and how many items stood where.
import type { SpanItem } from '../api/span-types.ts'
import { lookOf, type Look } from './timeline.ts'

/** Neighbouring periods of one standing, as columns from 1. */
export interface LevelRun {
  readonly look: Look
  /** The level of a proven standing, 0 below level one; null else. */
  readonly level: number | null
  /** Where nothing is proven but a number fails: the level that cannot be exceeded. */
  readonly cap: number | null
  readonly from: number
  readonly length: number
}

type Moment = SpanItem['moments'][number]

const levelOf = (moment: Moment): number | null => (lookOf(moment) === 'proven' || lookOf(moment) === 'below' ? moment.proven : null)

const capOf = (moment: Moment): number | null => (lookOf(moment) === 'open' && moment.ceiling < 5 ? moment.ceiling : null)

export function levelRuns(moments: readonly Moment[]): LevelRun[] {
  const runs: LevelRun[] = []
  moments.forEach((moment, index) => {
    const [look, level, cap, last] = [lookOf(moment), levelOf(moment), capOf(moment), runs[runs.length - 1]]
    if (last !== undefined && last.look === look && last.level === level && last.cap === cap) runs[runs.length - 1] = { ...last, length: last.length + 1 }
    else runs.push({ look, level, cap, from: index + 1, length: 1 })
  })
  return runs
}

/** What items are counted by, best first: levels 5 to 1, below level one, nothing proven, unknown. */
export const LEVEL_KINDS = ['5', '4', '3', '2', '1', 'below', 'open', 'unknown'] as const
export type LevelKind = (typeof LEVEL_KINDS)[number]

export interface StackPart {
  readonly kind: LevelKind
  readonly items: readonly string[]
  /** Share of all items below and including this part, from the bottom, 0 to 1. */
  readonly from: number
  readonly to: number
}

/** One stack a period, the best at the bottom; parts without items are left out. */
export function levelStacks(items: readonly SpanItem[], periods: number): StackPart[][] {
  return Array.from({ length: periods }, (_, period) => {
    const kinds = new Map<LevelKind, string[]>()
    for (const { item, moments } of items) {
      const moment = moments[period]
      if (moment === undefined) continue
      const kind = kindOf(moment)
      kinds.set(kind, [...(kinds.get(kind) ?? []), item])
    }
    const parts: StackPart[] = []
    let below = 0
    for (const kind of LEVEL_KINDS) {
      const own = kinds.get(kind)
      if (own === undefined) continue
      parts.push({ kind, items: own, from: below / items.length, to: (below + own.length) / items.length })
      below += own.length
    }
    return parts
  })
}

function kindOf(moment: Moment): LevelKind {
  const look = lookOf(moment)
  return look === 'proven' ? (LEVEL_KINDS.find((kind) => kind === String(moment.proven)) ?? 'open') : look
}
