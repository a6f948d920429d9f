import { describe, expect, it } from 'vitest'
import type { RegisterFact } from '../../../rules/facts/fact.ts'
import { statesOfEntry, usesOf, type EntryState } from '../../../rules/facts/register.ts'
import { fc } from '../../services/properties.ts'
import { entryFact, stated } from './facts.ts'
import { entryStatements, shuffled } from './statements.ts'

const says = (fact: Partial<RegisterFact>) => stated(entryFact(fact))

/** `from status`, `from -` where it is not in the list, `from (status)` where the status has still to come; only what changes. */
const spoken = (states: readonly EntryState[]): readonly string[] =>
  states
    .map(({ from, entry }) => [from, entry === null ? '-' : entry.begun ? entry.status : `(${entry.status})`] as const)
    .filter(([, word], index, all) => word !== all[index - 1]?.[1])
    .map((pair) => pair.join(' '))

describe('an entry of a list', () => {
  it('exists from its first statement, or from its entry into the list', () => {
    expect(spoken(statesOfEntry([says({ observedAt: 5 })]))).toEqual(['5 draft'])
    expect(spoken(statesOfEntry([says({ observedAt: 5, validFrom: 2 })]))).toEqual(['2 draft'])
    expect(spoken(statesOfEntry([says({ observedAt: 5, validFrom: 8 })]))).toEqual(['8 draft'])
    expect(statesOfEntry([])).toEqual([])
  })

  it('is what its last statement said until the next one', () => {
    expect(spoken(statesOfEntry([says({ observedAt: 5 }), says({ observedAt: 7, status: 'approved' })]))).toEqual(['5 draft', '7 approved'])
  })

  it('has had its status since the date that the list gives, also in the past', () => {
    expect(spoken(statesOfEntry([says({ observedAt: 5 }), says({ observedAt: 9, status: 'approved', since: 7 })]))).toEqual(['5 draft', '7 approved'])
    expect(spoken(statesOfEntry([says({ observedAt: 5, validFrom: 1, status: 'approved', since: 3 })]))).toEqual(['1 (approved)', '3 approved'])
    expect(spoken(statesOfEntry([says({ observedAt: 5 }), says({ observedAt: 6, status: 'approved', since: 8 })])).at(-1)).toBe('8 approved')
  })

  it('ends where the list says so, and begins again with a later statement', () => {
    expect(spoken(statesOfEntry([says({ observedAt: 5, validTo: 8 })]))).toEqual(['5 draft', '8 -'])
    expect(spoken(statesOfEntry([says({ observedAt: 5, validTo: 8 }), says({ observedAt: 9, status: 'approved' })]))).toEqual(['5 draft', '8 -', '9 approved'])
    expect(spoken(statesOfEntry([says({ observedAt: 5, validTo: 8 }), says({ observedAt: 7 })]))).toEqual(['5 draft'])
  })

  it('ends with a withdrawal, and begins again with a later statement', () => {
    expect(spoken(statesOfEntry([says({ observedAt: 5 }), says({ observedAt: 7, withdrawn: true }), says({ observedAt: 9 })]))).toEqual(['5 draft', '7 -', '9 draft'])
  })

  it('began when it began, whatever a withdrawal repeats', () => {
    const known = [says({ observedAt: 3, validFrom: 1 }), says({ observedAt: 5, validFrom: 2 }), says({ observedAt: 7, validFrom: 1, withdrawn: true })]
    expect(spoken(statesOfEntry(known))[0]).toBe('2 draft')
  })

  it('is corrected by a newer version of the same observation', () => {
    const wrong = says({ observedAt: 5, version: 1, status: 'approved', since: 4 })
    const right = says({ observedAt: 5, version: 2, status: 'reviewing' })
    expect(statesOfEntry([wrong, right])).toEqual(statesOfEntry([right]))
    expect(spoken(statesOfEntry([right, says({ observedAt: 5, version: 3, withdrawn: true })]))).toEqual(['5 -'])
  })
})

describe('the uses of an entry', () => {
  it('are all that were ever stated, each once and in order of time', () => {
    expect(usesOf([says({ observedAt: 9, lastUsedAt: 8 }), says({ observedAt: 5, lastUsedAt: 3 }), says({ observedAt: 6, lastUsedAt: 3 }), says({ observedAt: 7 })])).toEqual([3, 8])
  })

  it('are not those that a correction or a withdrawal took back', () => {
    expect(usesOf([says({ observedAt: 5, version: 1, lastUsedAt: 4 }), says({ observedAt: 5, version: 2, lastUsedAt: 2 })])).toEqual([2])
    expect(usesOf([says({ observedAt: 5, lastUsedAt: 4, withdrawn: true })])).toEqual([])
  })
})

describe('any statements about an entry', () => {
  it('make the same states in every order of arrival', () => {
    fc.assert(fc.property(entryStatements.chain((known) => fc.tuple(fc.constant(known), shuffled(known))), ([known, other]) => {
      expect(statesOfEntry(other)).toEqual(statesOfEntry(known))
      expect(usesOf(other)).toEqual(usesOf(known))
    }))
  })

  it('make states that follow one another in time', () => {
    fc.assert(fc.property(entryStatements, (known) => {
      const times = statesOfEntry(known).map(({ from }) => from)
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
    }))
  })
})
