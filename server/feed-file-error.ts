// A feed file that cannot be used, with everything that is wrong with it.
import type { Problem } from '../rules/city/yaml-file.ts'
import { formatProblem } from '../rules/city/yaml-file.ts'

/** A feed file that cannot be used; the message lists every problem with its line. */
export class FeedFileError extends Error {
  override readonly name = 'FeedFileError'
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'))
    this.problems = problems
  }
}
