// Proof: windows and calculations are whole, and each produces the quantity that its indicator promises.
import type { Flaw } from './flaw.ts'
import { findIndicator, referenceIndicatorsOf } from './lookup.ts'
import { isCaseCalculation, type Calculation, type CaseCalculation, type RegisterCalculation, type Window } from './measure-schema.ts'
import type { Model } from './model-schema.ts'
import type { Indicator } from './requirement-schema.ts'

const QUANTITY: Readonly<Record<Calculation['shape'], Indicator['quantity']>> = {
  share: 'share', 'group-share': 'share', 'mean-duration': 'mean', count: 'count', 'group-count': 'count',
}

/** Flaws of windows and calculations. */
export function proveCalculations(model: Model): readonly Flaw[] {
  const references = new Set(referenceIndicatorsOf(model).map(({ id }) => id))
  const isReference = ({ indicator }: Calculation): boolean => references.has(indicator)
  return [
    ...model.windows.flatMap((window, index) => placed(`/windows/${index}`, windowFlaws(window))),
    ...model.calculations.flatMap((calculation, index) => placed(`/calculations/${index}`, [
      ...(isCaseCalculation(calculation) ? caseFlaws(calculation, isReference(calculation)) : registerFlaws(calculation)),
      ...populationFlaws(calculation),
      ...declarationFlaws(calculation, isReference(calculation)),
      ...windowKindFlaws(model, calculation),
      ...promiseFlaws(model, calculation),
    ])),
    ...namingFlaws(model, model.indicators, '/indicators'),
    ...namingFlaws(model, referenceIndicatorsOf(model), '/referenceIndicators'),
  ]
}

/** An indicator names a calculation that computes it. */
function namingFlaws(model: Model, indicators: readonly Indicator[], list: string): readonly Flaw[] {
  return indicators.flatMap((indicator, index) => {
    const calculation = model.calculations.find(({ id }) => id === indicator.calculation)
    if (calculation === undefined || calculation.indicator === indicator.id) return []
    return [{ at: `${list}/${index}/calculation`, message: `${calculation.id} computes ${calculation.indicator}, not ${indicator.id}: name a calculation of ${indicator.id}.` }]
  })
}

/** The member at fault and what is wrong with it. */
type Found = readonly [member: string, message: string]

function placed(at: string, found: readonly Found[]): readonly Flaw[] {
  return found.map(([member, message]) => ({ at: `${at}/${member}`, message }))
}

function windowFlaws({ id, kind, months, days }: Window): readonly Found[] {
  return [
    ...((months !== undefined) === (kind === 'rolling-months') ? [] : [['months', `Window ${id}: "months" belongs to rolling-months and to no other kind.`] as const]),
    ...((days !== undefined) === (kind === 'rolling-days') ? [] : [['days', `Window ${id}: "days" belongs to rolling-days and to no other kind.`] as const]),
  ]
}

function caseFlaws({ id, facts, shape, enter, stop, met, requires, clock }: CaseCalculation, isReference: boolean): readonly Found[] {
  const instants = facts.caseType === 'appeal' ? ['acceptedAt', 'dispatchedAt'] : ['filedAt']
  return [
    ...(shape === 'mean-duration' && (stop === undefined || met !== undefined) ? [['shape', `${id}: a mean duration has "stop" and no "met".`] as const] : []),
    ...(shape === 'share' && (met === undefined || stop !== undefined) ? [['shape', `${id}: a share of cases has "met" and no "stop".`] as const] : []),
    ...(clock !== undefined && shape !== 'mean-duration' ? [['clock', `${id}: "clock" belongs to a mean duration and to no other shape.`] as const] : []),
    ...(clock === 'working' && !isReference ? [['clock', `${id}: what is judged runs in natural time; count working hours for a reference indicator.`] as const] : []),
    ...[enter, ...(requires === undefined ? [] : [requires])]
      .filter((instant) => !instants.includes(instant))
      .map((instant): Found => ['enter', `${id}: an ${facts.caseType} has no ${instant}; use ${instants.join(' or ')}.`]),
  ]
}

function registerFlaws({ id, facts, shape, groups, activeForDays }: RegisterCalculation): readonly Found[] {
  const grouped = shape === 'group-share' || shape === 'group-count'
  return [
    ...((groups !== undefined) === grouped ? [] : [['groups', `${id}: "groups" belongs to group-share and group-count and to no other shape.`] as const]),
    ...((facts.scope !== undefined) === (shape === 'group-share') ? [] : [['facts', `${id}: a group-share names the register of its groups as "scope"; no other shape does.`] as const]),
    ...(activeForDays !== undefined && grouped ? [['activeForDays', `${id}: "activeForDays" belongs to entries, not to groups.`] as const] : []),
  ]
}

function populationFlaws(calculation: Calculation): readonly Found[] {
  const { id, populations } = calculation
  const ofAppeals = isCaseCalculation(calculation) && calculation.facts.caseType === 'appeal'
  const ids = populations.map((population) => population.id)
  return [
    ...(new Set(ids).size === ids.length ? [] : [['populations', `${id}: a population stands twice.`] as const]),
    ...(ids.includes('all') ? [] : [['populations', `${id}: the population "all" is missing.`] as const]),
    ...populations.flatMap((population, index): readonly Found[] => {
      const member = `populations/${index}`
      if ((population.id === 'excluding-complex') !== (population.without === 'complex')) return [[member, `${id}: population excluding-complex, and it alone, is "without: complex".`]]
      return population.without === undefined || ofAppeals ? [] : [[member, `${id}: only appeals can be complex.`]]
    }),
  ]
}

function declarationFlaws({ id, windows }: Calculation, isReference: boolean): readonly Found[] {
  const judged = windows.filter((window) => window.judged)
  const ids = windows.map((window) => window.id)
  return [
    ...(isReference && judged.length > 0 ? [['windows', `${id}: a reference is never judged; mark all of its windows with "judged: false".`] as const] : []),
    ...(isReference || judged.length === 1 ? [] : [['windows', `${id}: ${judged.length} windows are judged; mark exactly one with "judged: true".`] as const]),
    ...(new Set(ids).size === ids.length ? [] : [['windows', `${id}: a window stands twice.`] as const]),
  ]
}

/** What is judged must exist in every city. Lists have a state at each moment, while cases happen over a time. */
function windowKindFlaws(model: Model, calculation: Calculation): readonly Found[] {
  const ofCases = isCaseCalculation(calculation)
  return calculation.windows.flatMap(({ id, judged }, index): readonly Found[] => {
    const kind = model.windows.find((window) => window.id === id)?.kind
    const member = `windows/${index}/id`
    if (kind === undefined) return []
    if (judged && kind.includes('assessment')) return [[member, `${calculation.id}: not every city has assessment periods of its own, so ${id} cannot be judged.`]]
    if ((kind === 'snapshot') !== ofCases) return []
    return [[member, ofCases ? `${calculation.id}: cases are counted over a time, so ${id} cannot be their window.` : `${calculation.id}: a list is read at a moment, so its window is a snapshot, not ${id}.`]]
  })
}

function promiseFlaws(model: Model, { id, indicator: indicatorId, shape }: Calculation): readonly Found[] {
  const indicator = findIndicator(model, indicatorId)
  if (indicator === undefined || indicator.quantity === QUANTITY[shape]) return []
  return [['shape', `${id}: the shape ${shape} gives a ${QUANTITY[shape]}, but ${indicator.id} is a ${indicator.quantity}: change one of them.`]]
}
