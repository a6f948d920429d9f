// Rows to samples: the records' columns by name, texts as they came.
import { rejectionOf } from '../../mapping/rejection.ts'
import type { Sample } from '../../samples/sample.ts'
import type { Row } from './driver.ts'

/** Longest row that is kept, in characters. */
const LONGEST_ROW = 1_048_576
/** Characters of a refused row that are kept. */
const LONGEST_RAW = 4_000
const BROKEN = '\ufffd'

export interface RowShape {
  /** What stands before the position's values, such as the table. */
  readonly label: string
  /** Values before the records' own: those of the position. */
  readonly width: number
  readonly columns: readonly string[]
  readonly mayHoldBrokenText: boolean
}

export function toSample(row: Row, { label, width, columns, mayHoldBrokenText }: RowShape): Sample {
  const position = `${label} ${row.slice(0, width).map((text) => text ?? 'null').join(' ')}`.slice(0, 200)
  const record: Record<string, string | null> = Object.create(null)
  let length = 0
  let isBroken = false
  for (let at = 0; at < columns.length; at++) {
    const text = row[width + at] ?? null
    length += text?.length ?? 0
    isBroken ||= mayHoldBrokenText && text !== null && text.includes(BROKEN)
    record[columns[at] ?? ''] = text
  }
  if (length <= LONGEST_ROW && !isBroken) return { position, record }
  const raw = row.slice(width).map((text) => text?.slice(0, LONGEST_RAW) ?? 'null').join(' | ').replaceAll('\u0000', '\\u0000').slice(0, LONGEST_RAW).toWellFormed()
  const fault = isBroken ? ({ code: 'unreadable-bytes', field: 'record', detail: 'UTF-8' } as const) : ({ code: 'too-long', field: 'record', detail: String(LONGEST_ROW) } as const)
  return { position, raw, rejection: rejectionOf({ ...fault, value: raw }) }
}
