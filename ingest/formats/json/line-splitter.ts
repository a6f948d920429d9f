// Cuts a stream of bytes into lines before anything is decoded, so that a bad character costs one line and no other.
// In UTF-8 and GB18030 the byte of a line end never occurs inside a character.
import { Carry } from '../text/carry.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Longest line that is kept, in bytes. */
export const MAX_LINE = 1_048_576

export interface RawLine {
  /** From 1. */
  readonly line: number
  /** Without the line end; the first MAX_LINE bytes of a line that is longer. */
  readonly bytes: Uint8Array
  readonly state: 'whole' | 'too-long'
}

/** Lines of the bytes given so far, which hold until more are given; `finish` gives what is left. Empty lines are passed over. */
export class LineSplitter {
  private readonly carry = new Carry()
  private line = 1
  private isSkipping = false

  push(chunk: Uint8Array): readonly RawLine[] {
    return this.cut(this.carry.add(chunk), false)
  }

  finish(): readonly RawLine[] {
    return this.cut(this.carry.rest, true)
  }

  private cut(bytes: Uint8Array, isLast: boolean): readonly RawLine[] {
    const lines: RawLine[] = []
    let start = 0
    while (start < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, start)
      if (newline < 0 && !isLast && bytes.length - start <= MAX_LINE) break
      const end = newline < 0 ? bytes.length : newline
      if (!this.isSkipping) {
        const until = end > start && bytes[end - 1] === RETURN ? end - 1 : end
        const isTooLong = until - start > MAX_LINE
        if (until > start) lines.push({ line: this.line, bytes: bytes.subarray(start, isTooLong ? start + MAX_LINE : until), state: isTooLong ? 'too-long' : 'whole' })
      }
      this.isSkipping = newline < 0 && !isLast
      if (newline >= 0) this.line += 1
      start = end + 1
    }
    this.carry.drop(start)
    return lines
  }
}
