// Names inside an archive: read in the encoding that they were written in, and refused where they could mean another place.
import { decode } from '../text/decode.ts'

const UTF8_FLAG = 0x800
const LONGEST = 255

export type EntryName = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly shown: string }

/** The name with "/" between its segments. Archives of Chinese Windows write GBK without saying so. */
export function entryName(raw: Uint8Array, flags: number): EntryName {
  const text = decode(raw, 'utf-8') ?? ((flags & UTF8_FLAG) === 0 ? decode(raw, 'gb18030') : undefined)
  if (text === undefined) return { ok: false, shown: Buffer.from(raw).toString('latin1') }
  const name = text.normalize('NFC').replaceAll('\\', '/')
  return isSound(name) ? { ok: true, name } : { ok: false, shown: name }
}

/** Relative, without ways up, drives, streams, control characters, or ends that a file system would drop. */
function isSound(name: string): boolean {
  if (name === '' || name.length > LONGEST || name.startsWith('/') || name.includes(':') || !name.isWellFormed()) return false
  if (/\p{Cc}|\p{Bidi_Control}/u.test(name) || /%(?:2e|2f|5c|00)/i.test(name)) return false
  const segments = name.replace(/\/$/, '').split('/')
  return segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && !/[. ]$/.test(segment) && !segment.startsWith(' ') && !DEVICES.test(segment))
}

const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
