// Whether each field of a mapping says one thing: one source, tests that fit together, paths and dates that can be read.
import { dateProblem } from '../mapping/date-format.ts'
import { parseWhole } from '../mapping/exact-number.ts'
import type { FeedMapping } from '../mapping/mapping-schema.ts'
import { pathProblem } from '../mapping/path.ts'
import type { DateFormat } from '../mapping/vocabulary.ts'
import { pointerTo } from '../../rules/city/yaml-file.ts'
import type { FeedFlaw } from './feed-flaw.ts'

const LISTS: ReadonlySet<string> = new Set(['closedAt', 'reopenedAt'])
const FLAGS: ReadonlySet<string> = new Set(['withdrawn', 'cancelled', 'directAnswer', 'complex', 'online'])
const NUMBERS: ReadonlySet<string> = new Set(['numerator', 'denominator', 'count', 'value'])
const NOT_FIELDS: ReadonlySet<string> = new Set(['fact', 'filter', 'dates', 'blanks'])

/** Any field's declaration: what the vocabulary allows, all optional. */
export interface FieldSpec {
  readonly path?: string
  readonly constant?: string | boolean
  readonly received?: true
  readonly date?: DateFormat
  readonly enum?: Readonly<Record<string, unknown>>
  readonly otherwise?: unknown
  readonly equals?: string
  readonly in?: readonly string[]
  readonly 'not-in'?: readonly string[]
}

export interface PlacedField {
  readonly at: string
  readonly name: string
  readonly spec: FieldSpec
}

/** Every field of a mapping with its place in the file; list fields give one for each of their paths. */
export function fieldsOf(mapping: FeedMapping): readonly PlacedField[] {
  return Object.entries(mapping).flatMap(([name, declared]): readonly PlacedField[] => {
    if (NOT_FIELDS.has(name)) return []
    const at = pointerTo('/mapping', name)
    const specs: readonly FieldSpec[] = Array.isArray(declared) ? declared : [declared]
    return specs.map((spec, index) => ({ at: Array.isArray(declared) ? pointerTo(at, index) : at, name, spec }))
  })
}

export function fieldProblems(mapping: FeedMapping): readonly FeedFlaw[] {
  const flaws = fieldsOf(mapping).flatMap(oneFieldProblems)
  for (const [index, test] of (mapping.filter ?? []).entries()) {
    const at = `/mapping/filter/${index}`
    const problem = pathProblem(test.path, 'single')
    if (problem !== undefined) flaws.push({ at: `${at}/path`, message: problem })
    const tests = [test.equals, test.in, test['not-in']].filter((wanted) => wanted !== undefined)
    if (tests.length !== 1) flaws.push({ at, message: 'A filter makes one test: write "equals", "in" or "not-in".' })
  }
  const dates = mapping.dates === undefined ? undefined : dateProblem(mapping.dates)
  if (dates !== undefined) flaws.push({ at: '/mapping/dates/format', message: dates })
  return flaws
}

function oneFieldProblems({ at, name, spec }: PlacedField): FeedFlaw[] {
  const flaws: FeedFlaw[] = []
  const report = (message: string, key?: string): void => void flaws.push({ at: key === undefined ? at : pointerTo(at, key), message })
  const sources = [spec.path, spec.constant, spec.received].filter((source) => source !== undefined)
  if (sources.length !== 1) report(`"${name}" must come from one place: write ${FLAGS.has(name) || NUMBERS.has(name) ? '"path" or "constant"' : '"path" (or what else its kind allows)'}, and only one.`)
  if (spec.received === true && name !== 'observedAt') report('"received" is for observedAt only: the moment of receipt says nothing about the case.', 'received')
  const path = spec.path === undefined ? undefined : pathProblem(spec.path, LISTS.has(name) ? 'list' : 'single')
  if (path !== undefined) report(path, 'path')
  const date = spec.date === undefined ? undefined : dateProblem(spec.date)
  if (date !== undefined) report(date, 'date')
  if (spec.otherwise !== undefined && spec.enum === undefined) report(`"otherwise" belongs to an "enum": list the known values of "${name}" first.`, 'otherwise')
  if (spec.enum !== undefined && Object.keys(spec.enum).length === 0) report(`The "enum" of "${name}" lists nothing: add the source's values.`, 'enum')
  if (spec.constant !== undefined && spec.enum !== undefined) report(`"${name}" is a constant: leave "enum" out.`, 'enum')
  const tests = [spec.equals, spec.in, spec.enum].filter((test) => test !== undefined)
  if (FLAGS.has(name) && tests.length > 1) report(`"${name}" makes more than one test: write "equals", "in" or "enum".`)
  if (NUMBERS.has(name) && typeof spec.constant === 'string' && typeof parseWhole(spec.constant, 1n) === 'string') report(`The constant "${spec.constant}" of "${name}" is not a whole number.`, 'constant')
  return flaws
}
