import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPush } from '../../../ingest/samples/read-push.ts'
import type { Sample, SampleValue } from '../../../ingest/samples/sample.ts'

const read = (text: string) => readPush(new TextEncoder().encode(text))
const samplesOf = (text: string): readonly Sample[] => {
  const reading = read(text)
  if (!reading.ok) throw new Error(reading.problem.reason.en)
  return reading.samples
}

/** JSON as the reader gives it: numbers as text, objects without prototype. */
function asRead(value: unknown): SampleValue {
  if (typeof value === 'number') return JSON.stringify(value)
  if (Array.isArray(value)) return value.map(asRead)
  if (typeof value !== 'object' || value === null) return value === null || typeof value === 'boolean' ? value : String(value)
  return Object.assign(Object.create(null), Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asRead(entry)])))
}

describe('a pushed body', () => {
  it('may be an envelope, a list or one object', () => {
    const one = [{ position: 0, record: asRead({ a: 'x' }) }]
    expect(samplesOf('{"samples": [{"a": "x"}]}')).toEqual(one)
    expect(samplesOf(' [{"a": "x"}] ')).toEqual(one)
    expect(samplesOf('{"a": "x"}')).toEqual(one)
    expect(samplesOf('{"samples": []}')).toEqual([])
    expect(samplesOf('[]')).toEqual([])
    expect(samplesOf('{"samples": "three"}')).toEqual([{ position: 0, record: asRead({ samples: 'three' }) }])
  })

  it('keeps the text of every number', () => {
    const [sample] = samplesOf('[{"id": 20260301000000000001, "n": 1.50, "e": -1E+3, "deep": [12345678901234567890]}]')
    expect(sample).toMatchObject({ record: { id: '20260301000000000001', n: '1.50', e: '-1E+3', deep: ['12345678901234567890'] } })
  })

  it('gives records without prototype', () => {
    const [sample] = samplesOf('[{"a": {"b": 1}}]')
    if (sample === undefined || !('record' in sample)) throw new Error('unread')
    expect(Object.getPrototypeOf(sample.record)).toBeNull()
    expect(Object.getPrototypeOf(sample.record['a'])).toBeNull()
  })

  it.each([
    ['{"__proto__": {"x": 1}}', 'forbidden-key', '__proto__'],
    ['{"a": {"constructor": 1}}', 'forbidden-key', 'constructor'],
    ['{"a": [{"prototype": 1}]}', 'forbidden-key', 'prototype'],
    ['{"\\u005f_proto__": 1}', 'forbidden-key', '__proto__'],
    ['{"a": 1, "a": 2}', 'repeated-key', 'a'],
    ['{"a": "x\\u0000y"}', 'control-character', 'x\\u0000y'],
    ['{"a": "\\ud83d"}', 'unpaired-surrogate', '\\ud83d'],
    [`{"a": ${'['.repeat(200)}${']'.repeat(200)}}`, 'too-deep', ''],
    ['[1]', 'not-a-record', '[1]'],
    ['"text"', 'not-a-record', '"text"'],
    ['null', 'not-a-record', 'null'],
  ])('with the sample %s among others refuses it alone', (bad, code, value) => {
    const samples = samplesOf(`{"samples": [{"a": 1}, ${bad}, {"a": 2}]}`)
    expect(samples).toMatchObject([{ position: 0, record: { a: '1' } }, { position: 1, raw: bad, rejection: { code, value } }, { position: 2, record: { a: '2' } }])
  })

  it('with a whole emoji, written in escapes, is sound', () => {
    expect(samplesOf('[{"a": "\\ud83d\\ude00"}]')).toMatchObject([{ record: { a: '😀' } }])
  })

  it.each(['', '{', '[{"a": 1},]', '[{"a": 01}]', "[{'a': 1}]", '[{"a": NaN}]', '[{"a": 1}] x', '{"a" 1}', '[{"a": "line\nbreak"}]', '[{"a": "\\x"}]', `${'['.repeat(100_000)}`, `{"a": ${'['.repeat(100_000)}`])('that is no JSON is refused as a whole: %j', (text) => {
    expect(read(text)).toMatchObject({ ok: false, problem: { code: 'not-json', reason: { en: expect.stringContaining('The body is not JSON') } } })
  })

  it.each(['1', '"x"', 'null', '{"samples": [], "more": 1}', '{"more": 1, "samples": [{}]}', '{"samples": [], "samples": []}'])('that holds no samples is refused as a whole: %s', (text) => {
    expect(read(text)).toMatchObject({ ok: false, problem: { code: 'not-samples' } })
  })

  it('that is not UTF-8 is refused as a whole', () => {
    for (const bytes of [[0xff], [0x22, 0xe5, 0xbc, 0x22], [0xb0, 0xa1]]) expect(readPush(new Uint8Array(bytes))).toMatchObject({ ok: false, problem: { code: 'not-utf-8' } })
  })

  it('may begin with a byte order mark', () => {
    expect(samplesOf('\ufeff[{"a": 1}]')).toHaveLength(1)
  })

  it('gives back any JSON that it is sent', () => {
    const key = fc.string().filter((text) => !['__proto__', 'constructor', 'prototype', 'samples'].includes(text) && !text.includes('\u0000'))
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\u0000') && value.isWellFormed())
    const { json } = fc.letrec((tie) => ({ json: fc.oneof({ maxDepth: 5 }, text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('json'), { maxLength: 4 }), fc.dictionary(key, tie('json'), { maxKeys: 4 })) }))
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, json, { maxKeys: 5 }), { maxLength: 5 }), fc.nat(2), (records, indent) => {
        expect(samplesOf(JSON.stringify(records, undefined, indent))).toEqual(records.map((record, position) => ({ position, record: asRead(record) })))
      }),
    )
  })

  it('never makes the reader throw, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readPush(bytes)))
    fc.assert(fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (text, at, noise) => void read(text.slice(0, at % (text.length + 1)) + noise + text.slice(at % (text.length + 1)))))
  })
})
