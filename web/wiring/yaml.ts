// Writes a city or feed file as people write it by hand: block style, short maps and lists on one line, quotes only where YAML needs them.

/** What a file is made of. Keys that are undefined are left out. */
export type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml | undefined }

type Fields = readonly (readonly [string, Yaml])[]

/** Wider than this a map or list is written over several lines. */
const LINE = 100
/** Words that YAML would read as something else than text. */
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i
const PLAIN = /^[\p{L}_][\p{L}\p{N}_.()（）/-]*(?: [\p{L}\p{N}_.()（）/-]+)*$/u

/** The text of a whole file, with a line break at its end. */
export function toYaml(file: { readonly [key: string]: Yaml | undefined }): string {
  return `${blockOf(fieldsOf(file), '')}\n`
}

function blockOf(fields: Fields, indent: string): string {
  return fields.map(([key, value]) => `${indent}${scalar(key)}:${valueOf(value, indent)}`).join('\n')
}

/** A value behind its key: on the same line where it is short, below it otherwise. */
function valueOf(value: Yaml, indent: string): string {
  const flat = flow(value)
  if (!isTree(value) || flat.length + indent.length <= LINE) return ` ${flat}`
  if (!isList(value)) return `\n${blockOf(fieldsOf(value), `${indent}  `)}`
  return `\n${value.map((one) => `${indent}- ${itemOf(one, indent)}`).join('\n')}`
}

function itemOf(value: Yaml, indent: string): string {
  const flat = flow(value)
  if (!isTree(value) || isList(value) || flat.length + indent.length <= LINE) return flat
  return blockOf(fieldsOf(value), `${indent}  `).trimStart()
}

function flow(value: Yaml): string {
  if (!isTree(value)) return scalar(value)
  if (isList(value)) return `[${value.map(flow).join(', ')}]`
  return `{${fieldsOf(value).map(([key, one]) => `${scalar(key)}: ${flow(one)}`).join(', ')}}`
}

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value)
  return PLAIN.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value)
}

function fieldsOf(map: { readonly [key: string]: Yaml | undefined }): Fields {
  return Object.entries(map).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))
}

function isTree(value: Yaml): value is readonly Yaml[] | { readonly [key: string]: Yaml | undefined } {
  return typeof value === 'object' && value !== null
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value)
}
