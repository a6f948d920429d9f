// What the processes of a storm have put down: the writers every delivery that they tried and every one that was acknowledged, the readers what they were told.
import { readFileSync } from 'node:fs'
import type { IntakeResult } from '../../ingest/intake/intake.ts'
import type { Configuration } from './city.ts'

/** A delivery that was acknowledged, with the counts of each of its parts. */
export interface Acknowledged {
  readonly number: number
  readonly counts: readonly IntakeResult[]
}

/** A reading of the past that could not change any more, by the digest of its totals. */
export interface Reading {
  readonly knownAt: number
  readonly asOf: number
  readonly digest: string
  readonly configuration: Configuration
}

/** A process may die in the middle of a line; that line says nothing. */
function linesOf(text: string): readonly object[] {
  return text.split('\n').flatMap((line): readonly object[] => {
    try {
      const read: unknown = JSON.parse(line)
      return typeof read === 'object' && read !== null ? [read] : []
    } catch {
      return []
    }
  })
}

const isAcknowledged = (line: object): line is Acknowledged => 'number' in line && 'counts' in line
const isTry = (line: object): line is { readonly tries: number } => 'tries' in line
const isReading = (line: object): line is Reading => 'knownAt' in line

export const acknowledgedIn = (text: string): readonly Acknowledged[] => linesOf(text).filter(isAcknowledged)

/** How often each delivery was tried. */
export const triesIn = (text: string): ReadonlyMap<number, number> =>
  linesOf(text).filter(isTry).reduce((tries, { tries: number }) => tries.set(number, (tries.get(number) ?? 0) + 1), new Map<number, number>())

export const readingsIn = (file: string): readonly Reading[] => linesOf(readFileSync(file, 'utf8')).filter(isReading)
