// The fields of records as a mapping names them: top-level keys, and JSON Pointers for what lies deeper.
import type { Sample, SampleRecord, SampleValue } from './sample.ts'

/** Levels of nesting that are looked into; deeper values are shown as one field. */
const DEEPEST = 4
const MOST = 500

/** Every path that leads to a value in some of the samples, in the order in which they are met. */
export function fieldPathsOf(samples: readonly Sample[]): readonly string[] {
  const paths = new Set<string>()
  for (const sample of samples) {
    if ('record' in sample) for (const [key, value] of Object.entries(sample.record)) visit([key], value, paths)
  }
  return [...paths].slice(0, MOST)
}

function visit(path: readonly string[], value: SampleValue, paths: Set<string>): void {
  if (isRecord(value) && Object.keys(value).length > 0 && path.length < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) visit([...path, key], inner, paths)
  } else paths.add(textOf(Array.isArray(value) ? [...path, '*'] : path))
}

function isRecord(value: SampleValue): value is SampleRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(path: readonly string[]): string {
  const [first = ''] = path
  return path.length === 1 && !first.startsWith('/') ? first : path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
