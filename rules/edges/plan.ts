// Which calculations of the model read which facts: compiled once per model.
import type { Model } from '../model/model-schema.ts'
import { isCaseCalculation, type RegisterCalculation as RegisterDeclaration, type Window } from '../model/measure-schema.ts'
import { getWindow } from '../model/lookup.ts'
import type { WindowRule } from '../time/windows.ts'
import type { CaseCalculation } from './case-edges.ts'
import type { RegisterCalculation } from './register-edges.ts'
import type { CaseType } from '../facts/fact.ts'

/** The calculations to run over a case or a list entry. */
export interface EdgePlan {
  readonly cases: Readonly<Record<CaseType, readonly CaseCalculation[]>>
  readonly registers: ReadonlyMap<string, readonly RegisterCalculation[]>
}

export function planOf(model: Model): EdgePlan {
  const cases: Record<CaseType, CaseCalculation[]> = { appeal: [], event: [] }
  const registers = new Map<string, RegisterCalculation[]>()
  const read = (register: string, calculation: RegisterCalculation): void => {
    registers.set(register, [...(registers.get(register) ?? []), calculation])
  }
  for (const calculation of model.calculations) {
    if (isCaseCalculation(calculation)) {
      const { id, shape, enter, stop, met, requires, populations } = calculation
      cases[calculation.facts.caseType].push({
        id,
        caseType: calculation.facts.caseType,
        shape,
        enter,
        ...(requires === undefined ? {} : { requires }),
        ...(stop === undefined ? {} : { stop }),
        ...(met === undefined ? {} : { met }),
        ...(populations.some(({ without }) => without === 'complex') ? { segment: 'complex' } : {}),
        windows: calculation.windows.map((window) => ({ id: window.id, rule: ruleOf(getWindow(model, window.id)) })),
      })
      continue
    }
    const { register, scope } = calculation.facts
    read(register, { ...common(calculation), metStatuses: calculation.met.statuses, segment: '' })
    if (scope !== undefined) read(scope, { ...common(calculation), metStatuses: [], segment: 'scope' })
  }
  return { cases, registers }
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
    case 'rolling-months':
      return { kind: 'rolling-months', months: lengthOf(window.id, window.months) }
    case 'rolling-days':
      return { kind: 'rolling-days', days: lengthOf(window.id, window.days) }
    case 'year-to-date':
    case 'last-closed-year':
    case 'snapshot':
      return { kind: window.kind }
  }
}

function lengthOf(window: string, length: number | undefined): number {
  if (length === undefined) throw new RangeError(`Window "${window}" has no length: give it months or days.`)
  return length
}
