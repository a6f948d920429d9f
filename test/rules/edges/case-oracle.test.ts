import { describe, expect, it } from 'vitest'
import { AreaCounts } from '../../../rules/edges/counts-by-cell.ts'
import { edgesOfCase } from '../../../rules/edges/case-edges.ts'
import type { Edge } from '../../../rules/edges/edge.ts'
import { planOf, ruleOf, type EdgePlan } from '../../../rules/edges/plan.ts'
import type { CaseState } from '../../../rules/facts/case.ts'
import { getWindow } from '../../../rules/model/lookup.ts'
import { isCaseCalculation } from '../../../rules/model/measure-schema.ts'
import type { Assessment } from '../../../rules/time/periods.ts'
import { spanOf, type WindowRule } from '../../../rules/time/windows.ts'
import { zoneOf, type Zone } from '../../../rules/time/zone.ts'
import { quantityOf, shapeOf } from '../../../rules/values/quantity.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { askedAt, caseLife, turningPoints } from './lives.ts'
import type { NaiveAssessment } from './naive-calendar.ts'
import { countNaively, type KnownCase } from './naive-cases.ts'

const calculations = draft.calculations.filter(isCaseCalculation).filter(({ clock }) => clock !== 'working')
const CLOSED_QUARTER: readonly (readonly [id: string, rule: WindowRule])[] = [['last-closed-quarter', { kind: 'last-closed', period: 'quarter' }]]

/** A city's way to assess, as the rules read it and as the naive count does. */
interface Ways {
  readonly own: Assessment | undefined
  readonly naive: NaiveAssessment | undefined
}
const ways: readonly Ways[] = [
  { own: undefined, naive: undefined },
  { own: { periodFrom: 26, yearFromMonth: 12 }, naive: { periodFrom: 26, yearFrom: '12-26' } },
  { own: { periodFrom: 16 }, naive: { periodFrom: 16 } },
  { own: { periodFrom: 1, yearFromMonth: 1 }, naive: { periodFrom: 1, yearFrom: '01-01' } },
  { own: { periodFrom: 28, yearFromMonth: 2 }, naive: { periodFrom: 28, yearFrom: '02-28' } },
]
const plans = new Map(ways.map((way) => [way, planOf(draft, way.own === undefined ? {} : { assessment: way.own })]))

function edgesOf({ type, fields, withdrawn = false }: KnownCase, zone: Zone, plan: EdgePlan): readonly Edge[] {
  const state: CaseState = { area: 'east', bureau: null, withdrawn, fields, disputed: false }
  return plan.cases[type].flatMap((calculation) => edgesOfCase(state, calculation, { area: 'east', bureau: '', source: 's' }, zone))
}

const zones = fc.constantFrom('Asia/Shanghai', 'America/Los_Angeles')
const worlds = zones
  .chain((zone) => fc.record({ zone: fc.constant(zone), way: fc.constantFrom(...ways), cases: fc.array(caseLife(zoneOf(zone)), { minLength: 1, maxLength: 8 }) }))
  .chain(({ zone, way, cases }) => fc.record({ zone: fc.constant(zone), way: fc.constant(way), cases: fc.constant(cases), instants: fc.array(askedAt(turningPoints(cases, zoneOf(zone))), { minLength: 1, maxLength: 6 }) }))

describe('the sum of the edges up to an instant', () => {
  it('is the count of the cases at that instant, for every calculation, population and window', () => {
    fc.assert(fc.property(worlds, ({ zone: name, way, cases, instants }) => {
      const zone = zoneOf(name)
      const plan = plans.get(way) ?? planOf(draft, {})
      const edges = cases.flatMap((known) => edgesOf(known, zone, plan))
      for (const asOf of instants) {
        for (const calculation of calculations) {
          const counts = new AreaCounts()
          for (const edge of edges) if (edge.at <= asOf && edge.series.calculation === calculation.id) counts.add(edge.series, edge.counts)
          for (const [window, rule] of [...calculation.windows.map(({ id }) => [id, ruleOf(getWindow(draft, id))] as const), ...CLOSED_QUARTER]) {
            const span = spanOf(rule, asOf, { zone, ...(way.own === undefined ? {} : { assessment: way.own }) })
            for (const population of calculation.populations) {
              const counted = countNaively(cases, { calculation: calculation.id, population: population.id, window, asOf, zone: zone.name, assessment: way.naive })
              if (span === undefined) continue
              const question = { shape: shapeOf(calculation), window: { id: window, rule }, span, clock: asOf, without: population.without }
              expect(quantityOf(counts, question), `${calculation.id} ${population.id} ${window} at ${zone.format(asOf)} by ${JSON.stringify(way.own)}`).toEqual(counted)
            }
          }
        }
      }
    }), { numRuns: runs(300) })
  })

  it('asks of every case calculation in natural time and of every window that the model has', () => {
    expect(calculations.map(({ id }) => id)).toEqual(['event-online/1', 'appeal-response/1', 'appeal-completion/1'])
    const asked = new Set(calculations.flatMap(({ windows }) => windows.map(({ id }) => id)))
    expect(draft.windows.filter(({ id }) => !asked.has(id)).map(({ id }) => id)).toEqual(['snapshot'])
  })
})

describe('the edges of any case', () => {
  const one = zones.chain((zone) => fc.record({ zone: fc.constant(zone), known: caseLife(zoneOf(zone)) }))
  const plan = planOf(draft, {})

  it('come in order of time and never count a case twice or below nothing', () => {
    fc.assert(fc.property(one, ({ zone, known }) => {
      for (const edges of Map.groupBy(edgesOf(known, zoneOf(zone), plan), ({ series }) => JSON.stringify(series)).values()) {
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
      for (const { series, counts } of edgesOf(known, zoneOf(zone), plan)) {
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

  it('cost nothing for the windows of whole periods: only rolling windows have series of their own', () => {
    fc.assert(fc.property(one, ({ zone, known }) => {
      for (const { series } of edgesOf(known, zoneOf(zone), plan)) {
        expect(['', 'rolling-12-months', 'rolling-30-days']).toContain(series.window)
        expect(series.window === '').toBe(series.cohort !== 0)
      }
    }))
  })
})
