// Yes-or-no fields, and the filter that leaves out what is not of the feed.
import { cellReader, cellText } from './cell.ts'
import type { MappingContext } from './mapping-context.ts'
import { compilePath } from './path.ts'
import { refuse } from './row.ts'
import type { Reader, Row } from './row.ts'
import type { FieldNeed } from './text-field.ts'
import type { FilterTest, FlagField } from './vocabulary.ts'

export function flagReader(spec: FlagField, need: FieldNeed, context: MappingContext): Reader<boolean> {
  const { constant } = spec
  if (constant !== undefined) return () => constant
  const { field } = need
  const path = spec.path ?? ''
  const read = cellReader(path, field, context.blanks)
  const judge = flagTest(spec)
  const mustBeThere = need.required || spec.empty === 'reject'
  return (row) => {
    const text = read(row)
    if (text === undefined) return mustBeThere ? refuse(row, { code: 'missing', field, path }) : undefined
    return judge(text) ?? refuse(row, { code: spec.enum === undefined ? 'not-a-flag' : 'unlisted-value', field, path, value: text })
  }
}

function flagTest(spec: FlagField): (text: string) => boolean | undefined {
  const trueTexts = spec.equals === undefined ? spec.in : [spec.equals]
  if (trueTexts !== undefined) {
    const isTrue = new Set(trueTexts)
    return (text) => isTrue.has(text)
  }
  const listed = new Map<string, boolean>(spec.enum === undefined ? [['true', true], ['false', false]] : Object.entries(spec.enum))
  return (text) => listed.get(text) ?? spec.otherwise
}

/** Whether a record passes every test. A blank value equals nothing and is in no list. */
export function compileFilter(tests: readonly FilterTest[], context: MappingContext): (row: Row) => boolean {
  const compiled = tests.map((test) => {
    const valueOf = compilePath(test.path)
    const wanted = new Set(test.equals === undefined ? (test.in ?? test['not-in']) : [test.equals])
    const passesWhenListed = test['not-in'] === undefined
    return (row: Row): boolean => {
      const value = valueOf(row.record)
      const text = typeof value === 'object' ? undefined : cellText(value, row, 'filter', test.path, context.blanks)
      return (text !== undefined && wanted.has(text)) === passesWhenListed
    }
  })
  return (row) => compiled.every((passes) => passes(row))
}
