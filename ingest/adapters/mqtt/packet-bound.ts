// Keeps what an MQTT peer sends within bounds before it is read: the library holds a packet whole, and a packet may have 256 MB.

/** The peer sends what no broker and no client sends: the connection is of no use. */
export class PacketBoundError extends Error {
  override readonly name = 'PacketBoundError'
}

export interface PacketBoundOptions {
  /** Bytes of a payload that may pass whole. */
  readonly largestPayload: number
  readonly version: '5' | '3.1.1'
}

const PUBLISH = 3
/** A topic, its length, a packet identifier. */
const LONGEST_HEAD = 65_535 + 2 + 2
/** What a packet of a payload within bounds may have beside it. */
const BESIDE_PAYLOAD = 131_072
const LARGEST_SCALE = 128 ** 3

interface LongPublish {
  readonly firstByte: number
  left: number
  readonly kept: Uint8Array[]
  keptBytes: number
}

/**
 * Passes packets on as they are. Of a PUBLISH that is too long, topic and identifier stay and the payload is cut to one byte more than allowed,
 * so that whoever reads it sees that it was too large and can acknowledge it. Any other packet that long throws PacketBoundError.
 */
export class PacketBound {
  private readonly largestPayload: number
  private readonly hasProperties: boolean
  /** Bytes of the packet under way that pass unchanged. */
  private passing = 0
  private long: LongPublish | undefined
  /** First byte and length so far of a packet whose length is not known yet; `scale` is what its next seven bits count. */
  private header: { readonly firstByte: number; length: number; scale: number } | undefined

  constructor({ largestPayload, version }: PacketBoundOptions) {
    this.largestPayload = largestPayload
    this.hasProperties = version === '5'
  }

  /** The bytes to go on with. Throws PacketBoundError. */
  pass(chunk: Uint8Array): readonly Uint8Array[] {
    const out: Uint8Array[] = []
    /** Where the bytes begin that have been looked at and not handed on. */
    let from = 0
    let at = 0
    while (at < chunk.length) {
      if (this.passing > 0) {
        const step = Math.min(this.passing, chunk.length - at)
        this.passing -= step
        at += step
        continue
      }
      if (this.long !== undefined) {
        at += this.keep(this.long, chunk.subarray(at))
        from = at
        if (this.long.left > 0) break
        out.push(this.shortened(this.long))
        this.long = undefined
        continue
      }
      const begins = at
      const isCarried = this.header !== undefined
      this.header ??= { firstByte: chunk[at++] ?? 0, length: 0, scale: 1 }
      const { header } = this
      let isWhole = false
      while (at < chunk.length && !isWhole) {
        const byte = chunk[at++] ?? 0
        header.length += (byte & 0x7f) * header.scale
        isWhole = byte < 0x80
        if (!isWhole && header.scale === LARGEST_SCALE) throw new PacketBoundError('A packet whose length has no end.')
        header.scale *= 128
      }
      if (!isWhole) {
        // Handed on with what follows, in case it is to be shortened.
        if (begins > from) out.push(chunk.subarray(from, begins))
        return out
      }
      this.header = undefined
      const { firstByte, length } = header
      if (length > this.largestPayload + BESIDE_PAYLOAD) {
        if (firstByte >> 4 !== PUBLISH) throw new PacketBoundError(`A packet of ${length} bytes that is no PUBLISH.`)
        if (begins > from) out.push(chunk.subarray(from, begins))
        from = at
        this.long = { firstByte, left: length, kept: [], keptBytes: 0 }
        continue
      }
      if (isCarried) {
        out.push(Uint8Array.of(firstByte, ...lengthBytes(length)))
        from = at
      }
      this.passing = length
    }
    if (at > from) out.push(chunk.subarray(from, at))
    return out
  }

  /** How many bytes belong to the packet; those that are needed are copied, so that no chunk lives as long as a packet that takes its time. */
  private keep(long: LongPublish, bytes: Uint8Array): number {
    const step = Math.min(long.left, bytes.length)
    const part = Uint8Array.from(bytes.subarray(0, Math.min(step, LONGEST_HEAD + this.largestPayload - long.keptBytes)))
    if (part.length > 0) long.kept.push(part)
    long.keptBytes += part.length
    long.left -= step
    return step
  }

  private shortened({ firstByte, kept }: LongPublish): Uint8Array {
    const head = Buffer.concat(kept)
    const headLength = 2 + head.readUInt16BE(0) + ((firstByte & 0b110) === 0 ? 0 : 2)
    const payload = Buffer.alloc(this.largestPayload + 1)
    head.copy(payload, 0, this.hasProperties ? afterProperties(head, headLength) : headLength)
    const parts = [head.subarray(0, headLength), ...(this.hasProperties ? [Uint8Array.of(0)] : []), payload]
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    return Buffer.concat([Uint8Array.of(firstByte, ...lengthBytes(length)), ...parts])
  }
}

/** Where the payload begins; at most the end of what was kept. */
function afterProperties(head: Uint8Array, at: number): number {
  let length = 0
  for (let index = 0; index < 4; index++) {
    const byte = head[at + index] ?? 0
    length += (byte & 0x7f) * 128 ** index
    if (byte < 0x80) return Math.min(head.length, at + index + 1 + length)
  }
  throw new PacketBoundError('A PUBLISH whose properties have no length.')
}

function lengthBytes(length: number): readonly number[] {
  const bytes: number[] = []
  let rest = length
  do {
    const seven = rest % 128
    rest = (rest - seven) / 128
    bytes.push(seven + (rest > 0 ? 128 : 0))
  } while (rest > 0)
  return bytes
}
