import { describe, expect, it } from 'vitest'
import { AreaCounts } from '../../../rules/edges/counts-by-cell.ts'
import { planOf } from '../../../rules/edges/plan.ts'
import { edgesOfEntry } from '../../../rules/edges/register-edges.ts'
import { getCalculation } from '../../../rules/model/lookup.ts'
import { quantityOf, shapeOf } from '../../../rules/values/quantity.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { listWorlds } from './list-lives.ts'
import { countListNaively, definitions } from './naive-entries.ts'

const plan = planOf(draft, {})
const scopes: ReadonlyMap<string, ReadonlySet<string>> = new Map([['city', new Set(['city', 'east', 'west'])], ['east', new Set(['east'])], ['west', new Set(['west'])]])

describe('the sum of the edges of a list up to an instant', () => {
  it('is the count of its entries at that instant, in every area and for every shape', () => {
    fc.assert(fc.property(listWorlds(['east', 'east', 'west']), ({ definition, entries, instants }) => {
      const calculation = getCalculation(draft, definition.calculation)
      const edges = entries.flatMap(({ register, statements }) =>
        (plan.registers.get(register) ?? []).filter(({ id }) => id === calculation.id).flatMap((reading) => edgesOfEntry(statements, reading, 'list')))
      for (const asOf of instants) {
        for (const areas of scopes.values()) {
          const counts = new AreaCounts()
          for (const edge of edges) if (edge.at <= asOf && areas.has(edge.series.area)) counts.add(edge.series, edge.counts)
          const snapshot = { shape: shapeOf(calculation), window: { id: 'snapshot', rule: { kind: 'snapshot' } as const }, span: { from: asOf, to: asOf }, clock: asOf }
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
