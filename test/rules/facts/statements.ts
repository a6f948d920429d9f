// Statements about one case and one list entry for properties: few versions and few instants, so that ties and collisions are common.
import type { CaseStatement } from '../../../rules/facts/case.ts'
import type { CaseFields } from '../../../rules/facts/fact.ts'
import type { RegisterStatement } from '../../../rules/facts/register.ts'
import { fc } from '../../services/properties.ts'
import { caseFact, entryFact, stated } from './facts.ts'

const instant = fc.integer({ min: 1, max: 9 })

export const caseFields: fc.Arbitrary<CaseFields> = fc.record({
  acceptedAt: instant, dispatchedAt: instant, firstContactAt: instant, cancelledAt: instant,
  closedAt: fc.uniqueArray(instant, { maxLength: 3 }), reopenedAt: fc.uniqueArray(instant, { maxLength: 3 }),
  complex: fc.boolean(), cancelled: fc.boolean(), directAnswer: fc.boolean(), online: fc.boolean(),
}, { requiredKeys: [] })

const place = (...codes: string[]): fc.Arbitrary<string | null> => fc.constantFrom(null, ...codes)

export const caseStatement: fc.Arbitrary<CaseStatement> = fc.record({
  version: fc.integer({ min: 1, max: 4 }), completeness: fc.constantFrom('full', 'partial', 'partial'), area: place('east', 'west'), bureau: place('water'),
  withdrawn: fc.integer({ min: 0, max: 5 }), fields: caseFields,
}).map(({ withdrawn, ...rest }) => stated(caseFact({ ...rest, ...(withdrawn === 0 ? { withdrawn: true, fields: {} } : {}) })))

/** What is known of one case: every statement once. */
export const caseStatements = fc.uniqueArray(caseStatement, { minLength: 1, maxLength: 6, selector: ({ digest }) => digest })

export const entryStatement: fc.Arbitrary<RegisterStatement> = fc.tuple(
  fc.record({
    observedAt: instant, version: fc.integer({ min: 1, max: 2 }), status: fc.constantFrom('draft', 'reviewing', 'approved'), area: place('east', 'west'),
    since: instant, validFrom: instant, validTo: instant, lastUsedAt: instant, group: fc.constantFrom('g1', 'g2'),
  }, { requiredKeys: ['observedAt', 'version', 'status', 'area'] }),
  fc.integer({ min: 0, max: 5 }),
).map(([fact, withdrawn]) => stated(entryFact({ ...fact, ...(withdrawn === 0 ? { withdrawn: true } : {}) })))

export const entryStatements = fc.uniqueArray(entryStatement, { minLength: 1, maxLength: 5, selector: ({ digest }) => digest })

/** Every order of a few things, or a shuffle of more. */
export const shuffled = <T>(things: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...things], { minLength: things.length, maxLength: things.length })
