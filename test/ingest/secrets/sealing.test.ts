// The key and the seal: what opens, what does not, and what no text ever tells.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { seal, unseal } from '../../../ingest/secrets/seal.ts'
import { drawSecretKey, keyText, parseSecretKey, type SecretKey } from '../../../ingest/secrets/secret-key.ts'
import { secretsNamed } from '../../../ingest/secrets/secrets-named.ts'
import { fc } from '../../services/properties.ts'

function keyOf(text: string): SecretKey {
  const key = parseSecretKey(text)
  if (typeof key === 'string') throw new Error(key)
  return key
}

describe('a key', () => {
  it('is read from base64, base64url and hexadecimal alike', () => {
    const key = drawSecretKey()
    const buffer = Buffer.from(key.bytes)
    for (const text of [keyText(key), buffer.toString('base64url'), buffer.toString('hex'), ` ${buffer.toString('hex').toUpperCase()}\n`]) {
      expect(Buffer.from(keyOf(text).bytes).equals(buffer)).toBe(true)
      expect(keyOf(text).id).toBe(key.id)
    }
  })

  it('has an id that says which one it is and nothing of its bytes', () => {
    const key = drawSecretKey()
    expect(key.id).toMatch(/^[0-9a-f]{10}$/)
    expect(Buffer.from(key.bytes).toString('hex')).not.toContain(key.id)
    expect(drawSecretKey().id).not.toBe(key.id)
  })

  it.each([
    ['', /not base64/],
    ['correct horse battery staple', /not base64/],
    [randomBytes(16).toString('base64'), /16 bytes/],
    [randomBytes(33).toString('hex'), /33 bytes/],
    [Buffer.alloc(32).toString('base64'), /guessed/],
    [Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex'), /guessed/],
    [Buffer.from('a-password-of-thirty-two-letters').toString('base64'), /guessed/],
    ['deadbeef'.repeat(8), /guessed/],
  ])('that could be guessed or is none is refused without being told (%#)', (text, reason) => {
    const answer = parseSecretKey(text)
    expect(answer).toMatch(reason)
    expect(answer).toMatch(/\/dev\/urandom/)
    if (text !== '') expect(answer).not.toContain(text)
  })
})

describe('a sealed secret', () => {
  const key = drawSecretKey()

  it('opens with its key under its name, whatever it holds, and differs each time it is sealed', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (value) => {
      const sealed = seal(key, 'gateway', value)
      expect(unseal(key, 'gateway', sealed)).toBe(value)
      expect(seal(key, 'gateway', value)).not.toBe(sealed)
    }))
  })

  it('opens neither with another key nor under another name', () => {
    const sealed = seal(key, 'gateway', 'value')
    expect(unseal(drawSecretKey(), 'gateway', sealed)).toBeUndefined()
    expect(unseal(key, 'gateway-2', sealed)).toBeUndefined()
  })

  it('does not open when a single bit of it was changed, or a part is missing', () => {
    const sealed = seal(key, 'gateway', 'value')
    const bytes = Buffer.from(sealed.slice(3), 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(unseal(key, 'gateway', `v1.${changed.toString('base64')}`)).toBeUndefined()
    }
    for (let length = 0; length < sealed.length; length++) expect(unseal(key, 'gateway', sealed.slice(0, length))).toBeUndefined()
  })
})

describe('the secrets that a feed names', () => {
  it('are found wherever they stand, each once', () => {
    expect(secretsNamed({ kind: 'x', password: { secret: 'b' }, tls: { key: { secret: 'a' }, list: [{ secret: 'b' }, { secret: 'c' }] } })).toEqual(['a', 'b', 'c'])
  })

  it('are not every key of that word', () => {
    expect(secretsNamed({ secret: 'plain', nested: { secret: { secret: 'real' } }, other: { secret: 'NOT A NAME' }, more: { secret: 'x', and: 1 }, none: null })).toEqual(['real'])
  })
})
