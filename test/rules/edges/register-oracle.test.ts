import { describe, expect, it } from 'vitest'
import { AreaCounts } from '../../../rules/edges/counts-by-cell.ts'
import { planOf } from '../../../rules/edges/plan.ts'
import { edgesOfEntry } from '../../../rules/edges/register-edges.ts'
import type { RegisterFact } from '../../../rules/facts/fact.ts'
import { findRegister, getCalculation } from '../../../rules/model/lookup.ts'
import { quantityOf } from '../../../rules/values/quantity.ts'
import { shapeOf } from '../../../rules/values/values-of-area.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { entryFact, stated } from '../facts/facts.ts'
import { shuffled } from '../facts/statements.ts'
import { countListNaively, definitions, type KnownEntry, type ListDefinition } from './naive-entries.ts'

const DAY = 86_400_000
const START = Date.UTC(2025, 0, 1)
const plan = planOf(draft)
const scopes: ReadonlyMap<string, ReadonlySet<string>> = new Map([['city', new Set(['city', 'east', 'west'])], ['east', new Set(['east'])], ['west', new Set(['west'])]])

const instant = fc.integer({ min: 0, max: 40 }).map((step) => START + step * 10 * DAY)
/** Statements of a list whose entries often have the status that counts and often share a group. */
function statementAbout(register: string, key: string, likely: readonly string[]): fc.Arbitrary<RegisterFact> {
  const statuses = [...(findRegister(draft, register)?.statuses ?? []), ...likely, ...likely]
  return fc.tuple(
    fc.record({
      observedAt: instant, version: fc.integer({ min: 1, max: 2 }), status: fc.constantFrom(...statuses), area: fc.constantFrom('east', 'east', 'west'),
      since: instant, validFrom: instant, validTo: instant, lastUsedAt: instant,
    }, { requiredKeys: ['observedAt', 'version', 'status', 'area'] }),
    fc.constantFrom('g1', 'g1', 'g1', 'g2', 'g3', undefined),
    fc.integer({ min: 0, max: 7 }),
  ).map(([fact, group, withdrawn]) => entryFact({ ...fact, register, key, ...(group === undefined ? {} : { group }), ...(withdrawn === 0 ? { withdrawn: true } : {}) }))
}

const entryOf = (register: string, key: string, likely: readonly string[] = []): fc.Arbitrary<KnownEntry> =>
  fc.array(statementAbout(register, key, likely), { minLength: 1, maxLength: 3 }).chain((facts) => shuffled(facts)).map((facts) => ({ register, statements: facts.map(stated) }))

const entriesOf = ({ register, counted, groupsOf }: ListDefinition): fc.Arbitrary<readonly KnownEntry[]> =>
  fc.tuple(
    fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 6 }).chain((keys) => fc.tuple(...keys.map((key, index) => entryOf(register, `R${key}-${index}`, counted)))),
    groupsOf === undefined ? fc.constant([]) : fc.tuple(...['g1', 'g2', 'g4'].map((key) => entryOf(groupsOf.register, key))),
  ).map((lists) => lists.flat())

/** Every instant that a statement names, with its lapse. */
const points = (entries: readonly KnownEntry[]): readonly number[] =>
  entries.flatMap(({ statements }) => statements.flatMap(({ fact }) =>
    [fact.observedAt, fact.since, fact.validFrom, fact.validTo, fact.lastUsedAt, (fact.lastUsedAt ?? 0) + 92 * DAY].filter((at) => at !== undefined)))

const worlds = fc.constantFrom(...definitions).chain((definition) =>
  entriesOf(definition).chain((entries) => fc.record({
    definition: fc.constant(definition), entries: fc.constant(entries),
    instants: fc.array(fc.tuple(fc.constantFrom(...points(entries)), fc.constantFrom(-1, 0, 1)).map(([at, nudge]) => at + nudge), { minLength: 1, maxLength: 8 }),
  })))

describe('the sum of the edges of a list up to an instant', () => {
  it('is the count of its entries at that instant, in every area and for every shape', () => {
    fc.assert(fc.property(worlds, ({ definition, entries, instants }) => {
      const calculation = getCalculation(draft, definition.calculation)
      const edges = entries.flatMap(({ register, statements }) =>
        (plan.registers.get(register) ?? []).filter(({ id }) => id === calculation.id).flatMap((reading) => edgesOfEntry(statements, reading, 'list')))
      for (const asOf of instants) {
        for (const areas of scopes.values()) {
          const counts = new AreaCounts()
          for (const edge of edges) if (edge.at <= asOf && areas.has(edge.series.area)) counts.add(edge.series, edge.counts)
          const snapshot = { shape: shapeOf(calculation), window: { id: 'snapshot', rule: { kind: 'snapshot' } as const }, span: { from: asOf, to: asOf }, asOf }
          expect(quantityOf(counts, snapshot).quantity, `${calculation.id} at ${new Date(asOf).toISOString()}`).toEqual(countListNaively(entries, definition, { asOf, areas }))
        }
      }
    }), { numRuns: runs(500) })
  })

  it('asks of every shape that the model has', () => {
    const asked = new Set(definitions.map(({ calculation }) => JSON.stringify(shapeOf(getCalculation(draft, calculation)))))
    const there = new Set(draft.calculations.filter(({ facts }) => facts.kind === 'register-entry').map((calculation) => JSON.stringify(shapeOf(calculation))))
    expect(asked).toEqual(there)
  })
})
