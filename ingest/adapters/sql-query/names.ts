// Names of tables and columns: letters of any script, digits and a few signs; they are quoted all the same.
import type { Driver } from './driver.ts'

/** Signs that names of real tables have; no quote, point, backslash, semicolon or control character. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_$# ()（）/%-]*$/u

/** What is wrong with a name, or undefined. */
export function nameProblem(name: string, { longestName: { of, most } }: Pick<Driver, 'longestName'>): string | undefined {
  if (!NAME.test(name) || name.endsWith(' ') || name.includes('--')) return `"${name.slice(0, 60)}" is no name of a table or column that can be read: letters, digits, _ $ # - / % ( ) and spaces inside are; write a query that gives another one a plain name.`
  const length = of === 'bytes' ? Buffer.byteLength(name) : [...name].length
  return length > most ? `The name "${name.slice(0, 60)}" has more than ${most} ${of}, so the database cannot have it: correct it.` : undefined
}

/** A table's name in its parts, schema first where there is one. */
export const partsOf = (table: string): readonly string[] => table.split('.')
