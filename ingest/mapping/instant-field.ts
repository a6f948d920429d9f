// Instants of a fact, single or as a set, and the version that orders statements about one key.
import type { Instant } from '../../rules/time/instant.ts'
import { cellReader, cellText } from './cell.ts'
import type { MappingContext } from './mapping-context.ts'
import { compileListPath } from './path.ts'
import { refuse } from './row.ts'
import type { Reader, Row } from './row.ts'
import type { FieldNeed } from './text-field.ts'
import type { DateFormat, InstantField, VersionField } from './vocabulary.ts'

/** Clocks of sources may run ahead by this much. */
const TOLERANCE_MS = 5 * 60_000

export interface InstantNeed extends FieldNeed {
  /** Whether the field may lie ahead, such as a due date. */
  readonly mayLieAhead?: boolean
}

type TextToInstant = (text: string, row: Row) => Instant | undefined

function instantOf(path: string, date: DateFormat | undefined, need: InstantNeed, context: MappingContext): TextToInstant {
  const declared = date ?? context.dates
  const parse = context.parserFor(path, declared)
  const { field } = need
  return (text, row) => {
    const instant = parse(text)
    if (typeof instant === 'string') {
      const detail = { 'unreadable-date': declared.format, 'no-such-time': declared.zone ?? context.city.zone.name, 'date-out-of-range': '1970-2100' }[instant]
      return refuse(row, { code: instant, field, path, value: text, detail })
    }
    if (instant > row.now + TOLERANCE_MS && need.mayLieAhead !== true) return refuse(row, { code: 'in-the-future', field, path, value: text })
    return instant
  }
}

export function instantReader(spec: InstantField, need: InstantNeed, context: MappingContext): Reader<Instant> {
  if (spec.received === true) return (row) => row.now
  const { field } = need
  const path = spec.path ?? ''
  const read = cellReader(path, field, context.blanks)
  const toInstant = instantOf(path, spec.date, need, context)
  const mustBeThere = need.required || spec.empty === 'reject'
  return (row) => {
    const text = read(row)
    if (text !== undefined) return toInstant(text, row)
    return mustBeThere ? refuse(row, { code: 'missing', field, path }) : undefined
  }
}

/** All instants of several paths, each once, in their order; undefined when there is none. */
export function instantListReader(specs: readonly InstantField[], need: InstantNeed, context: MappingContext): Reader<readonly Instant[]> {
  const { field } = need
  const readers = specs.map((spec) => {
    const path = spec.path ?? ''
    const valuesOf = compileListPath(path)
    const toInstant = instantOf(path, spec.date, need, context)
    return (row: Row, into: Instant[]): void => {
      const before = into.length
      for (const value of valuesOf(row.record)) {
        const text = cellText(value, row, field, path, context.blanks)
        const instant = text === undefined ? undefined : toInstant(text, row)
        if (instant !== undefined && !into.includes(instant)) into.push(instant)
      }
      if (into.length === before && spec.empty === 'reject') refuse(row, { code: 'missing', field, path })
    }
  })
  return (row) => {
    const instants: Instant[] = []
    for (const read of readers) read(row, instants)
    return instants.length === 0 ? undefined : instants.sort((a, b) => a - b)
  }
}

/** A whole number or a date that grows with every statement about a key. */
export function versionReader(spec: VersionField, context: MappingContext): Reader<number> {
  const need = { field: 'version', required: true }
  if (spec.date !== undefined) return instantReader(spec, need, context)
  const { path } = spec
  const read = cellReader(path, need.field, context.blanks)
  return (row) => {
    const text = read(row)
    if (text === undefined) return refuse(row, { code: 'missing', field: need.field, path })
    if (!/^\d+$/.test(text)) return refuse(row, { code: 'not-an-integer', field: need.field, path, value: text })
    const version = Number(text)
    return Number.isSafeInteger(version) ? version : refuse(row, { code: 'number-out-of-range', field: need.field, path, value: text })
  }
}
