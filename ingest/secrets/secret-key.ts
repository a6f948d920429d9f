// The key that opens the secrets: 32 bytes that somebody drew at random, told apart by a short digest that says nothing about them.
import { hash, randomBytes } from 'node:crypto'

/** 32 bytes. `id` is a digest of them, so that a sealed secret can say which key it needs. */
export interface SecretKey {
  readonly bytes: Uint8Array
  readonly id: string
}

const LENGTH = 32
/** Bytes drawn at random have about thirty different values; fewer than this never happens. */
const FEWEST_VALUES = 16

const MAKE_ONE = 'Make one with `head -c 32 /dev/urandom | base64`.'

/** A key as base64 (or base64url) or hexadecimal text. Returns what is wrong with it, as a sentence without the text, when it is none. */
export function parseSecretKey(text: string): SecretKey | string {
  const bytes = decode(text.trim())
  if (bytes === undefined) return `is not base64 or hexadecimal. ${MAKE_ONE}`
  if (bytes.length !== LENGTH) return `has ${bytes.length} bytes, and a key has ${LENGTH}. ${MAKE_ONE}`
  if (isWeak(bytes)) return `is no key that was drawn at random, so it could be guessed. ${MAKE_ONE}`
  return keyOf(bytes)
}

/** A new key. */
export const drawSecretKey = (): SecretKey => keyOf(randomBytes(LENGTH))

/** As it stands in a key file. */
export const keyText = ({ bytes }: SecretKey): string => Buffer.from(bytes).toString('base64')

const keyOf = (bytes: Uint8Array): SecretKey => ({ bytes, id: hash('sha256', Buffer.concat([Buffer.from('ctmm secret key\0'), bytes]), 'hex').slice(0, 10) })

function decode(text: string): Uint8Array | undefined {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

/** Few different bytes, printable text (somebody's words), or bytes in equal steps. */
function isWeak(bytes: Uint8Array): boolean {
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0)))
  return new Set(bytes).size < FEWEST_VALUES || bytes.every((byte) => byte >= 0x20 && byte < 0x7f) || steps.size === 1
}
