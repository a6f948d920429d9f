import { TextDecoder } from 'node:util'
import { describe, expect, it } from 'vitest'
import { PairDecoder } from '../../../ingest/formats/text/gb18030-pairs.ts'
import { fc } from '../../services/properties.ts'

const pairs = new PairDecoder()
const strict = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true })
const builtIn = (bytes: Uint8Array): string | undefined => {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

describe('GB18030 looked up by pairs', () => {
  it('reads what GBK files hold', () => {
    expect(pairs.decode(Uint8Array.of(0xb7, 0xb4, 0xd3, 0xb3, 0x2c, 0x41))).toBe('反映,A')
    expect(pairs.decode(Uint8Array.of())).toBe('')
  })

  it('is the built-in decoder for every pair of bytes, or leaves it to it', () => {
    let read = 0
    for (let first = 0; first <= 0xff; first++) {
      for (let second = 0; second <= 0xff; second++) {
        const bytes = Uint8Array.of(first, second)
        const text = pairs.decode(bytes)
        if (text === undefined) continue
        read++
        expect([first, second, text]).toEqual([first, second, builtIn(bytes)])
      }
    }
    expect(read).toBeGreaterThan(128 * 128 + 23_000)
  })

  it('never reads other bytes differently', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = pairs.decode(bytes)
      if (text !== undefined) expect(text).toBe(builtIn(bytes))
    }), { numRuns: 2_000 })
  })

  it('leaves longer characters, halves and what is no character to it', () => {
    for (const bytes of [[0x81, 0x30, 0x81, 0x30], [0xb7], [0x41, 0xb7], [0x80], [0xff, 0x41], [0xb7, 0x7f], [0xb7, 0x20]]) expect(pairs.decode(Uint8Array.from(bytes))).toBeUndefined()
  })

  it('keeps no text from one row to the next', () => {
    expect([pairs.decode(Buffer.from('a longer row of letters')), pairs.decode(Uint8Array.of(0xb7, 0xb4)), pairs.decode(Buffer.from('b'))]).toEqual(['a longer row of letters', '反', 'b'])
  })
})
