// What routes work with: handed to the app when it is built, so that a test can hand in its own.
import type { DemoExit } from './demo/demo-exit.ts'
import type { FeedRunner } from './jobs/feed-runner.ts'
import type { Leadership } from './jobs/leadership.ts'
import type { Assessor } from './live/assessor.ts'
import type { Workbench } from './workbench.ts'
import type { CityContext } from './readings/city-context.ts'
import { findIndicator } from '../rules/model/lookup.ts'
import type { Indicator } from '../rules/model/requirement-schema.ts'
import { ProblemError } from './problem.ts'
import type { Roles } from './roles.ts'

export interface Services {
  readonly workbench: Workbench
  /** Undefined in a process that only takes deliveries. */
  readonly assessor: Assessor | undefined
  /** What this process does; everything when left out. */
  readonly roles?: Roles
  /** Whether this process records and runs jobs; left out where it never does. */
  readonly leadership?: Pick<Leadership, 'lease'> | undefined
  /** Reads the feeds; left out where this process does not. What is asked of a feed reaches the process that does through the store. */
  readonly runner?: Pick<FeedRunner, 'wake'> | undefined
  /** The way out of the demonstration, where one is served that can be left. */
  readonly demoExit?: DemoExit | undefined
}

/** The live reading. Throws ProblemError 503 in a process that keeps none. */
export function assessorOf({ assessor }: Services): Assessor {
  if (assessor === undefined) throw new ProblemError(503, 'This process keeps no live reading.', 'Ask a process that was started with --role server.')
  return assessor
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

/** The indicator of an id or code. Throws ProblemError 404 for an unknown one. */
export function indicatorOf({ model }: CityContext, code: string): Indicator {
  const indicator = findIndicator(model, code)
  if (indicator === undefined) throw new ProblemError(404, `The model has no indicator ${code}.`, 'GET /api/v1/model lists the indicators and their codes.')
  return indicator
}
