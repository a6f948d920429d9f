// Sealing: AES-256-GCM with the secret's name as associated data, so that a sealed text opens under its own name only.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SecretKey } from './secret-key.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Goes before the sealed bytes, so that another way of sealing can be told from this one. */
const FORM = 'v1.'

/** The value under a nonce of its own: the same value sealed twice gives two texts. */
export function seal({ bytes }: SecretKey, name: string, value: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, bytes, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return `${FORM}${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`
}

/** The value; undefined when the text was sealed with another key, for another name, or has been changed. */
export function unseal({ bytes }: SecretKey, name: string, text: string): string | undefined {
  const sealed = text.startsWith(FORM) ? Buffer.from(text.slice(FORM.length), 'base64') : Buffer.alloc(0)
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(CIPHER, bytes, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
