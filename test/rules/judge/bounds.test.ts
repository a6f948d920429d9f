import { describe, expect, it } from 'vitest'
import type { Quantity } from '../../../rules/facts/fact.ts'
import { judge } from '../../../rules/judge/judge.ts'
import type { Outcome } from '../../../rules/judge/standing.ts'
import { getIndicator } from '../../../rules/model/lookup.ts'
import type { Requirement } from '../../../rules/model/requirement-schema.ts'
import { draft } from '../draft-model.ts'
import { around } from './values.ts'

function outcomeOf(requirement: Requirement, quantity: Quantity, population = requirement.population): Outcome | undefined {
  const indicator = getIndicator(draft, requirement.indicator).code
  return judge(draft, [{ indicator, population, state: 'ok', quantity }]).flatMap(({ requirements }) => requirements).find((outcome) => outcome.requirement === requirement.id)
}

describe.each(draft.requirements.map((requirement) => [requirement.id, requirement] as const))('%s', (_, requirement) => {
  const { at, better, worse } = around(requirement)

  it('is met at its bound, which belongs to it', () => {
    expect(outcomeOf(requirement, at)).toMatchObject({ outcome: 'met', gap: null })
  })

  it('is met just on the good side of it', () => {
    if (better !== undefined) expect(outcomeOf(requirement, better)?.outcome).toBe('met')
  })

  it('is missed by the smallest step on the bad side, and the gap is that step', () => {
    expect(outcomeOf(requirement, worse)).toMatchObject({ outcome: 'not-met', gap: { exact: 1n } })
  })

  it('reads the value of its own population only', () => {
    const other = requirement.population === 'all' ? 'excluding-complex' : 'all'
    expect(outcomeOf(requirement, at, other)).toMatchObject({ outcome: 'unknown', state: 'no-data' })
  })
})
