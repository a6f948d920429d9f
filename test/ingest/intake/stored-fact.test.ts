import { describe, expect, it } from 'vitest'
import type { Fact } from '../../../rules/facts/fact.ts'
import { fromStored, kindOf, toStored } from '../../../ingest/intake/stored-fact.ts'
import { fc } from '../../services/properties.ts'
import { caseFact, caseStatement, entryFact, entryStatement } from '../../rules/facts/statements.ts'

const measurement: Fact = {
  kind: 'measurement', source: 's', key: 'k', observedAt: 1, version: 1, area: null, bureau: null, indicator: 'i', population: 'all', form: 'snapshot', to: 1,
  quantity: { kind: 'mean', sumMs: 123_456_789_012_345_678_901n, count: 7n },
}

const andBack = (fact: Fact): Fact => fromStored(JSON.parse(toStored(fact).json), fact)

describe('a stored fact', () => {
  it('comes back as it went in', () => {
    fc.assert(fc.property(fc.oneof(caseStatement, entryStatement), ({ fact }) => {
      expect(andBack(fact)).toEqual(fact)
    }))
  })

  it('keeps numbers beyond 2^53 in measurements, and keys of twenty digits', () => {
    expect(andBack(measurement)).toEqual(measurement)
    expect(andBack({ ...measurement, key: '20260101123456789012' }).key).toBe('20260101123456789012')
  })

  it('has the digest of its content, whatever its key and the order of its fields', () => {
    const { kind, fields, ...rest } = caseFact({ fields: { acceptedAt: 1, dispatchedAt: 2 } })
    expect(toStored({ fields: { dispatchedAt: 2, acceptedAt: 1 }, ...rest, kind }).digest).toBe(toStored({ kind, ...rest, fields }).digest)
    expect(toStored({ ...rest, kind, fields, version: 2 }).digest).not.toBe(toStored({ ...rest, kind, fields }).digest)
    expect(toStored({ ...rest, kind, fields, key: 'B' }).digest).toBe(toStored({ ...rest, kind, fields }).digest)
  })

  it('of another kind is another identity', () => {
    expect([kindOf(caseFact({ fields: {} })), kindOf(entryFact({})), kindOf(measurement)]).toEqual(['appeal', 'register:data-resource', 'measurement:i'])
  })
})

describe('what is no number or no instant', () => {
  it.each([Number.NaN, Infinity, -Infinity, 8.64e15 + 1, 253_402_300_800_000, -62_167_219_200_001])('cannot be stored: %s', (number) => {
    expect(() => toStored(caseFact({ fields: { dueAt: number } }))).toThrow(RangeError)
    expect(() => toStored(caseFact({ fields: { closedAt: [1, number] } }))).toThrow(RangeError)
    expect(() => toStored(entryFact({ observedAt: number, version: 1 }))).toThrow(RangeError)
  })
})
