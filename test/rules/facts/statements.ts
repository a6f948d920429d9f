// Statements about one case and one list entry for properties: few versions and few instants, so that ties and collisions are common.
import type { CaseStatement } from '../../../rules/facts/case.ts'
import type { CaseFact, CaseFields, RegisterFact } from '../../../rules/facts/fact.ts'
import type { RegisterStatement } from '../../../rules/facts/register.ts'
import { fc } from '../../services/properties.ts'

/** A statement whose digest is its content, as in the store: equal content is the same statement. */
export const stated = <F extends CaseFact | RegisterFact>(fact: F): { readonly digest: string; readonly fact: F } => ({ digest: JSON.stringify(fact), fact })

export const caseFact = (fact: Partial<CaseFact> & { readonly fields: CaseFields }): CaseFact =>
  ({ kind: 'case', caseType: 'appeal', source: '12345', key: 'A1', observedAt: 0, version: 1, area: null, bureau: null, completeness: 'full', ...fact })

export const entryFact = (fact: Partial<RegisterFact>): RegisterFact =>
  ({ kind: 'register-entry', register: 'data-resource', source: 'catalogue', key: 'R1', observedAt: 0, version: fact.observedAt ?? 0, area: null, bureau: null, status: 'draft', ...fact })

const instant = fc.integer({ min: 1, max: 9 })
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined })
const withoutBlanks = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

export const caseFields: fc.Arbitrary<CaseFields> = fc.record({
  acceptedAt: maybe(instant), dispatchedAt: maybe(instant), firstContactAt: maybe(instant), cancelledAt: maybe(instant),
  closedAt: maybe(fc.uniqueArray(instant, { maxLength: 3 })), reopenedAt: maybe(fc.uniqueArray(instant, { maxLength: 3 })),
  complex: maybe(fc.boolean()), cancelled: maybe(fc.boolean()), directAnswer: maybe(fc.boolean()), online: maybe(fc.boolean()),
}).map(withoutBlanks)

const place = (...codes: string[]): fc.Arbitrary<string | null> => fc.constantFrom(null, ...codes)

export const caseStatement: fc.Arbitrary<CaseStatement> = fc.record({
  version: fc.integer({ min: 1, max: 4 }), completeness: fc.constantFrom('full', 'partial', 'partial'), area: place('east', 'west'), bureau: place('water'),
  withdrawn: fc.integer({ min: 0, max: 5 }), fields: caseFields,
}).map(({ withdrawn, ...rest }) => stated(caseFact({ ...rest, ...(withdrawn === 0 ? { withdrawn: true, fields: {} } : {}) })))

/** What is known of one case: every statement once. */
export const caseStatements = fc.uniqueArray(caseStatement, { minLength: 1, maxLength: 6, selector: ({ digest }) => digest })

export const entryStatement: fc.Arbitrary<RegisterStatement> = fc.record({
  observedAt: instant, version: fc.integer({ min: 1, max: 2 }), status: fc.constantFrom('draft', 'reviewing', 'approved'),
  since: maybe(instant), validFrom: maybe(instant), validTo: maybe(instant), lastUsedAt: maybe(instant),
  group: maybe(fc.constantFrom('g1', 'g2')), area: place('east', 'west'), withdrawn: fc.integer({ min: 0, max: 5 }),
}).map(({ withdrawn, observedAt, version, area, ...rest }) =>
  stated(entryFact({ observedAt, version, area, ...withoutBlanks(rest), ...(withdrawn === 0 ? { withdrawn: true } : {}) })))

export const entryStatements = fc.uniqueArray(entryStatement, { minLength: 1, maxLength: 5, selector: ({ digest }) => digest })

/** Every order of a few things, or a shuffle of more. */
export const shuffled = <T>(things: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...things], { minLength: things.length, maxLength: things.length })
