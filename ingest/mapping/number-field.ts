// Counts, sums of durations and printed percentages.
import { cellReader } from './cell.ts'
import { parsePercent, parseWhole } from './exact-number.ts'
import type { Decimal } from './exact-number.ts'
import type { MappingContext } from './mapping-context.ts'
import { refuse } from './row.ts'
import type { Reader } from './row.ts'
import type { FieldNeed } from './text-field.ts'
import type { DurationField, NumberField, PercentField } from './vocabulary.ts'

const FACTORS = { 千: 1_000n, 万: 10_000n, 亿: 100_000_000n } as const
const UNIT_MS = { ms: 1n, s: 1_000n, min: 60_000n, h: 3_600_000n, d: 86_400_000n } as const

export function countReader(spec: NumberField, need: FieldNeed, context: MappingContext): Reader<bigint> {
  const factor = spec.scale === undefined ? 1n : FACTORS[spec.scale]
  const { constant } = spec
  if (constant !== undefined) {
    const number = parseWhole(constant, factor)
    return () => (typeof number === 'string' ? undefined : number)
  }
  return wholeReader(spec.path ?? '', factor, { ...need, required: need.required || spec.empty === 'reject' }, context)
}

/** Milliseconds. */
export function durationReader(spec: DurationField, need: FieldNeed, context: MappingContext): Reader<bigint> {
  return wholeReader(spec.path, UNIT_MS[spec.unit], { ...need, required: need.required || spec.empty === 'reject' }, context)
}

function wholeReader(path: string, factor: bigint, { field, required }: FieldNeed, context: MappingContext): Reader<bigint> {
  const read = cellReader(path, field, context.blanks)
  return (row) => {
    const text = read(row)
    if (text === undefined) return required ? refuse(row, { code: 'missing', field, path }) : undefined
    const number = parseWhole(text, factor)
    return typeof number === 'string' ? refuse(row, { code: number, field, path, value: text }) : number
  }
}

export function percentReader(spec: PercentField, field: string, context: MappingContext): Reader<Decimal> {
  const { path, scale } = spec
  const read = cellReader(path, field, context.blanks)
  return (row) => {
    const text = read(row)
    if (text === undefined) return spec.empty === 'reject' ? refuse(row, { code: 'missing', field, path }) : undefined
    const percent = parsePercent(text, scale)
    return typeof percent === 'string' ? refuse(row, { code: percent, field, path, value: text, detail: scale }) : percent
  }
}
