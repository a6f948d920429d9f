// From counts to the exact quantity of a value.
import { addCounts, negate, type Counts } from '../edges/edge.ts'
import type { AreaCounts } from '../edges/counts-by-cell.ts'
import type { Quantity } from '../facts/fact.ts'
import { isCaseCalculation, type Calculation } from '../model/measure-schema.ts'
import { isRolling, type WindowRule, type WindowSpan } from '../time/windows.ts'

/** What a calculation makes of counts. */
export type Shape =
  | { readonly kind: 'share' | 'mean-duration' | 'count' }
  | { readonly kind: 'group-share'; readonly groups: 'all' | 'any' }
  | { readonly kind: 'group-count' }

export function shapeOf(calculation: Calculation): Shape {
  if (isCaseCalculation(calculation)) return { kind: calculation.shape }
  return calculation.shape === 'group-share' ? { kind: 'group-share', groups: calculation.groups ?? 'all' } : { kind: calculation.shape }
}

export interface QuantityQuestion {
  readonly shape: Shape
  readonly window: { readonly id: string; readonly rule: WindowRule }
  readonly span: WindowSpan
  /** What the calculation's clock reads now; for natural time the instant itself. */
  readonly clock: number
  /** The segment that the population leaves out. */
  readonly without?: string | undefined
}

/** The quantity of an area's counts as they stand at `asOf`, with what is still open in the window. */
export function quantityOf(area: AreaCounts, question: QuantityQuestion): { readonly quantity: Quantity; readonly open: number } {
  const { shape } = question
  if (shape.kind === 'group-share') return { quantity: groupShare(area, shape.groups), open: 0 }
  if (shape.kind === 'group-count') return { quantity: { kind: 'count', value: BigInt(countGroups(area, (entries) => entries.met > 0)) }, open: 0 }
  const counts = countsInWindow(area, question)
  switch (shape.kind) {
    case 'share':
      return { quantity: { kind: 'share', numerator: BigInt(counts.met), denominator: BigInt(counts.entered) }, open: counts.open }
    case 'mean-duration':
      return {
        quantity: { kind: 'mean', sumMs: counts.elapsedMs + BigInt(counts.open) * BigInt(question.clock) - counts.openStartMs, count: BigInt(counts.entered) },
        open: counts.open,
      }
    case 'count':
      return { quantity: { kind: 'count', value: BigInt(counts.met) }, open: 0 }
  }
}

type WindowQuestion = Pick<QuantityQuestion, 'window' | 'span' | 'without'>

/** A rolling window is everything without what has left it; one of whole periods is its cohorts. */
function countsInWindow(area: AreaCounts, { window, span, without }: WindowQuestion): Counts {
  const ever = area.sum('', { without, cohorts: span.cohorts })
  return isRolling(window.rule) ? addCounts(ever, negate(area.sum(window.id, { without }))) : ever
}

/** Whether a window holds cases that the calculation's clock cannot measure. */
export function holdsUnmeasured(area: AreaCounts, { window, span }: WindowQuestion): boolean {
  const left = isRolling(window.rule) ? area.sumOfSegment(window.id, 'unheld').entered : 0
  return area.sumOfSegment('', 'unheld', span.cohorts).entered !== left
}

/** Groups named by the list, and those among them all (or any) of whose entries are met; a group without entries is not met. */
function groupShare(area: AreaCounts, rule: 'all' | 'any'): Quantity {
  let listed = 0
  let met = 0
  for (const group of area.everyGroup()) {
    if (group.listed <= 0) continue
    listed++
    if (rule === 'any' ? group.entries.met > 0 : group.entries.entered > 0 && group.entries.met === group.entries.entered) met++
  }
  return { kind: 'share', numerator: BigInt(met), denominator: BigInt(listed) }
}

function countGroups(area: AreaCounts, holds: (entries: Counts) => boolean): number {
  let count = 0
  for (const { entries } of area.everyGroup()) if (holds(entries)) count++
  return count
}
