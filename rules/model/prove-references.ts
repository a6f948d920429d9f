// Proof: whatever a model names exists in it.
import type { Flaw } from './flaw.ts'
import { findIndicator, findItem, findRegister, referenceIndicatorsOf } from './lookup.ts'
import { isRegisterCalculation } from './measure-schema.ts'
import type { Model } from './model-schema.ts'

const ERRATUM = /X[0-9]{2}/g

/** Flaws for names of things that the model does not hold. */
export function proveReferences(model: Model): readonly Flaw[] {
  const flaws: Flaw[] = []
  const missing = (at: string, what: string, id: string): void => {
    flaws.push({ at, message: `There is no ${what} ${id}: correct the name or add it.` })
  }
  const windows = new Set(model.windows.map(({ id }) => id))
  const calculations = new Set(model.calculations.map(({ id }) => id))
  const errata = new Set(model.errata.map(({ id }) => id))
  const needErrata = (at: string, text: string): void => {
    for (const [id] of text.matchAll(ERRATUM)) if (!errata.has(id)) missing(at, 'erratum', id)
  }

  for (const [index, calculation] of model.calculations.entries()) {
    const at = `/calculations/${index}`
    if (!findIndicator(model, calculation.indicator)) missing(`${at}/indicator`, 'indicator', calculation.indicator)
    for (const [w, { id }] of calculation.windows.entries()) if (!windows.has(id)) missing(`${at}/windows/${w}/id`, 'window', id)
    needErrata(`${at}/zh`, calculation.zh + calculation.en)
    if (!isRegisterCalculation(calculation)) continue
    const register = findRegister(model, calculation.facts.register)
    if (!register) missing(`${at}/facts/register`, 'register', calculation.facts.register)
    const scope = calculation.facts.scope === undefined ? undefined : findRegister(model, calculation.facts.scope)
    if (calculation.facts.scope !== undefined && !scope) missing(`${at}/facts/scope`, 'register', calculation.facts.scope)
    const own = register?.statuses ?? []
    for (const [s, status] of calculation.met.statuses.entries()) if (!own.includes(status)) missing(`${at}/met/statuses/${s}`, `status of ${calculation.facts.register} called`, status)
    for (const [s, status] of (calculation.member?.exclude ?? []).entries()) {
      if (!own.includes(status) && !scope?.statuses.includes(status)) missing(`${at}/member/exclude/${s}`, 'status called', status)
    }
  }
  const indicators = [
    ...model.indicators.map((indicator, index) => ({ indicator, at: `/indicators/${index}` })),
    ...referenceIndicatorsOf(model).map((indicator, index) => ({ indicator, at: `/referenceIndicators/${index}` })),
  ]
  for (const { indicator, at } of indicators) {
    if (!findItem(model, indicator.item)) missing(`${at}/item`, 'item', indicator.item)
    if (!calculations.has(indicator.calculation)) missing(`${at}/calculation`, 'calculation', indicator.calculation)
    for (const [w, { zh, en }] of (indicator.warnings ?? []).entries()) needErrata(`${at}/warnings/${w}`, zh + en)
  }
  for (const [index, { beside }] of referenceIndicatorsOf(model).entries()) {
    if (!findIndicator(model, beside)) missing(`/referenceIndicators/${index}/beside`, 'indicator', beside)
  }
  for (const [index, requirement] of model.requirements.entries()) {
    const at = `/requirements/${index}`
    if (!findItem(model, requirement.item)) missing(`${at}/item`, 'item', requirement.item)
    if (!findIndicator(model, requirement.indicator)) missing(`${at}/indicator`, 'indicator', requirement.indicator)
    if (!windows.has(requirement.window)) missing(`${at}/window`, 'window', requirement.window)
    if (!calculations.has(requirement.calculation)) missing(`${at}/calculation`, 'calculation', requirement.calculation)
    if (requirement.note) needErrata(`${at}/note`, requirement.note.zh + requirement.note.en)
  }
  for (const [index, phrase] of model.semiQuantitative.entries()) {
    const at = `/semiQuantitative/${index}`
    if (!findItem(model, phrase.item)) missing(`${at}/item`, 'item', phrase.item)
    if (phrase.indicator !== undefined && !findIndicator(model, phrase.indicator)) missing(`${at}/indicator`, 'indicator', phrase.indicator)
  }
  for (const [index, { item }] of model.characteristics.entries()) if (!findItem(model, item)) missing(`/characteristics/${index}/item`, 'item', item)
  return flaws
}
