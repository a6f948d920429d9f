// The sample of a letter as it may be mapped again: what was received, when it was received, with what was corrected.
import { describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../../db/feeds/dead-letters.ts'
import { mapOriginal, originalOf } from '../../../ingest/dead-letters/original.ts'
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts'
import { fc } from '../../services/properties.ts'
import { city, feedOf, feedText, model } from '../feed-of.ts'

const NOON = Date.parse('2026-03-01T12:00:00+08:00')

const letter = (sample: unknown, more: Partial<DeadLetter> = {}): DeadLetter => ({
  id: 1, feed: 'test', recordedAt: NOON, position: '2', sample, altered: false, field: 'x', path: null, value: '', code: 'internal', reason: { zh: '', en: '' }, advice: { zh: '', en: '' }, settled: undefined, answer: null, ...more,
})
const answered = (corrections: Record<string, string>): Partial<DeadLetter> => ({ answer: { verdict: 'corrected', value: '', by: null, at: NOON, file: 1, corrections } })

const mapping = compileMapping(feedOf(feedText('fact: {kind: case, caseType: event}\nkey: {path: /case/no}\nobservedAt: {received: true}\nfiledAt: {path: filed}')), city, model)

describe('an original', () => {
  it('is dated by its receipt, and what lay ahead of that still does', () => {
    expect(mapOriginal(mapping, letter({ case: { no: 'a' }, filed: '2026-03-01T11:00:00+08:00' }))).toMatchObject({ outcome: 'fact', fact: { key: 'a', observedAt: NOON } })
    expect(mapOriginal(mapping, letter({ case: { no: 'a' }, filed: '2026-03-01T13:00:00+08:00' }))).toMatchObject({ outcome: 'refused', refusal: { code: 'in-the-future', field: 'filedAt', path: 'filed' } })
  })

  it('of which only remains are kept stays refused for the reason it has', () => {
    for (const sample of ['"half', null, ['a'], true]) expect(mapOriginal(mapping, letter(sample, { code: 'broken-quotes' }))).toMatchObject({ outcome: 'refused', refusal: { code: 'broken-quotes' } })
  })

  it('with replaced characters is none, unless these have been corrected', () => {
    const sample = { case: { no: 'a\u2400' }, filed: '2026-03-01' }
    expect(originalOf(letter(sample, { altered: true }))).toBeUndefined()
    expect(originalOf(letter(sample, { altered: true, ...answered({ filed: '2026-02-01' }) }))).toBeUndefined()
    expect(originalOf(letter(sample, { altered: true, ...answered({ '/case/no': 'a' }) }))).toEqual({ case: { no: 'a' }, filed: '2026-03-01' })
    // The source's own symbol is text like any other.
    expect(originalOf(letter(sample))).toEqual(sample)
  })

  it('is corrected at columns and pointers and nowhere else', () => {
    const sample = { a: '1', b: { c: '2', d: ['3', { e: '4' }] } }
    const fixed = (corrections: Record<string, string>) => originalOf(letter(sample, answered(corrections)))
    expect(fixed({ a: 'x', '/b/c': 'y', '/b/d/0': 'z', '/b/d/1/e': 'w' })).toEqual({ a: 'x', b: { c: 'y', d: ['z', { e: 'w' }] } })
    expect(fixed({ new: 'x' })).toEqual({ ...sample, new: 'x' })
    for (const path of ['/b/d/*/e', '/b/d/9', '/a/x', '/nowhere/x', '/b/d/x']) expect(fixed({ [path]: 'x' }), path).toBeUndefined()
    expect(sample).toEqual({ a: '1', b: { c: '2', d: ['3', { e: '4' }] } })
  })

  it('whatever it is never throws, and reaches no prototype', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.dictionary(fc.constantFrom('a', '/a', '/__proto__/polluted', '__proto__', '/constructor/prototype/polluted', '/a/0', '*'), fc.string()), (sample, corrections) => {
      mapOriginal(mapping, letter(sample, answered(corrections)))
      expect(Reflect.get({}, 'polluted')).toBeUndefined()
    }))
  })
})
