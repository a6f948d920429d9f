// Which calculations of the model read which facts in a city: compiled once for both.
import type { CaseType } from '../facts/fact.ts'
import { getWindow } from '../model/lookup.ts'
import { isCaseCalculation, type CaseCalculation as CaseDeclaration, type RegisterCalculation as RegisterDeclaration, type Window } from '../model/measure-schema.ts'
import type { Model } from '../model/model-schema.ts'
import { cohortDaysOf, type Assessment } from '../time/periods.ts'
import { isRolling, type WindowRule } from '../time/windows.ts'
import type { WorkingCalendar } from '../time/working-calendar.ts'
import type { CaseCalculation } from './case-edges.ts'
import type { RegisterCalculation } from './register-edges.ts'

/**
 * The calculations to run over a case or a list entry. As JSON it holds everything that edges are derived with except the zone: another text means
 * other edges.
 */
export interface EdgePlan {
  readonly cases: Readonly<Record<CaseType, readonly CaseCalculation[]>>
  readonly registers: ReadonlyMap<string, readonly RegisterCalculation[]>
}

/** What a plan needs to know of its city; every City is one. */
export interface PlanCity {
  readonly assessment?: Assessment
  readonly workingCalendar?: WorkingCalendar
}

export function planOf(model: Model, city: PlanCity): EdgePlan {
  const cases: Record<CaseType, CaseCalculation[]> = { appeal: [], event: [] }
  const registers = new Map<string, RegisterCalculation[]>()
  const read = (register: string, calculation: RegisterCalculation): void => {
    registers.set(register, [...(registers.get(register) ?? []), calculation])
  }
  for (const calculation of model.calculations) {
    if (isCaseCalculation(calculation)) {
      if (hasClock(calculation, city)) cases[calculation.facts.caseType].push(caseCalculation(model, calculation, city))
      continue
    }
    const { register, scope } = calculation.facts
    read(register, { ...common(calculation), metStatuses: calculation.met.statuses, segment: '' })
    if (scope !== undefined) read(scope, { ...common(calculation), metStatuses: [], segment: 'scope' })
  }
  return { cases, registers }
}

/** Whether the city can run a calculation: one in working time needs a working calendar. */
export const hasClock = (calculation: { readonly clock?: CaseDeclaration['clock'] }, { workingCalendar }: PlanCity): boolean =>
  calculation.clock !== 'working' || workingCalendar !== undefined

function caseCalculation(model: Model, calculation: CaseDeclaration, city: PlanCity): CaseCalculation {
  const { id, shape, enter, stop, met, requires, populations, clock } = calculation
  return {
    id,
    caseType: calculation.facts.caseType,
    shape,
    enter,
    ...(requires === undefined ? {} : { requires }),
    ...(stop === undefined ? {} : { stop }),
    ...(met === undefined ? {} : { met }),
    ...(populations.some(({ without }) => without === 'complex') ? { segment: 'complex' } : {}),
    rolling: calculation.windows.flatMap(({ id }) => {
      const rule = ruleOf(getWindow(model, id))
      return isRolling(rule) ? [{ id, rule }] : []
    }),
    cohortDays: cohortDaysOf(city.assessment),
    ...(clock === 'working' && city.workingCalendar !== undefined ? { clock: city.workingCalendar } : {}),
  }
}

function common(calculation: RegisterDeclaration): Omit<RegisterCalculation, 'metStatuses' | 'segment'> {
  return {
    id: calculation.id,
    excluded: calculation.member?.exclude ?? [],
    grouped: calculation.shape === 'group-share' || calculation.shape === 'group-count',
    ...(calculation.activeForDays === undefined ? {} : { activeForDays: calculation.activeForDays }),
  }
}

/** The rule behind a declared window. Throws RangeError where a rolling window lacks its length. */
export function ruleOf(window: Window): WindowRule {
  switch (window.kind) {
    case 'snapshot':
      return { kind: 'snapshot' }
    case 'rolling-months':
      return { kind: 'rolling-months', months: lengthOf(window.id, window.months) }
    case 'rolling-days':
      return { kind: 'rolling-days', days: lengthOf(window.id, window.days) }
    case 'calendar-month':
      return { kind: 'to-date', period: 'month' }
    case 'calendar-quarter':
      return { kind: 'to-date', period: 'quarter' }
    case 'year-to-date':
      return { kind: 'to-date', period: 'year' }
    case 'assessment-period':
    case 'assessment-year':
      return { kind: 'to-date', period: window.kind }
    case 'last-closed-month':
      return { kind: 'last-closed', period: 'month' }
    case 'last-closed-quarter':
      return { kind: 'last-closed', period: 'quarter' }
    case 'last-closed-year':
      return { kind: 'last-closed', period: 'year' }
    case 'last-closed-assessment-period':
      return { kind: 'last-closed', period: 'assessment-period' }
    case 'last-closed-assessment-year':
      return { kind: 'last-closed', period: 'assessment-year' }
  }
}

function lengthOf(window: string, length: number | undefined): number {
  if (length === undefined) throw new RangeError(`Window "${window}" has no length: give it months or days.`)
  return length
}
