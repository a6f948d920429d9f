// One value of a record as text: blank is absent, a list or an object is refused.
import { compilePath } from './path.ts'
import { refuse } from './row.ts'
import type { Reader, Row } from './row.ts'

const MAX_TEXT = 200

/** Trimmed text of a value as received; undefined when it is blank. Numbers that lost digits and structures are refused. */
export function cellText(value: unknown, row: Row, field: string, path: string, blanks: ReadonlySet<string>): string | undefined {
  if (typeof value === 'string') {
    const text = value.trim()
    return text === '' || (blanks.size > 0 && blanks.has(text)) ? undefined : text
  }
  if (value === null || value === undefined) return undefined
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number' && (Number.isSafeInteger(value) || (!Number.isInteger(value) && Number.isFinite(value)))) return String(value)
  return refuse(row, { code: 'wrong-type', field, path, value })
}

export function cellReader(path: string, field: string, blanks: ReadonlySet<string>): Reader<string> {
  const valueOf = compilePath(path)
  return (row) => cellText(valueOf(row.record), row, field, path, blanks)
}

/** Keeps a text that every store can hold; at most 200 characters, no control character, no half of a character. */
export function soundText(text: string, row: Row, field: string, path: string): string | undefined {
  if (text.length > MAX_TEXT) return refuse(row, { code: 'too-long', field, path, value: text, detail: String(MAX_TEXT) })
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return refuse(row, { code: 'control-character', field, path, value: text })
    if (code >= 0xd800 && code < 0xe000 && !text.isWellFormed()) return refuse(row, { code: 'unpaired-surrogate', field, path, value: text })
  }
  return text
}
