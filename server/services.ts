// What routes work with: handed to the app when it is built, so that a test can hand in its own.
import type { Store } from '../db/open-store.ts'
import type { Model } from '../rules/model/model-schema.ts'
import type { Instant } from '../rules/time/instant.ts'
import type { IntakeService } from '../ingest/intake/intake-service.ts'
import type { Assessor } from './live/assessor.ts'
import type { Bus } from './live/bus.ts'
import type { CityContext } from './readings/city-context.ts'
import { CityMissingError } from './readings/city-context.ts'
import { ProblemError } from './problem.ts'

export interface Services {
  readonly store: Store
  readonly model: Model
  readonly bus: Bus
  readonly assessor: Assessor
  readonly intake: IntakeService
  readonly now: () => Instant
}

/** The city in force. Throws CityMissingError while there is none. */
export function contextOf(services: Services): CityContext {
  const context = services.assessor.context()
  if (context === undefined) throw new CityMissingError()
  return context
}

/** The code of the area that was asked for, the city when none was. Throws ProblemError 404 for an unknown one. */
export function areaOf(context: CityContext, code: string | undefined): string {
  const area = code ?? context.city.root
  if (context.city.area(area) === undefined) {
    throw new ProblemError(404, `The city file has no area ${area}.`, 'GET /api/v1/city lists the areas and their codes.')
  }
  return area
}
