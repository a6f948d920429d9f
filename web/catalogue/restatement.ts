// What a value was taken to be when its day was over, where another figure is printed for it now (追溯修订).
import type { Counts, Display, Value, ValueState } from '../api/types.ts'

export type Restatement = Counts & { readonly state: ValueState; readonly display: Display }

const NO_FIGURE = '—'
/** The others have nothing to count: a zero of theirs is no figure. */
const FIGURES: readonly ValueState[] = ['ok', 'insufficient-sample', 'stale']

/** Undefined where the printed figure is still the same, and where there was none: history that was told afterwards revises nothing. */
export function restatementOf(value: Value | undefined): Restatement | undefined {
  const restated = value?.restated
  if (value === undefined || restated === undefined) return undefined
  const figure = (state: ValueState, { text }: Display): boolean => FIGURES.includes(state) && text !== '' && text !== NO_FIGURE
  return figure(restated.state, restated.display) && figure(value.state, value.display) && restated.display.text !== value.display.text ? restated : undefined
}
