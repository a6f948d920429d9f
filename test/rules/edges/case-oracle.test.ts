import { describe, expect, it } from 'vitest'
import { AreaCounts } from '../../../rules/edges/counts-by-cell.ts'
import { edgesOfCase } from '../../../rules/edges/case-edges.ts'
import type { Edge } from '../../../rules/edges/edge.ts'
import { planOf, ruleOf } from '../../../rules/edges/plan.ts'
import type { CaseState } from '../../../rules/facts/case.ts'
import { getWindow } from '../../../rules/model/lookup.ts'
import { isCaseCalculation } from '../../../rules/model/measure-schema.ts'
import { spanOf } from '../../../rules/time/windows.ts'
import { zoneOf, type Zone } from '../../../rules/time/zone.ts'
import { quantityOf } from '../../../rules/values/quantity.ts'
import { shapeOf } from '../../../rules/values/values-of-area.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { askedAt, caseLife, turningPoints } from './lives.ts'
import { countNaively, type KnownCase } from './naive-cases.ts'

const plan = planOf(draft)
const calculations = draft.calculations.filter(isCaseCalculation)

function edgesOf({ type, fields, withdrawn = false }: KnownCase, zone: Zone): readonly Edge[] {
  const state: CaseState = { area: 'east', bureau: null, withdrawn, fields, disputed: false }
  return plan.cases[type].flatMap((calculation) => edgesOfCase(state, calculation, { area: 'east', bureau: '', source: 's' }, zone))
}

const zones = fc.constantFrom('Asia/Shanghai', 'America/Los_Angeles')
const worlds = zones
  .chain((zone) => fc.record({ zone: fc.constant(zone), cases: fc.array(caseLife(zoneOf(zone)), { minLength: 1, maxLength: 8 }) }))
  .chain(({ zone, cases }) => fc.record({ zone: fc.constant(zone), cases: fc.constant(cases), instants: fc.array(askedAt(turningPoints(cases, zoneOf(zone))), { minLength: 1, maxLength: 6 }) }))

describe('the sum of the edges up to an instant', () => {
  it('is the count of the cases at that instant, for every calculation, population and window', () => {
    fc.assert(fc.property(worlds, ({ zone: name, cases, instants }) => {
      const zone = zoneOf(name)
      const edges = cases.flatMap((known) => edgesOf(known, zone))
      for (const asOf of instants) {
        for (const calculation of calculations) {
          const counts = new AreaCounts()
          for (const edge of edges) if (edge.at <= asOf && edge.series.calculation === calculation.id) counts.add(edge.series, edge.counts)
          for (const { id: window } of calculation.windows) {
            const rule = ruleOf(getWindow(draft, window))
            for (const population of calculation.populations) {
              const question = { shape: shapeOf(calculation), window: { id: window, rule }, span: spanOf(rule, asOf, zone), asOf, without: population.without }
              expect(quantityOf(counts, question), `${calculation.id} ${population.id} ${window} at ${zone.format(asOf)}`)
                .toEqual(countNaively(cases, { calculation: calculation.id, population: population.id, window, asOf, zone: zone.name }))
            }
          }
        }
      }
    }), { numRuns: runs(300) })
  })

  it('asks of every case calculation that the model has', () => {
    expect(calculations.map(({ id }) => id)).toEqual(['event-online/1', 'appeal-response/1', 'appeal-completion/1'])
  })
})

describe('the edges of any case', () => {
  const one = zones.chain((zone) => fc.record({ zone: fc.constant(zone), known: caseLife(zoneOf(zone)) }))

  it('come in order of time and never count a case twice or below nothing', () => {
    fc.assert(fc.property(one, ({ zone, known }) => {
      for (const edges of Map.groupBy(edgesOf(known, zoneOf(zone)), ({ series }) => JSON.stringify(series)).values()) {
        const sum = { entered: 0, met: 0, open: 0 }
        expect(edges.map(({ at }) => at)).toEqual(edges.map(({ at }) => at).sort((a, b) => a - b))
        for (const { counts } of edges) {
          sum.entered += counts.entered
          sum.met += counts.met
          sum.open += counts.open
          expect([0, 1]).toContain(sum.entered)
          expect([0, 1]).toContain(sum.met)
          expect([0, 1]).toContain(sum.open)
          expect(sum.met + sum.open).toBeLessThanOrEqual(sum.entered)
        }
      }
    }))
  })

  it('are nothing once it has left a window: what the window forgot is exactly what was there', () => {
    fc.assert(fc.property(one, ({ zone, known }) => {
      const totals = new Map<string, { entered: number; met: number; open: number; openStartMs: bigint; elapsedMs: bigint }>()
      for (const { series, counts } of edgesOf(known, zoneOf(zone))) {
        if (series.window === 'rolling-30-days') continue
        const sign = series.window === '' ? 1 : -1
        const total = totals.get(series.calculation) ?? { entered: 0, met: 0, open: 0, openStartMs: 0n, elapsedMs: 0n }
        totals.set(series.calculation, {
          entered: total.entered + sign * counts.entered, met: total.met + sign * counts.met, open: total.open + sign * counts.open,
          openStartMs: total.openStartMs + BigInt(sign) * counts.openStartMs, elapsedMs: total.elapsedMs + BigInt(sign) * counts.elapsedMs,
        })
      }
      for (const total of totals.values()) expect(total).toEqual({ entered: 0, met: 0, open: 0, openStartMs: 0n, elapsedMs: 0n })
    }))
  })
})
