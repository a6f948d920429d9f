import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { feedText, mapperOf } from '../feed-of.ts'

const mappers = [
  mapperOf(
    feedText(`fact: {kind: case, caseType: appeal}
filter: [{path: kind, not-in: [x]}]
key: {path: key}
version: {path: /v/n}
observedAt: {path: at}
area: {path: area, by: code, whenEmpty: city}
bureau: {path: /b/0, by: name}
acceptedAt: {path: at}
closedAt: [{path: closed}, {path: /v/*/at}]
complex: {path: c}
withdrawn: {path: w, equals: "1"}`),
  ),
  mapperOf(feedText('fact: {kind: register-entry, register: data-resource}\nkey: {path: key}\nobservedAt: {path: at, date: {format: epoch-ms}}\nstatus: {path: v}', { delivery: 'changes' })),
  mapperOf(feedText('fact: {kind: measurement, indicator: data_classified_share}\nform: {constant: snapshot}\nto: {path: at}\nnumerator: {path: v}\ndenominator: {path: c}\npercent: {path: w, scale: percent-text}', { delivery: '' })),
]

const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('2026-01-01T00:00:00Z', '1767225600000', '', '1', '83%', '-1', 'NaN', '990102', '990199', '\u0000', '\ud800'), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined))
const value = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(fc.constantFrom('n', 'at', '0', '__proto__', 'constructor'), leaf, { noNullPrototype: false }))
const record = fc.dictionary(fc.constantFrom('key', 'kind', 'v', 'at', 'area', 'b', 'closed', 'c', 'w'), value, { noNullPrototype: false })

describe('mapping', () => {
  it('makes of anything a fact, a rejection that says why, or nothing of this feed', () => {
    for (const map of mappers) {
      const holds = (input: unknown): void => {
        const outcome = map(input)
        if (outcome.outcome === 'rejected') {
          expect(outcome.rejection.code).not.toBe('internal')
          expect(outcome.rejection.value.isWellFormed()).toBe(true)
          expect(outcome.rejection.value.length).toBeLessThanOrEqual(800)
        } else if (outcome.outcome === 'fact') {
          expect(outcome.fact.key).not.toBe('')
          expect(Number.isSafeInteger(outcome.fact.version)).toBe(true)
          expect(Number.isSafeInteger(outcome.fact.observedAt)).toBe(true)
        }
      }
      fc.assert(fc.property(record, holds), { numRuns: 1000 })
      fc.assert(fc.property(fc.anything(), holds), { numRuns: 300 })
      fc.assert(fc.property(fc.jsonValue(), holds), { numRuns: 300 })
    }
  })

  it('refuses keys that could reach a prototype, and leaves Object.prototype alone', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    for (const text of ['{"__proto__": {"polluted": 1}, "key": "1"}', '{"constructor": {"prototype": {}}, "key": "1"}', '{"prototype": 1, "key": "1"}']) {
      for (const map of mappers) expect(map(JSON.parse(text))).toMatchObject({ outcome: 'rejected', rejection: { code: 'forbidden-key' } })
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })

  it('reads nothing that a record only inherits', () => {
    const map = mapperOf(feedText('fact: {kind: case, caseType: appeal}\nkey: {path: toString}\nobservedAt: {received: true}\nacceptedAt: {path: at}'))
    expect(map({ at: '2026-01-01' })).toMatchObject({ rejection: { field: 'key', code: 'missing' } })
  })

  it('of a record that throws when it is read is a rejection, not a crash', () => {
    const trap = Object.defineProperty({}, 'key', { enumerable: true, get: () => { throw new Error('trap') } })
    expect(mappers[0]?.(trap)).toMatchObject({ outcome: 'rejected', rejection: { code: 'internal' } })
  })
})
