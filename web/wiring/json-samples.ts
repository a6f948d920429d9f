// What a pushing system will send, pasted by a person: records with every number as it is written, and the fields they have.
import type { Discovery } from '../api/feed-types.ts'

export type Pasted = { readonly ok: true; readonly discovery: Discovery } | { readonly ok: false }

/** Strings stay, numbers become strings: a 20-digit number is still that number. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const MOST_RECORDS = 200
const DEEPEST = 4

/** One object, a list of objects, or one object a line. Never throws. */
export function readPasted(text: string): Pasted {
  const records = recordsOf(text)
  if (records === undefined || records.length === 0) return { ok: false }
  return { ok: true, discovery: { fields: fieldsOf(records).map((path) => ({ path })), samples: records.slice(0, MOST_RECORDS).map((record, index) => ({ position: index + 1, record })) } as Discovery }
}

function recordsOf(text: string): readonly Record<string, unknown>[] | undefined {
  const whole = parse(text)
  const values = whole === undefined ? text.split('\n').filter((line) => line.trim() !== '').map(parse) : Array.isArray(whole) ? whole : [whole]
  return values.every(isRecord) ? values : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`)))
  } catch {
    return undefined
  }
}

/** Top-level keys by name, nested ones as JSON Pointers. */
function fieldsOf(records: readonly Record<string, unknown>[]): readonly string[] {
  const paths = new Set<string>()
  const walk = (value: Record<string, unknown>, parts: readonly string[]): void => {
    for (const [key, one] of Object.entries(value)) {
      const path = [...parts, key]
      if (isRecord(one) && path.length < DEEPEST) walk(one, path)
      else paths.add(path.length === 1 ? key : `/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`)
    }
  }
  for (const record of records) walk(record, [])
  return [...paths]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
