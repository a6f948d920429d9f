// Cuts a stream of bytes into CSV records before anything is decoded, so that a bad character or quote costs one row and no other.
// In UTF-8 and GB18030 the bytes of newline and quote never occur inside a character.
import { Carry } from '../text/carry.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22

/** Longest record that is kept, in bytes. */
export const MAX_RECORD = 1_048_576

export interface RawRecord {
  /** Line of the file at which the record begins, from 1. */
  readonly line: number
  /** Without the line end. */
  readonly bytes: Uint8Array
  readonly state: 'plain' | 'quoted' | 'broken-quotes' | 'too-long'
}

export interface SplitterOptions {
  /** One ASCII byte. */
  readonly delimiter: number
  readonly encoding: 'utf-8' | 'gb18030'
}

type Scan = { readonly state: 'quoted' | 'broken'; readonly newline: number } | { readonly state: 'unfinished' }

/** Records of the bytes given so far, which hold until more are given; `finish` gives what is left. Empty lines are passed over. */
export class RecordSplitter {
  private readonly options: SplitterOptions
  private readonly carry = new Carry()
  private line = 1
  private isSkipping = false

  constructor(options: SplitterOptions) {
    this.options = options
  }

  push(chunk: Uint8Array): readonly RawRecord[] {
    return this.cut(this.carry.add(chunk), false)
  }

  finish(): readonly RawRecord[] {
    return this.cut(this.carry.rest, true)
  }

  private cut(bytes: Uint8Array, isLast: boolean): readonly RawRecord[] {
    const records: RawRecord[] = []
    const emit = (start: number, end: number, state: RawRecord['state']): void => {
      const until = end > start && bytes[end - 1] === RETURN ? end - 1 : end
      if (until > start) records.push({ line: this.line, bytes: bytes.subarray(start, until), state })
    }
    let start = 0
    let quote = bytes.indexOf(QUOTE)
    while (start < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, start)
      if (newline < 0 && !isLast && bytes.length - start <= MAX_RECORD) break
      const end = newline < 0 ? bytes.length : newline
      if (this.isSkipping || end - start > MAX_RECORD) {
        if (!this.isSkipping) emit(start, start + MAX_RECORD, 'too-long')
        this.isSkipping = newline < 0
        this.line += newline < 0 ? 0 : 1
        start = end + 1
        continue
      }
      while (quote >= 0 && quote < start) quote = bytes.indexOf(QUOTE, start)
      if (quote < 0 || quote > end) {
        emit(start, end, 'plain')
        this.line += 1
        start = end + 1
        continue
      }
      const scan = this.scan(bytes, start)
      const isOpen = scan.state === 'unfinished' || (scan.state === 'quoted' && scan.newline === bytes.length)
      if (isOpen && !isLast && bytes.length - start <= MAX_RECORD) break
      if (scan.state === 'quoted') {
        const lines = countLines(bytes, start, scan.newline)
        emit(start, scan.newline, 'quoted')
        this.line += lines
        start = scan.newline + 1
      } else {
        emit(start, end, 'broken-quotes')
        this.line += 1
        start = end + 1
      }
    }
    this.carry.drop(start)
    return records
  }

  /** Follows quotes from the start of a record to its line end. A quote opens at the start of a cell only and closes before a delimiter or line end only. */
  private scan(bytes: Uint8Array, start: number): Scan {
    const { delimiter, encoding } = this.options
    let place: 'cell-start' | 'cell' | 'quoted' | 'after-quote' = 'cell-start'
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (place === 'quoted') {
        if (byte === QUOTE) place = 'after-quote'
        continue
      }
      if (byte === NEWLINE) return { state: 'quoted', newline: at }
      if (byte === QUOTE) {
        if (place === 'cell') return { state: 'broken', newline: at }
        place = 'quoted'
      } else if (byte === delimiter) place = 'cell-start'
      else if (place === 'after-quote') {
        if (byte !== RETURN) return { state: 'broken', newline: at }
      } else {
        place = 'cell'
        if (encoding === 'gb18030' && isTwoByteCharacter(byte, bytes[at + 1])) at += 1
      }
    }
    return place === 'quoted' ? { state: 'unfinished' } : { state: 'quoted', newline: bytes.length }
  }
}

/** The second byte of a GB18030 character may look like a delimiter such as "|". */
function isTwoByteCharacter(lead: number, trail: number | undefined): boolean {
  return lead > 0x80 && lead < 0xff && trail !== undefined && trail >= 0x40 && trail !== 0x7f && trail < 0xff
}

function countLines(bytes: Uint8Array, start: number, newline: number): number {
  let lines = 1
  for (let at = bytes.indexOf(NEWLINE, start); at >= 0 && at < newline; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}
