// Why a model file was refused: every problem with the line at fault.
import { formatProblem, type Problem } from '../city/yaml-file.ts'

/** The message holds all problems, one per line, each `file:line: what is wrong and what to do`. */
export class ModelError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line)
    super(sorted.map(formatProblem).join('\n'))
    this.name = 'ModelError'
    this.problems = sorted
  }
}
