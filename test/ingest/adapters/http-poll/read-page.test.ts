// An answer that was cut anywhere is never taken for whole.
import { describe, expect, it } from 'vitest'
import { FeedReadError } from '../../../../ingest/adapters/adapter.ts'
import { decode } from '../../../../ingest/adapters/http-poll/decode.ts'
import { readPage } from '../../../../ingest/adapters/http-poll/read-page.ts'
import { fc } from '../../../services/properties.ts'

const read = (body: Uint8Array) => readPage(decode(body, { declared: undefined, contentType: 'application/json' }), { records: '/data/rows', positionOf: (index) => index })
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const row = fc.record({ id: fc.string({ maxLength: 8, unit: 'binary' }), 名称: fc.constantFrom('滨河路', '"', '\\', '{"rows":[', ''), n: fc.integer() })
const answer = fc.record({ code: fc.constantFrom(0, '0', null), data: fc.record({ total: fc.nat(), rows: fc.array(row, { maxLength: 6 }), note: fc.string({ maxLength: 6 }) }) })

describe('an answer', () => {
  it('that is whole gives all its records, and one that was cut at any byte gives none', () => {
    fc.assert(fc.property(answer, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.constantFrom(undefined, 2), (said, place, indent) => {
      const whole = encode(JSON.stringify(said, undefined, indent))
      expect(read(whole).samples?.length).toBe(said.data.rows.length)
      const cut = whole.subarray(0, Math.floor(place * whole.length))
      expect(() => read(cut)).toThrow(FeedReadError)
    }))
  })

  it('in which bytes were changed is refused with what to do, or read record by record', () => {
    fc.assert(fc.property(answer, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }), (said, changes) => {
      const bytes = encode(JSON.stringify(said)).slice()
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte
      try {
        const { samples } = read(bytes)
        for (const sample of samples ?? []) expect('record' in sample || sample.rejection.advice.zh !== '').toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(FeedReadError)
        if (error instanceof FeedReadError) expect(`${error.text.zh}\n${error.text.en}`).toMatch(/[\u4e00-\u9fff][^]*\n[A-Z]/)
      }
      expect(Reflect.get({}, 'id')).toBeUndefined()
    }))
  })
})
