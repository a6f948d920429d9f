// Bytes to text, strictly: what is not of the declared encoding is never replaced in silence.
import { TextDecoder } from 'node:util'
import type { Encoding } from '../format-schema.ts'

/** The text; undefined where the bytes are not of the encoding. */
export function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return strict[encoding].decode(bytes)
  } catch {
    return undefined
  }
}

/** As far as possible, for people who look for what is wrong; NUL is written as an escape. */
export function decodeAnyway(bytes: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes).replaceAll('\u0000', '\\u0000').toWellFormed()
}

const strict = {
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  gb18030: new TextDecoder('gb18030', { fatal: true, ignoreBOM: true }),
} as const
