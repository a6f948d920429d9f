// Raw records to cells: decoded strictly and row by row, so that what cannot be read costs one row.
import { TextDecoder } from 'node:util'
import { rejectionOf } from '../../mapping/rejection.ts'
import type { Fault, Rejection } from '../../mapping/rejection.ts'
import { MAX_RECORD } from './record-splitter.ts'
import type { RawRecord } from './record-splitter.ts'
import { PairDecoder } from '../text/gb18030-pairs.ts'
import { splitQuoted } from './split-cells.ts'

export type Row =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly raw: string; readonly rejection: Rejection }

/** Characters of a refused row that are kept. */
const MAX_RAW = 4_000

export class CellReader {
  private readonly delimiter: string
  private readonly encoding: 'utf-8' | 'gb18030'
  private readonly strict: TextDecoder
  private readonly pairs: PairDecoder | undefined

  constructor(options: { readonly delimiter: string; readonly encoding: 'utf-8' | 'gb18030' }) {
    this.delimiter = options.delimiter
    this.encoding = options.encoding
    this.strict = new TextDecoder(options.encoding, { fatal: true, ignoreBOM: true })
    this.pairs = options.encoding === 'gb18030' ? new PairDecoder() : undefined
  }

  read(record: RawRecord): Row {
    const { line, bytes, state } = record
    if (state === 'broken-quotes') return this.refused(record, { code: 'broken-quotes', field: 'record' })
    if (state === 'too-long') return this.refused(record, { code: 'too-long', field: 'record', detail: String(MAX_RECORD) })
    let text: string
    try {
      text = this.pairs?.decode(bytes) ?? this.strict.decode(bytes)
    } catch {
      return this.refused(record, { code: 'unreadable-bytes', field: 'record', detail: this.encoding })
    }
    if (text.includes('\u0000')) return this.refused(record, { code: 'control-character', field: 'record' })
    if (state === 'plain') return { line, cells: text.split(this.delimiter) }
    const cells = splitQuoted(text, this.delimiter)
    return cells === undefined ? this.refused(record, { code: 'broken-quotes', field: 'record' }) : { line, cells }
  }

  /** What is left of a row: decoded as far as possible, NUL and its like written as escapes. */
  private refused({ line, bytes }: RawRecord, fault: Fault): Row {
    const text = new TextDecoder(this.encoding).decode(bytes.subarray(0, MAX_RAW))
    const raw = text.replaceAll('\u0000', '\\u0000').toWellFormed()
    return { line, raw, rejection: rejectionOf({ ...fault, value: raw }) }
  }
}
