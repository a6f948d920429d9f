// Paths into a record, compiled once: a column name, or a JSON Pointer whose "*" stands for every element of an array.

/** A record as paths see it. */
export type Fields = Readonly<Record<string, unknown>>

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** The segments of a path; a text that does not begin with "/" is one column name. */
export function segmentsOf(path: string): readonly string[] {
  if (!path.startsWith('/')) return [path]
  return path.slice(1).split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What is wrong with a path, or undefined. */
export function pathProblem(path: string, allowed: 'single' | 'list'): string | undefined {
  const segments = segmentsOf(path)
  const forbidden = segments.find((segment) => FORBIDDEN.has(segment))
  if (forbidden !== undefined) return `The path "${path}" reads "${forbidden}", which is not allowed: name another key.`
  if (path.startsWith('/') && /~(?![01])/.test(path)) return `The path "${path}" is not a JSON Pointer: write "~" as "~0" and "/" inside a key as "~1".`
  const wildcards = path.startsWith('/') ? segments.filter((segment) => segment === '*').length : 0
  if (wildcards > 0 && allowed === 'single') return `The path "${path}" names many values: "*" is for list fields (closedAt, reopenedAt) only.`
  return wildcards > 1 ? `The path "${path}" has more than one "*": one is allowed.` : undefined
}

/** The value at the path, or undefined. Reads own properties only. */
export function compilePath(path: string): (record: Fields) => unknown {
  const segments = segmentsOf(path)
  const [first] = segments
  if (segments.length === 1 && first !== undefined) {
    return (record) => {
      const value = record[first]
      // No prototype holds a text, so a text needs no further look.
      return typeof value === 'string' || Object.hasOwn(record, first) ? value : undefined
    }
  }
  return (record) => segments.reduce<unknown>(ownValue, record)
}

/** Every value at a path that may hold one "*". */
export function compileListPath(path: string): (record: Fields) => readonly unknown[] {
  const segments = segmentsOf(path)
  const star = path.startsWith('/') ? segments.indexOf('*') : -1
  if (star < 0) {
    const single = compilePath(path)
    return (record) => [single(record)]
  }
  const before = segments.slice(0, star)
  const after = segments.slice(star + 1)
  return (record) => {
    const list = before.reduce<unknown>(ownValue, record)
    return Array.isArray(list) ? list.map((item: unknown) => after.reduce<unknown>(ownValue, item)) : [list]
  }
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Reflect.get(value, key)
}
