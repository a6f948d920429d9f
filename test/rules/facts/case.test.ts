import { describe, expect, it } from 'vitest'
import { foldCase } from '../../../rules/facts/case.ts'
import type { CaseFact, CaseFields } from '../../../rules/facts/fact.ts'
import { fc } from '../../services/properties.ts'
import { caseFact, stated } from './facts.ts'
import { caseStatements, shuffled } from './statements.ts'

const full = (version: number, fields: CaseFields, more: Partial<CaseFact> = {}) => stated(caseFact({ version, fields, ...more }))
const partial = (version: number, fields: CaseFields, more: Partial<CaseFact> = {}) => stated(caseFact({ version, completeness: 'partial', fields, ...more }))
const withdrawal = (version: number, completeness: CaseFact['completeness'] = 'full') => stated(caseFact({ version, completeness, fields: {}, withdrawn: true }))

describe('whole records', () => {
  it('say nothing when there is none', () => {
    expect(foldCase([])).toBeUndefined()
  })

  it('the newer one holds, and what it no longer states is gone', () => {
    const state = foldCase([full(2, { acceptedAt: 10 }, { area: 'west' }), full(1, { acceptedAt: 5, closedAt: [9], complex: true }, { area: 'east', bureau: 'water' })])
    expect(state).toEqual({ area: 'west', bureau: null, withdrawn: false, fields: { acceptedAt: 10 }, disputed: false })
  })

  it('of equal version are chosen the same way whatever came first, and the choice is marked', () => {
    const one = full(1, { acceptedAt: 5 })
    const other = full(1, { acceptedAt: 6 })
    expect(foldCase([one, other])).toEqual(foldCase([other, one]))
    expect(foldCase([one, other])?.disputed).toBe(true)
    expect(foldCase([one, full(2, { acceptedAt: 6 })])?.disputed).toBe(false)
  })

  it('of equal version are marked also where another statement stands between them', () => {
    const [first, middle, last] = [full(1, { acceptedAt: 5 }), partial(1, { dispatchedAt: 7 }), full(1, { acceptedAt: 6 })]
    expect(foldCase([{ ...first, digest: 'a' }, { ...middle, digest: 'b' }, { ...last, digest: 'c' }])?.disputed).toBe(true)
  })

  it('that say the same twice are not in dispute', () => {
    expect(foldCase([full(1, { acceptedAt: 5 }, { observedAt: 1 }), full(1, { acceptedAt: 5 }, { observedAt: 2 })])?.disputed).toBe(false)
  })
})

describe('partial statements', () => {
  it('make a case without any whole record', () => {
    expect(foldCase([partial(2, { closedAt: [9] }), partial(1, { acceptedAt: 5 })])?.fields).toEqual({ acceptedAt: 5, closedAt: [9] })
  })

  it('add to the whole record, the first contact being the earliest one', () => {
    const state = foldCase([full(5, { acceptedAt: 1, dispatchedAt: 4, firstContactAt: 9 }), partial(6, { firstContactAt: 12 }), partial(1, { firstContactAt: 7, dispatchedAt: 6 })])
    expect(state?.fields).toEqual({ acceptedAt: 1, dispatchedAt: 4, firstContactAt: 7 })
  })

  it('unite closings and reopenings, each once and in order of time', () => {
    const state = foldCase([partial(1, { closedAt: [9, 3] }), full(2, { closedAt: [5], reopenedAt: [4] }), partial(3, { closedAt: [3], reopenedAt: [8] })])
    expect(state?.fields).toEqual({ closedAt: [3, 5, 9], reopenedAt: [4, 8] })
  })

  it('place and flag the case when they are newer than the whole record', () => {
    const state = foldCase([full(1, { complex: false }, { area: 'east' }), partial(2, { complex: true }, { area: 'west', bureau: 'water' })])
    expect(state).toMatchObject({ area: 'west', bureau: 'water', fields: { complex: true } })
  })

  it('do not place or flag it against a newer whole record, but fill what that one leaves open', () => {
    const state = foldCase([partial(1, { complex: true, online: true }, { area: 'east', bureau: 'water' }), full(2, { complex: false }, { area: 'west' })])
    expect(state).toMatchObject({ area: 'west', bureau: 'water', fields: { complex: false, online: true } })
  })

  it('of equal version are in dispute only where they contradict each other', () => {
    expect(foldCase([partial(1, { complex: true }), partial(1, { complex: false })])?.disputed).toBe(true)
    expect(foldCase([partial(1, {}, { area: 'east' }), full(1, {}, { area: 'west' })])?.disputed).toBe(true)
    expect(foldCase([partial(1, { firstContactAt: 3 }), partial(1, { firstContactAt: 4, complex: true })])?.disputed).toBe(false)
  })
})

describe('a withdrawal', () => {
  it('takes the case back, whatever older statement arrives later', () => {
    const known = [withdrawal(5), full(4, { acceptedAt: 1 }), partial(3, { closedAt: [2] })]
    expect(foldCase(known)?.withdrawn).toBe(true)
  })

  it('holds until a newer statement', () => {
    const state = foldCase([full(1, { acceptedAt: 1 }), withdrawal(2), partial(3, { closedAt: [9] })])
    expect(state).toMatchObject({ withdrawn: false, fields: { acceptedAt: 1, closedAt: [9] } })
  })

  it('of the version of a record is in dispute with it', () => {
    expect(foldCase([full(1, { acceptedAt: 1 }), withdrawal(1, 'partial')])?.disputed).toBe(true)
    expect(foldCase([withdrawal(1), withdrawal(1, 'partial')])?.disputed).toBe(false)
  })
})

describe('any statements', () => {
  it('make the same case in every order of arrival', () => {
    fc.assert(fc.property(caseStatements.chain((known) => fc.tuple(fc.constant(known), shuffled(known))), ([known, other]) => {
      expect(foldCase(other)).toEqual(foldCase(known))
    }))
  })

  it('keep a case withdrawn as long as the newest of them is a withdrawal', () => {
    fc.assert(fc.property(caseStatements, (known) => {
      const newest = Math.max(...known.map(({ fact }) => fact.version))
      expect(foldCase([...known, withdrawal(newest + 1)])?.withdrawn).toBe(true)
    }))
  })

  it('are outweighed by a newer whole record in all that it states', () => {
    fc.assert(fc.property(caseStatements, (known) => {
      const state = foldCase([...known, full(9, { complex: true, online: false, cancelled: false, directAnswer: false }, { area: 'north', bureau: 'roads' })])
      expect(state).toMatchObject({ area: 'north', bureau: 'roads', withdrawn: false, fields: { complex: true, online: false, cancelled: false, directAnswer: false } })
    }))
  })

  it('never move the first contact later', () => {
    fc.assert(fc.property(caseStatements, fc.integer({ min: 1, max: 9 }), (known, contact) => {
      const before = foldCase(known)?.fields.firstContactAt ?? Infinity
      expect(foldCase([...known, partial(2, { firstContactAt: contact }, { observedAt: 99 })])?.fields.firstContactAt).toBe(Math.min(before, contact))
    }))
  })
})
