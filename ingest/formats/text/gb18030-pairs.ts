// GB18030 row by row without what the built-in decoder leaves behind outside of the heap at every call: pairs of bytes are looked up, the rest is left to it.
import { TextDecoder } from 'node:util'

const LEADS = { first: 0x81, last: 0xfe } as const
const TRAILS = { first: 0x40, last: 0xfe } as const
const WIDTH = TRAILS.last - TRAILS.first + 1

/** By pair, the character of one code unit that the built-in decoder makes of it; 0 where it makes none. */
function readPairs(): Uint16Array {
  const decoder = new TextDecoder('gb18030', { fatal: true })
  const pairs = new Uint16Array((LEADS.last - LEADS.first + 1) * WIDTH)
  for (let lead = LEADS.first; lead <= LEADS.last; lead++) {
    for (let trail = TRAILS.first; trail <= TRAILS.last; trail++) {
      try {
        const text = decoder.decode(Uint8Array.of(lead, trail))
        if (text.length === 1) pairs[(lead - LEADS.first) * WIDTH + trail - TRAILS.first] = text.charCodeAt(0)
      } catch {
        // No character of two bytes.
      }
    }
  }
  return pairs
}

let known: Uint16Array | undefined

export class PairDecoder {
  private readonly pairs = (known ??= readPairs())
  private units = Buffer.alloc(0)

  /** The text of ASCII and characters of two bytes; undefined for anything else, which may be longer characters or none at all. */
  decode(bytes: Uint8Array): string | undefined {
    if (this.units.length < bytes.length * 2) this.units = Buffer.alloc(bytes.length * 2)
    let end = 0
    for (let at = 0; at < bytes.length; at++) {
      let unit = bytes[at] ?? 0
      if (unit >= 0x80) {
        const trail = bytes[at + 1] ?? 0
        if (unit < LEADS.first || unit > LEADS.last || trail < TRAILS.first || trail > TRAILS.last) return undefined
        unit = this.pairs[(unit - LEADS.first) * WIDTH + trail - TRAILS.first] ?? 0
        if (unit === 0) return undefined
        at++
      }
      this.units[end++] = unit & 0xff
      this.units[end++] = unit >> 8
    }
    // Without a character of two bytes the text takes half of the memory.
    return end === bytes.length * 2 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1') : this.units.toString('utf16le', 0, end)
  }
}
