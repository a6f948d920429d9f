import { describe, expect, it } from 'vitest'
import { edgesOfEntry, type RegisterCalculation } from '../../../rules/edges/register-edges.ts'
import type { RegisterFact } from '../../../rules/facts/fact.ts'
import { entryFact, stated } from '../facts/facts.ts'

const DAY = 86_400_000
const approved: RegisterCalculation = { id: 'r/1', excluded: ['retired'], metStatuses: ['approved'], segment: '', grouped: false }
const active: RegisterCalculation = { id: 'a/1', excluded: [], metStatuses: ['in-use'], activeForDays: 92, segment: '', grouped: false }

const spoken = (calculation: RegisterCalculation, ...facts: readonly Partial<RegisterFact>[]): readonly string[] =>
  edgesOfEntry(facts.map((fact) => stated(entryFact(fact))), calculation, 's').map(({ at, series, counts }) =>
    `${at}${series.area === '' ? '' : ` ${series.area}`}${series.group === '' ? '' : ` ${series.group}`} ${counts.entered} ${counts.met}`)

describe('an entry of a list', () => {
  it('enters, is met and leaves', () => {
    expect(spoken(approved, { observedAt: 1 }, { observedAt: 5, status: 'approved' }, { observedAt: 9, withdrawn: true })).toEqual(['1 1 0', '5 0 1', '9 -1 -1'])
  })

  it('takes its count along to another area', () => {
    expect(spoken(approved, { observedAt: 1, area: 'east', status: 'approved' }, { observedAt: 5, area: 'west', status: 'approved' })).toEqual(['1 east 1 1', '5 east -1 -1', '5 west 1 1'])
  })

  it('of a status that is left out is not counted, from the day on which that status began', () => {
    expect(spoken(approved, { observedAt: 1, status: 'retired' })).toEqual([])
    expect(spoken(approved, { observedAt: 5, validFrom: 1, status: 'retired', since: 3 })).toEqual(['1 1 0', '3 -1 0'])
  })

  it('said again unchanged changes nothing', () => {
    expect(spoken(approved, { observedAt: 1 }, { observedAt: 5 }, { observedAt: 9 })).toEqual(['1 1 0'])
  })
})

describe('an entry that lapses without use', () => {
  it('is met for 92 days after its last use, and no longer at that very instant', () => {
    expect(spoken(active, { observedAt: 0, status: 'in-use', lastUsedAt: 0 })).toEqual(['0 1 1', `${92 * DAY} 0 -1`])
  })

  it('is met again with a new use', () => {
    expect(spoken(active, { observedAt: 0, status: 'in-use', lastUsedAt: 0 }, { observedAt: 100 * DAY, status: 'in-use', lastUsedAt: 99 * DAY })).toEqual(
      ['0 1 1', `${92 * DAY} 0 -1`, `${99 * DAY} 0 1`, `${191 * DAY} 0 -1`])
  })

  it('was not in use before the first use that anybody tells of', () => {
    expect(spoken(active, { observedAt: 300 * DAY, validFrom: 0, status: 'in-use', since: 0, lastUsedAt: 299 * DAY })).toEqual(['0 1 0', `${299 * DAY} 0 1`, `${391 * DAY} 0 -1`])
  })

  it('without any use is not met: an open account is not use', () => {
    expect(spoken(active, { observedAt: 0, status: 'in-use' })).toEqual(['0 1 0'])
  })
})

describe('a list that names the groups', () => {
  it('names them by group, or by its own key where an entry gives none', () => {
    const scope: RegisterCalculation = { id: 'g/1', excluded: ['out-of-scope'], metStatuses: [], segment: 'scope', grouped: true }
    expect(spoken(scope, { observedAt: 1, key: 'B07', status: 'in-scope' })).toEqual(['1 B07 1 0'])
    expect(spoken(scope, { observedAt: 1, key: 'B07', group: 'water', status: 'in-scope' })).toEqual(['1 water 1 0'])
  })
})
