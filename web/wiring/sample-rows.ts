// Samples as a table shows them: the text at a column or JSON Pointer of each row.
import type { Discovery } from '../api/feed-types.ts'

export type ShownSample = Discovery['samples'][number]

/** The value of a record at a column name or a JSON Pointer; undefined where there is none. */
export function valueAt(record: Readonly<Record<string, unknown>>, path: string): unknown {
  if (!path.startsWith('/')) return record[path]
  let found: unknown = record
  for (const part of path.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (name === '*') return Array.isArray(found) ? found : undefined
    found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
  }
  return found
}

/** What a cell prints: texts as they are, nothing for null, the rest as JSON. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A date pattern in words: MM/dd/yyyy becomes 月/日/年. */
export function datePatternWords(format: string, names: Readonly<Record<DatePart, string>>): string {
  return format.replace(/yyyy|MM?|dd?|HH?|hh?|mm?|ss?|S+|a/g, (token) => names[PARTS[token.charAt(0)] ?? 'year'])
}
export type DatePart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'half'
const PARTS: Readonly<Record<string, DatePart>> = { y: 'year', M: 'month', d: 'day', H: 'hour', h: 'hour', m: 'minute', s: 'second', S: 'fraction', a: 'half' }
