// Raw records to cells: decoded strictly, a whole run at once where all is well, row by row where something is not.
import { TextDecoder } from 'node:util'
import { rejectionOf } from '../../mapping/rejection.ts'
import type { Fault, Rejection } from '../../mapping/rejection.ts'
import { MAX_RECORD } from './record-splitter.ts'
import type { RawRecord } from './record-splitter.ts'
import { splitQuoted } from './split-cells.ts'

export type Row =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly raw: string; readonly rejection: Rejection }

/** Characters of a refused row that are kept. */
const MAX_RAW = 4_000
/** Records that are decoded at once: each call of the decoder costs, and a cell holds on to the text that it is cut from. */
const RUN = 64
const NUL = '\u0000'

export class CellReader {
  private readonly delimiter: string
  private readonly encoding: 'utf-8' | 'gb18030'
  private readonly strict: TextDecoder
  /** Where the bytes of a run are put together, again and again. */
  private joined = Buffer.alloc(0)

  constructor(options: { readonly delimiter: string; readonly encoding: 'utf-8' | 'gb18030' }) {
    this.delimiter = options.delimiter
    this.encoding = options.encoding
    this.strict = new TextDecoder(options.encoding, { fatal: true, ignoreBOM: true })
  }

  /** One row for each record, in their order. */
  read(records: readonly RawRecord[]): readonly Row[] {
    const rows: Row[] = []
    for (let from = 0; from < records.length; from += RUN) {
      const run = records.slice(from, from + RUN)
      const texts = this.textsOf(run)
      for (const [index, record] of run.entries()) rows.push(this.rowOf(record, texts?.[index]))
    }
    return rows
  }

  /** The texts of records where all of them are sound. A NUL, which no sound record holds, stands between two. */
  private textsOf(run: readonly RawRecord[]): readonly string[] | undefined {
    if (run.some(({ state }) => state === 'broken-quotes' || state === 'too-long')) return undefined
    const length = run.reduce((sum, { bytes }) => sum + bytes.length + 1, 0)
    if (this.joined.length < length) this.joined = Buffer.alloc(length)
    let at = 0
    for (const { bytes } of run) {
      this.joined.set(bytes, at)
      at += bytes.length
      this.joined[at++] = 0
    }
    const texts = this.decode(this.joined.subarray(0, length - 1))?.split(NUL)
    return texts?.length === run.length ? texts : undefined
  }

  private decode(bytes: Uint8Array): string | undefined {
    try {
      return this.strict.decode(bytes)
    } catch {
      return undefined
    }
  }

  private rowOf(record: RawRecord, sound: string | undefined): Row {
    const { line, bytes, state } = record
    if (state === 'broken-quotes') return this.refused(record, { code: 'broken-quotes', field: 'record' })
    if (state === 'too-long') return this.refused(record, { code: 'too-long', field: 'record', detail: String(MAX_RECORD) })
    const text = sound ?? this.decode(bytes)
    if (text === undefined) return this.refused(record, { code: 'unreadable-bytes', field: 'record', detail: this.encoding })
    if (text.includes(NUL)) return this.refused(record, { code: 'control-character', field: 'record' })
    if (state === 'plain') return { line, cells: text.split(this.delimiter) }
    const cells = splitQuoted(text, this.delimiter)
    return cells === undefined ? this.refused(record, { code: 'broken-quotes', field: 'record' }) : { line, cells }
  }

  /** What is left of a row: decoded as far as possible, NUL and its like written as escapes. */
  private refused({ line, bytes }: RawRecord, fault: Fault): Row {
    const text = new TextDecoder(this.encoding).decode(bytes.subarray(0, MAX_RAW))
    const raw = text.replaceAll(NUL, '\\u0000').toWellFormed()
    return { line, raw, rejection: rejectionOf({ ...fault, value: raw }) }
  }
}
