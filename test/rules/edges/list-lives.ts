// Lists for properties: entries that move, lapse, end and begin again, and often share a group.
import type { RegisterFact } from '../../../rules/facts/fact.ts'
import { findRegister } from '../../../rules/model/lookup.ts'
import { fc } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { entryFact, stated } from '../facts/facts.ts'
import { shuffled } from '../facts/statements.ts'
import { definitions, type KnownEntry, type ListDefinition } from './naive-entries.ts'

const DAY = 86_400_000
const START = Date.UTC(2025, 0, 1)

const instant = fc.integer({ min: 0, max: 40 }).map((step) => START + step * 10 * DAY)

/** Statements of a list whose entries often have the status that counts and often share a group. */
function statementAbout(register: string, key: string, likely: readonly string[], areas: readonly string[]): fc.Arbitrary<RegisterFact> {
  const statuses = [...(findRegister(draft, register)?.statuses ?? []), ...likely, ...likely]
  return fc.tuple(
    fc.record({
      observedAt: instant, version: fc.integer({ min: 1, max: 2 }), status: fc.constantFrom(...statuses), area: fc.constantFrom(...areas),
      since: instant, validFrom: instant, validTo: instant, lastUsedAt: instant,
    }, { requiredKeys: ['observedAt', 'version', 'status', 'area'] }),
    fc.constantFrom('g1', 'g1', 'g1', 'g2', 'g3', undefined),
    fc.integer({ min: 0, max: 7 }),
  ).map(([fact, group, withdrawn]) => entryFact({ ...fact, register, key, ...(group === undefined ? {} : { group }), ...(withdrawn === 0 ? { withdrawn: true } : {}) }))
}

/** Every instant that a statement names, with its lapse. */
const points = (entries: readonly KnownEntry[]): readonly number[] =>
  entries.flatMap(({ statements }) => statements.flatMap(({ fact }) =>
    [fact.observedAt, fact.since, fact.validFrom, fact.validTo, fact.lastUsedAt, (fact.lastUsedAt ?? 0) + 92 * DAY].filter((at) => at !== undefined)))

export interface ListWorld {
  readonly definition: ListDefinition
  readonly entries: readonly KnownEntry[]
  /** On the instants that matter, and a millisecond beside them. */
  readonly instants: readonly number[]
}

/** Lists of every definition, reported for these areas; one that stands twice is likelier. */
export function listWorlds(areas: readonly string[]): fc.Arbitrary<ListWorld> {
  const entryOf = (register: string, key: string, likely: readonly string[] = []): fc.Arbitrary<KnownEntry> =>
    fc.array(statementAbout(register, key, likely, areas), { minLength: 1, maxLength: 3 }).chain((facts) => shuffled(facts)).map((facts) => ({ register, statements: facts.map(stated) }))
  const entriesOf = ({ register, counted, groupsOf }: ListDefinition): fc.Arbitrary<readonly KnownEntry[]> =>
    fc.tuple(
      fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 6 }).chain((keys) => fc.tuple(...keys.map((key, index) => entryOf(register, `R${key}-${index}`, counted)))),
      groupsOf === undefined ? fc.constant([]) : fc.tuple(...['g1', 'g2', 'g4'].map((key) => entryOf(groupsOf.register, key))),
    ).map((lists) => lists.flat())
  return fc.constantFrom(...definitions).chain((definition) =>
    entriesOf(definition).chain((entries) => fc.record({
      definition: fc.constant(definition), entries: fc.constant(entries),
      instants: fc.array(fc.tuple(fc.constantFrom(...points(entries)), fc.constantFrom(-1, 0, 1)).map(([at, nudge]) => at + nudge), { minLength: 1, maxLength: 8 }),
    })))
}
