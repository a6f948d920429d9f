// Archives written byte by byte, so that a test can lie in any field of one.
import { crc32, deflateRawSync } from 'node:zlib'

export interface EntryToPack {
  readonly name: string | Uint8Array
  readonly content: string | Uint8Array
  readonly method?: 0 | 8 | 12
  /** General purpose flags; 0x800 says that the name is UTF-8, 1 that the content is encrypted. */
  readonly flags?: number
  /** What the directory says in place of the truth. */
  readonly claims?: { readonly bytes?: number; readonly packed?: number; readonly crc?: number; readonly offset?: number }
  /** Name in the entry's own header, where it is another one. */
  readonly ownName?: string
  /** Unix mode, such as that of a link. */
  readonly mode?: number
}

export function zipOf(entries: readonly EntryToPack[], { count = entries.length }: { readonly count?: number } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, method = 8, flags = 0x800, claims = {}, ownName, mode = 0o100644 } of entries) {
    const rawName = Buffer.from(name)
    const raw = Buffer.from(content)
    const packed = method === 8 ? deflateRawSync(raw) : raw
    const own = ownName === undefined ? rawName : Buffer.from(ownName)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags, 2)
    fields.writeUInt16LE(method, 4)
    fields.writeUInt16LE(0x5a21, 8)
    fields.writeUInt32LE(claims.crc ?? crc32(raw), 10)
    fields.writeUInt32LE(claims.packed ?? packed.length, 14)
    fields.writeUInt32LE(claims.bytes ?? raw.length, 18)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, own, packed])
    local.writeUInt16LE(own.length, 26)
    parts.push(local)
    const central = Buffer.alloc(46)
    central.write('PK\u0001\u0002', 0, 'latin1')
    central.writeUInt16LE(0x0314, 4)
    fields.copy(central, 6)
    central.writeUInt16LE(rawName.length, 28)
    central.writeUInt32LE((mode << 16) >>> 0, 38)
    central.writeUInt32LE(claims.offset ?? offset, 42)
    directory.push(central, rawName)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 0, 'latin1')
  end.writeUInt16LE(count & 0xffff, 8)
  end.writeUInt16LE(count & 0xffff, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}
