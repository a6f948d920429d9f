// What a declared format cannot mean, beyond its schema.
import { segmentsOf } from '../mapping/path.ts'
import type { FileFormat, XlsxFormat } from './format-schema.ts'
import { cellPlace } from './xlsx/cell-reference.ts'

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Each a sentence that says what to do. */
export function formatProblems(format: FileFormat): readonly string[] {
  switch (format.kind) {
    case 'zip':
      return formatProblems(format.of)
    case 'xlsx':
      return cellProblems(format)
    case 'json': {
      const forbidden = format.at === undefined ? undefined : segmentsOf(format.at).find((segment) => FORBIDDEN.has(segment))
      return forbidden === undefined ? [] : [`The pointer "${format.at}" reads "${forbidden}", which is not allowed: name another key.`]
    }
    case 'csv':
    case 'ndjson':
      return []
  }
}

function cellProblems({ cells = {}, headerRow = 1 }: XlsxFormat): readonly string[] {
  return Object.entries(cells).flatMap(([name, reference]) => {
    const place = cellPlace(reference)
    if (place === undefined) return [`The cell "${reference}" of "${name}" is none of a sheet: write it as B2.`]
    return place.row < headerRow ? [] : [`The cell "${reference}" of "${name}" must stand above the header, which is in row ${headerRow}: correct "headerRow" or the cell.`]
  })
}
