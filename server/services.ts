// What routes work with: handed to the app when it is built, so that a test can hand in its own.
import type { Assessor } from './live/assessor.ts'
import type { Workbench } from './workbench.ts'
import type { CityContext } from './readings/city-context.ts'
import { ProblemError } from './problem.ts'

export interface Services {
  readonly workbench: Workbench
  readonly assessor: Assessor
}

/** The city in force. Throws CityMissingError while there is none. */
export function contextOf(services: Services): CityContext {
  return services.workbench.context
}

/** The code of the area that was asked for, the city when none was. Throws ProblemError 404 for an unknown one. */
export function areaOf(context: CityContext, code: string | undefined): string {
  const area = code ?? context.city.root
  if (context.city.area(area) === undefined) {
    throw new ProblemError(404, `The city file has no area ${area}.`, 'GET /api/v1/city lists the areas and their codes.')
  }
  return area
}
