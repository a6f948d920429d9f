// Which of an indicator's values a caller means: one population in one window.
import { ruleOf } from '../../rules/edges/plan.ts'
import { getCalculation, getWindow } from '../../rules/model/lookup.ts'
import { isCaseCalculation } from '../../rules/model/measure-schema.ts'
import type { Indicator } from '../../rules/model/requirement-schema.ts'
import { hasClock } from '../../rules/edges/plan.ts'
import { spanOf } from '../../rules/time/windows.ts'
import type { ValueQuestion } from '../../rules/values/values-of-area.ts'
import { ProblemError } from '../problem.ts'
import type { CityContext } from './city-context.ts'

/** A value of an indicator, and whether the model judges it. */
export interface ChosenValue extends ValueQuestion {
  readonly judged: boolean
}

/** The whole population when none is named; the judged window, or the first of one that is never judged. Throws ProblemError 400 for what is not declared, or not by this city. */
export function chosenValue({ model, city }: CityContext, indicator: Indicator, asked: { readonly population?: string | undefined; readonly window?: string | undefined }): ChosenValue {
  const calculation = getCalculation(model, indicator.calculation)
  const population = asked.population ?? 'all'
  const window = calculation.windows.find(({ id, judged }) => (asked.window === undefined ? judged : id === asked.window)) ?? (asked.window === undefined ? calculation.windows[0] : undefined)
  if (!calculation.populations.some(({ id }) => id === population)) throw new ProblemError(400, `${calculation.id} has no population ${population}.`, `Use ${calculation.populations.map(({ id }) => id).join(' or ')}.`)
  if (window === undefined) throw new ProblemError(400, `${calculation.id} has no window ${asked.window ?? ''}.`, `Use ${calculation.windows.map(({ id }) => id).join(' or ')}.`)
  if (spanOf(ruleOf(getWindow(model, window.id)), 0, city) === undefined) throw new ProblemError(400, `The city has no periods for the window ${window.id}.`, 'Name its 考核周期 in the city file (assessment), or ask for another window.')
  if (isCaseCalculation(calculation) && !hasClock(calculation, city)) throw new ProblemError(400, `${calculation.id} counts working time, and the city lists no working days.`, 'Add a working calendar to the city file.')
  return { indicator, population, window: window.id, judged: window.judged }
}
