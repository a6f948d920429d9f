// The fields that records have, as a mapping names them, for whoever wires a source of nested records.
import type { Sample, SampleValue } from './sample.ts'

export interface RecordField {
  /** A key, or a JSON Pointer for a nested value; `*` stands for every element of a list. */
  readonly path: string
}

/** More than anybody wires by hand. */
const MOST_FIELDS = 500

/** Every field that any of the samples has, in the order in which they are met. */
export function fieldsOf(samples: readonly Sample[]): readonly RecordField[] {
  const paths = new Set<string>()
  const visit = (value: SampleValue | undefined, segments: readonly string[]): void => {
    if (paths.size >= MOST_FIELDS) return
    if (Array.isArray(value)) {
      // Of lists in lists a mapping reads nothing.
      if (segments.includes('*')) return
      for (const element of value.length === 0 ? [null] : value) visit(element, [...segments, '*'])
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) visit(member, [...segments, key])
    } else paths.add(pathOf(segments))
  }
  for (const sample of samples) if ('record' in sample) visit(sample.record, [])
  return [...paths].map((path) => ({ path }))
}

const pathOf = (segments: readonly string[]): string => {
  const [first = ''] = segments
  return segments.length === 1 && !first.startsWith('/') ? first : segments.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
