// Text fields: keys, statuses, groups.
import { cellReader, soundText } from './cell.ts'
import type { MappingContext } from './mapping-context.ts'
import { refuse } from './row.ts'
import type { Reader } from './row.ts'
import type { TextField } from './vocabulary.ts'

export interface FieldNeed {
  readonly field: string
  readonly required: boolean
  /** What the text may be, where that is a closed set. */
  readonly allowed?: ReadonlySet<string> | undefined
}

/** The enumerated, checked text of a field. */
export function textReader(spec: Pick<TextField, 'path' | 'constant' | 'enum' | 'otherwise' | 'empty'>, need: FieldNeed, context: MappingContext): Reader<string> {
  const { constant } = spec
  if (constant !== undefined) return () => constant
  const { field, allowed } = need
  const path = spec.path ?? ''
  const read = cellReader(path, field, context.blanks)
  const listed = spec.enum === undefined ? undefined : new Map(Object.entries(spec.enum))
  const mustBeThere = need.required || spec.empty === 'reject'
  return (row) => {
    const text = read(row)
    if (text === undefined) return mustBeThere ? refuse(row, { code: 'missing', field, path }) : undefined
    if (listed === undefined && allowed === undefined) return soundText(text, row, field, path)
    if (listed === undefined) return allowed?.has(text) === true ? text : refuse(row, { code: 'unlisted-value', field, path, value: text })
    return listed.get(text) ?? spec.otherwise ?? refuse(row, { code: 'unlisted-value', field, path, value: text })
  }
}
