// The sample of a dead letter as it may be mapped again: what was received, on the day on which it was.
import type { DeadLetter, Refusal } from '../../db/feeds/dead-letters.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { refusalOf } from '../intake/letter.ts'
import type { Mapping } from '../mapping/compile-mapping.ts'
import { segmentsOf } from '../mapping/path.ts'
import type { SampleRecord, SampleValue } from '../samples/sample.ts'

/** What a mapping makes of a letter's original. An original that could not be read, or not be kept as it was received, stays refused for the reason it has. */
export type Outcome =
  | { readonly outcome: 'fact'; readonly fact: Fact }
  | { readonly outcome: 'filtered' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

/** Maps the original as if the mapping had been in force when it came: "now" is its receipt. */
export function mapOriginal(mapping: Mapping, letter: DeadLetter, record = originalOf(letter)): Outcome {
  if (record === undefined) return { outcome: 'refused', refusal: letter }
  const mapped = mapping(record, { now: letter.recordedAt })
  switch (mapped.outcome) {
    case 'fact':
      return { outcome: 'fact', fact: mapped.fact }
    case 'filtered':
      return { outcome: 'filtered' }
    case 'rejected':
      return { outcome: 'refused', refusal: refusalOf(mapped.rejection) }
  }
}

/**
 * The record as it was received, with what its bureau has corrected since; undefined where only its remains are kept, or where characters had to be replaced
 * that nobody has corrected.
 */
export function originalOf({ sample, altered, answer }: Pick<DeadLetter, 'sample' | 'altered' | 'answer'>, corrections: Corrections = answer?.corrections ?? {}): SampleRecord | undefined {
  const record = Object.entries(corrections).reduce((one, [path, text]) => one && corrected(one, segmentsOf(path), text), recordOf(sample))
  return record === undefined || (altered && REPLACED.test(JSON.stringify(record))) ? undefined : record
}

/** A kept sample as a record, whether or not characters were replaced in it; undefined where only remains are kept. */
export function recordOf(sample: unknown): SampleRecord | undefined {
  const value = valueOf(sample)
  return isRecord(value) ? value : undefined
}

/** Values by column or JSON Pointer. */
export type Corrections = Readonly<Record<string, string>>

/** What stands for characters that no store can hold. */
const REPLACED = /[\u2400\ufffd]/

/** The record with another text at a path; undefined where the path leads nowhere or to several places. */
function corrected(record: SampleRecord, [name, ...rest]: readonly string[], text: string): SampleRecord | undefined {
  if (name === undefined || name === '*') return undefined
  const changed: { [key: string]: SampleValue } = Object.assign(Object.create(null), record)
  if (rest.length === 0) {
    changed[name] = text
    return changed
  }
  const inner = record[name]
  const part = Array.isArray(inner) ? correctedList(inner, rest, text) : inner !== undefined && isRecord(inner) ? corrected(inner, rest, text) : undefined
  if (part === undefined) return undefined
  changed[name] = part
  return changed
}

function correctedList(list: readonly SampleValue[], [place, ...rest]: readonly string[], text: string): readonly SampleValue[] | undefined {
  const index = Number(place)
  const inner = list[index]
  if (inner === undefined || String(index) !== place) return undefined
  const part = rest.length === 0 ? text : isRecord(inner) ? corrected(inner, rest, text) : undefined
  return part === undefined ? undefined : list.with(index, part)
}

const isRecord = (value: SampleValue): value is SampleRecord => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Records have a null prototype, as adapters hand them over. */
function valueOf(value: unknown): SampleValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(valueOf)
  if (typeof value !== 'object') return String(value)
  const record: { [name: string]: SampleValue } = Object.create(null)
  for (const [name, part] of Object.entries(value)) record[name] = valueOf(part)
  return record
}
