import { describe, expect, it } from 'vitest'
import type { CaseFact, Fact } from '../../../rules/facts/fact.ts'
import { fc } from '../../services/properties.ts'
import { caseFact } from '../../rules/facts/facts.ts'
import { caseStatement, entryStatement, shuffled } from '../../rules/facts/statements.ts'
import { MemoryStore } from './memory-store.ts'

const key = fc.constantFrom('1', '2', '3')
const facts: fc.Arbitrary<readonly Fact[]> = fc.array(
  fc.oneof(
    fc.tuple(key, caseStatement).map(([name, { fact }]): Fact => ({ ...fact, key: name })),
    fc.tuple(key, entryStatement).map(([name, { fact }]): Fact => ({ ...fact, key: name })),
  ),
  { minLength: 1, maxLength: 14 },
)

const after = (...batches: readonly (readonly Fact[])[]) => {
  const store = new MemoryStore()
  for (const batch of batches) store.takeIn(batch)
  return store.net()
}

/** The same things in parts, each part of at least one. */
const inParts = <T>(things: readonly T[]): fc.Arbitrary<readonly (readonly T[])[]> =>
  fc.array(fc.nat({ max: things.length }), { maxLength: 4 }).map((cuts) => {
    const places = [0, ...cuts.sort((a, b) => a - b), things.length]
    return places.slice(1).map((to, index) => things.slice(places[index], to)).filter((part) => part.length > 0)
  })

describe('whatever was said about cases and lists', () => {
  it('stands for the same edges in every order and every division into deliveries', () => {
    fc.assert(fc.property(facts.chain((all) => fc.tuple(fc.constant(all), shuffled(all).chain(inParts))), ([all, parts]) => {
      expect(after(...parts)).toEqual(after(all))
    }))
  })

  it('said twice is said once', () => {
    fc.assert(fc.property(facts, (all) => {
      expect(after(all, all, [...all].reverse())).toEqual(after(all))
    }))
  })

  it('and taken back leaves nothing of a case', () => {
    fc.assert(fc.property(facts, (all) => {
      const cases = all.filter((fact): fact is CaseFact => fact.kind === 'case')
      const back = cases.map((fact): Fact => caseFact({ key: fact.key, version: 99, completeness: 'partial', fields: {}, withdrawn: true }))
      expect(after(cases, back)).toEqual(new Map())
      expect(after(back, cases)).toEqual(new Map())
    }))
  })

  it('corrected is as if it had never been wrong', () => {
    const record = caseStatement.filter(({ fact }) => fact.withdrawn !== true)
    fc.assert(fc.property(fc.array(record, { maxLength: 4 }), record, (wrong, { fact }) => {
      const right: Fact = { ...fact, completeness: 'full', version: 9 }
      expect(after(wrong.map((statement): Fact => ({ ...statement.fact, completeness: 'full' })), [right])).toEqual(after([right]))
    }))
  })

  it('corrected in a list is as if it had never been wrong', () => {
    fc.assert(fc.property(entryStatement, entryStatement, ({ fact: wrong }, { fact: right }) => {
      const corrected: Fact = { ...right, observedAt: wrong.observedAt, version: 9 }
      expect(after([wrong], [corrected])).toEqual(after([corrected]))
    }))
  })
})
