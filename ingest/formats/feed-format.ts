// The format of the files that a feed takes, whichever way they come.
import type { AdapterConfig } from '../adapters/configs.ts'
import type { FileFormat } from './format-schema.ts'
import { hasHeader } from './format-schema.ts'

/** Undefined for a feed that takes no files. */
export function fileFormatOf(adapter: AdapterConfig): FileFormat | undefined {
  switch (adapter.kind) {
    case 'csv-file': {
      const { encoding, delimiter } = adapter
      return { kind: 'csv', encoding, ...(delimiter === undefined ? {} : { delimiter }) }
    }
    case 'file-drop':
    case 'upload':
      return adapter.format
    default:
      return undefined
  }
}

/** Whether a feed's records are rows of a table, whose columns its reader checks once for all of them. */
export function isTable(adapter: AdapterConfig): boolean {
  if (adapter.kind === 'sql-query') return true
  const format = fileFormatOf(adapter)
  return format !== undefined && hasHeader(format)
}
