import { describe, expect, it } from 'vitest'
import { AreaCounts } from '../../../rules/edges/counts-by-cell.ts'
import { edgesOfCase } from '../../../rules/edges/case-edges.ts'
import { planOf, ruleOf } from '../../../rules/edges/plan.ts'
import { getCalculation, getWindow } from '../../../rules/model/lookup.ts'
import { workingCalendarOf } from '../../../rules/time/working-calendar.ts'
import { spanOf } from '../../../rules/time/windows.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { countedQuantity } from '../../../rules/values/counted-quantity.ts'
import { fc, runs } from '../../services/properties.ts'
import { draft } from '../draft-model.ts'
import { holidays2025, naiveWorkingMs, workdays2025 } from '../time/working-years.ts'
import { inWindow, localDate } from './naive-calendar.ts'
import type { KnownCase } from './naive-cases.ts'
import { askedAt, caseLife, turningPoints } from './lives.ts'

const zone = zoneOf('Asia/Shanghai')
const at = (text: string): number => Date.parse(`${text}+08:00`)
const BEGIN = at('2025-01-01T00:00:00')
const END = at('2026-01-01T00:00:00')
const isHeld = (instant: number): boolean => instant >= BEGIN && instant <= END

const hours = [{ from: 540, to: 720 }, { from: 810, to: 1050 }]
const workingCalendar = workingCalendarOf({ hours, years: [{ year: 2025, holidays: holidays2025, workdays: workdays2025 }] }, zone)
const city = { zone, assessment: { periodFrom: 26 }, workingCalendar }
const plan = planOf(draft, city)
const working = plan.cases.appeal.find(({ id }) => id === 'appeal-response-working/1')
const declared = getCalculation(draft, 'appeal-response-working/1')

/** The orders of a window that are in the population now, with their working time; 'unheld' where one of them cannot be measured. */
function countNaively(cases: readonly KnownCase[], { window, asOf, withoutComplex }: { readonly window: string; readonly asOf: number; readonly withoutComplex: boolean }) {
  const today = localDate(zone.name, asOf)
  const members = cases.filter(({ type, fields, withdrawn }) =>
    type === 'appeal' && withdrawn !== true && fields.cancelled !== true && fields.directAnswer !== true && !(fields.cancelledAt !== undefined && fields.cancelledAt <= asOf) &&
    fields.dispatchedAt !== undefined && fields.dispatchedAt <= asOf && inWindow(window, localDate(zone.name, fields.dispatchedAt), today, { periodFrom: 26 }))
  const lives = members.map(({ fields: { dispatchedAt = 0, firstContactAt, complex } }) => ({ from: dispatchedAt, to: firstContactAt === undefined ? undefined : Math.max(firstContactAt, dispatchedAt), complex }))
  if (!isHeld(asOf) || lives.some(({ from, to }) => !isHeld(from) || !isHeld(to ?? from))) return 'unheld'
  const counted = lives.filter(({ complex }) => !(withoutComplex && complex === true))
  const sumMs = counted.reduce((sum, { from, to = Infinity }) => sum + naiveWorkingMs(from, Math.min(to, asOf)), 0)
  return { quantity: { kind: 'mean', sumMs: BigInt(sumMs), count: BigInt(counted.length) }, open: counted.filter(({ to = Infinity }) => to > asOf).length }
}

const worlds = fc.array(caseLife(zone), { minLength: 1, maxLength: 6 }).chain((cases) =>
  fc.record({ cases: fc.constant(cases), instants: fc.array(askedAt([...turningPoints(cases, zone), BEGIN, END]), { minLength: 1, maxLength: 6 }) }))

describe('response in working hours', () => {
  it('is the working time of the orders of the window, or is not assessable where one of them lies in a year that is not held', () => {
    let measured = 0
    fc.assert(fc.property(worlds, ({ cases, instants }) => {
      if (working === undefined) throw new RangeError('no working calculation')
      const edges = cases.filter(({ type }) => type === 'appeal').flatMap(({ fields, withdrawn = false }) =>
        edgesOfCase({ area: 'a', bureau: null, withdrawn, fields, disputed: false }, working, { area: 'a', bureau: '', source: 's' }, zone))
      for (const asOf of instants) {
        const counts = new AreaCounts()
        for (const edge of edges) if (edge.at <= asOf) counts.add(edge.series, edge.counts)
        for (const { id } of declared.windows) {
          const rule = ruleOf(getWindow(draft, id))
          const span = spanOf(rule, asOf, city)
          if (span === undefined) throw new RangeError(id)
          for (const population of declared.populations) {
            const answer = countedQuantity(counts, { calculation: declared, window: { id, rule }, span, asOf, without: population.without, workingCalendar })
            const expected = countNaively(cases, { window: id, asOf, withoutComplex: population.without === 'complex' })
            if (expected === 'unheld') expect(answer, `${id} at ${zone.format(asOf)}`).toMatchObject({ reason: { code: 'working-calendar' } })
            else {
              expect(answer, `${id} at ${zone.format(asOf)}`).toEqual(expected)
              if (expected.quantity.sumMs > 0n) measured++
            }
          }
        }
      }
    }), { numRuns: runs(300) })
    expect(measured).toBeGreaterThan(0)
  })

  it('does not exist for a city that lists no working days', () => {
    expect(planOf(draft, {}).cases.appeal.map(({ id }) => id)).toEqual(['appeal-response/1', 'appeal-completion/1'])
    expect(working?.clock).toBe(workingCalendar)
  })

  it('makes another plan of another calendar, so that sums of two calendars never meet', () => {
    const other = workingCalendarOf({ hours, years: [{ year: 2025, holidays: holidays2025, workdays: workdays2025.slice(1) }] }, zone)
    expect(JSON.stringify(planOf(draft, { workingCalendar: other }).cases)).not.toBe(JSON.stringify(planOf(draft, { workingCalendar }).cases))
  })
})
