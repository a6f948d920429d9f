// Facts in few words: what a test does not name is as plain as can be.
import type { CaseFact, CaseFields, RegisterFact } from '../../../rules/facts/fact.ts'

/** A statement whose digest is its content, as in the store: equal content is the same statement. */
export const stated = <F extends CaseFact | RegisterFact>(fact: F): { readonly digest: string; readonly fact: F } => ({ digest: JSON.stringify(fact), fact })

export const caseFact = (fact: Partial<CaseFact> & { readonly fields: CaseFields }): CaseFact =>
  ({ kind: 'case', caseType: 'appeal', source: '12345', key: 'A1', observedAt: 0, version: 1, area: null, bureau: null, completeness: 'full', ...fact })

export const entryFact = (fact: Partial<RegisterFact>): RegisterFact =>
  ({ kind: 'register-entry', register: 'data-resource', source: 'catalogue', key: 'R1', observedAt: 0, version: fact.observedAt ?? 0, area: null, bureau: null, status: 'draft', ...fact })
