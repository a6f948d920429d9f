import { describe, expect, it } from 'vitest'
import type { Fact } from '../../../rules/facts/fact.ts'
import { fromStored, kindOf, toStored } from '../../../ingest/intake/stored-fact.ts'
import { fc } from '../../services/properties.ts'
import { caseFact, entryFact } from '../../rules/facts/facts.ts'
import { caseStatement, entryStatement } from '../../rules/facts/statements.ts'

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

  it('has the digest of its content, whatever its key', () => {
    const fact = caseFact({ fields: { acceptedAt: 1 } })
    expect(toStored({ ...fact, version: 2 }).digest).not.toBe(toStored(fact).digest)
    expect(toStored({ ...fact, key: 'B' })).toEqual(toStored(fact))
  })

  it('may have any finite version, such as microseconds', () => {
    expect(andBack(caseFact({ fields: {}, version: 1_700_000_000_000_000 }))).toMatchObject({ version: 1_700_000_000_000_000 })
    expect(() => toStored(caseFact({ fields: {}, version: Number.NaN }))).toThrow(RangeError)
  })

  it('of another kind is another identity', () => {
    expect([kindOf(caseFact({ fields: {} })), kindOf(entryFact({})), kindOf(measurement)]).toEqual(['appeal', 'register:data-resource', 'measurement:i'])
  })
})

describe('what is no number or no instant', () => {
  it.each([Number.NaN, Infinity, -Infinity, 8.64e15 + 1, Date.UTC(4001, 0, 1), Date.UTC(999, 11, 31)])('cannot be stored: %s', (number) => {
    expect(() => toStored(caseFact({ fields: { dueAt: number } }))).toThrow(RangeError)
    expect(() => toStored(caseFact({ fields: { closedAt: [1, number] } }))).toThrow(RangeError)
    expect(() => toStored(entryFact({ observedAt: number, version: 1 }))).toThrow(RangeError)
  })
})
