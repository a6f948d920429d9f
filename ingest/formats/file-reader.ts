// What every reader of a format is given and gives: an open file and what to hold it to, runs of samples in their order.
import type { Sample } from '../samples/sample.ts'
import type { TableRule } from './table-rule.ts'

export interface FileReadOptions {
  readonly signal: AbortSignal
  /** What a table has to be; formats without header leave it to the mapping. */
  readonly table: TableRule
  /** Told the columns of a table before its first row. */
  readonly onHeader?: ((columns: readonly string[]) => void) | undefined
}

/**
 * Samples of one file, in runs as they come. Reaching the end means that the file was read whole. Throws FeedReadError where the file as a whole
 * is not what was agreed (`contract`), is cut short (`incomplete`), or must not be opened (`refused`).
 */
export type SampleRuns = AsyncGenerator<readonly Sample[], void, void>

/** Whether a row is none, by the texts that its feed declares: its first filled cell begins with one of them. */
export function isLeftOut(cells: readonly string[], leaveOut: readonly string[] | undefined): boolean {
  if (leaveOut === undefined) return false
  const first = cells.find((cell) => cell.trim() !== '')?.trim()
  return first !== undefined && leaveOut.some((text) => first.startsWith(text))
}
