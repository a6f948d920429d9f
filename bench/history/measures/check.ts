// Every value of ours against plain SQL over the raw cases: a measure of something that is wrong would be worth nothing.
import { valuesOfArea, type ValueInputs } from '../../../rules/values/values-of-area.ts'
import type { Value } from '../../../rules/values/value.ts'
import { answerOf, differencesOf, type Answer } from '../raw/answer.ts'

/** All values of these areas. */
export const valuesOf = (inputs: ValueInputs, areas: readonly string[]): readonly Value[] => areas.flatMap((area) => valuesOfArea(inputs, area))

/** The number of values that are not nothing. Throws with the first differences unless all are equal. */
export function requireEqual(values: readonly Value[], raw: Answer, what: string): number {
  const ours = answerOf(values)
  const differences = differencesOf(ours, raw)
  if (differences.length > 0) throw new Error(`${what} differs from plain SQL over the raw cases:\n  ${differences.join('\n  ')}`)
  return ours.size
}
