// Writes JSON in which big whole numbers keep every digit.

/** What can be written: `undefined` members are left out, bigints become JSON numbers. */
export type Writable = null | undefined | boolean | number | string | bigint | readonly Writable[] | { readonly [key: string]: Writable }

/** JSON text; `indent` 0 writes one line. Throws RangeError for NaN and infinity, which JSON cannot say. */
export function stringifyExact(value: Writable, indent = 0): string {
  return write(value, indent, '')
}

function write(value: Writable, indent: number, margin: string): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} cannot be written as JSON: leave the value out.`)
  if (typeof value !== 'object') return JSON.stringify(value)
  const inner = margin + ' '.repeat(indent)
  const colon = indent === 0 ? ':' : ': '
  const parts = isList(value)
    ? value.map((entry) => write(entry, indent, inner))
    : Object.entries(value).filter(([, member]) => member !== undefined).map(([key, member]) => JSON.stringify(key) + colon + write(member, indent, inner))
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  return indent === 0 ? open + parts.join(',') + close : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`
}

function isList(value: readonly Writable[] | { readonly [key: string]: Writable }): value is readonly Writable[] {
  return Array.isArray(value)
}
