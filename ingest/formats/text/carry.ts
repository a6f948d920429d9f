// Bytes that wait for what follows them: what a chunk leaves over stands before the next chunk, in memory that is used again and again.

const FIRST_BYTES = 262_144

export class Carry {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES)
  private from = 0
  private to = 0

  /** What was left, then the chunk. Holds until the next call. */
  add(chunk: Uint8Array): Uint8Array {
    const left = this.to - this.from
    if (left + chunk.length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, left + chunk.length))
      this.buffer.copy(larger, 0, this.from, this.to)
      this.buffer = larger
    } else this.buffer.copyWithin(0, this.from, this.to)
    this.buffer.set(chunk, left)
    this.from = 0
    this.to = left + chunk.length
    return this.rest
  }

  get rest(): Uint8Array {
    return this.buffer.subarray(this.from, this.to)
  }

  /** So many bytes of what was given are done with. */
  drop(bytes: number): void {
    this.from = Math.min(this.to, this.from + bytes)
  }
}
