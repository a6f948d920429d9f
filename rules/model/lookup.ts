// Finding things in a model: an index is built once per model and kept beside it.
import { grouped } from './grouped.ts'
import type { Characteristic, Domain, Item, Subdomain } from './framework-schema.ts'
import type { Calculation, Register, Window } from './measure-schema.ts'
import type { Model } from './model-schema.ts'
import type { Indicator, ReferenceIndicator, Requirement } from './requirement-schema.ts'
import type { Population } from './text-schema.ts'

/** An item with its place in the tree. */
export interface PlacedItem extends Item {
  readonly domain: Domain
  readonly subdomain: Subdomain
}

interface ModelIndex {
  readonly items: ReadonlyMap<string, PlacedItem>
  readonly indicators: ReadonlyMap<string, Indicator>
  readonly requirements: ReadonlyMap<string, Requirement>
  readonly requirementsByItem: ReadonlyMap<string, readonly Requirement[]>
  readonly bounds: ReadonlyMap<string, readonly Requirement[]>
  readonly characteristicsByItem: ReadonlyMap<string, readonly Characteristic[]>
  readonly calculations: ReadonlyMap<string, Calculation>
  readonly windows: ReadonlyMap<string, Window>
  readonly registers: ReadonlyMap<string, Register>
}

const indexes = new WeakMap<Model, ModelIndex>()

function indexOf(model: Model): ModelIndex {
  const known = indexes.get(model)
  if (known !== undefined) return known
  const items = model.domains.flatMap((domain) =>
    domain.subdomains.flatMap((subdomain) => subdomain.items.map((item): PlacedItem => ({ ...item, domain, subdomain }))))
  const byLevel = [...model.requirements].sort((a, b) => a.level - b.level)
  const index: ModelIndex = {
    items: new Map(items.map((item) => [item.id, item])),
    indicators: new Map([...model.indicators, ...referenceIndicatorsOf(model)].flatMap((indicator) => [[indicator.id, indicator], [indicator.code, indicator]])),
    requirements: new Map(model.requirements.map((requirement) => [requirement.id, requirement])),
    requirementsByItem: grouped(byLevel, (requirement) => requirement.item),
    bounds: grouped(byLevel, (requirement) => `${requirement.indicator}/${requirement.population}`),
    characteristicsByItem: grouped(model.characteristics, (characteristic) => characteristic.item),
    calculations: new Map(model.calculations.map((calculation) => [calculation.id, calculation])),
    windows: new Map(model.windows.map((window) => [window.id, window])),
    registers: new Map(model.registers.map((register) => [register.id, register])),
  }
  indexes.set(model, index)
  return index
}

/** All items in the order of the standard. */
export function allItems(model: Model): readonly PlacedItem[] {
  return [...indexOf(model).items.values()]
}

export function findItem(model: Model, id: string): PlacedItem | undefined {
  return indexOf(model).items.get(id)
}

/** 参考指标 */
export function referenceIndicatorsOf(model: Model): readonly ReferenceIndicator[] {
  return model.referenceIndicators ?? []
}

/** The indicator of the standard beside which an indicator stands: for the standard's own, itself. */
export function standardIndicator(model: Model, indicator: Indicator): Indicator {
  const beside = referenceIndicatorsOf(model).find(({ id }) => id === indicator.id)?.beside
  return beside === undefined ? indicator : getIndicator(model, beside)
}

/** An indicator of the standard or a reference by its code (`event_online_disposal_rate`) or id (`I13`). */
export function findIndicator(model: Model, codeOrId: string): Indicator | undefined {
  return indexOf(model).indicators.get(codeOrId)
}

/** As `findIndicator`; throws RangeError when the model has none. */
export function getIndicator(model: Model, codeOrId: string): Indicator {
  const found = findIndicator(model, codeOrId)
  if (found === undefined) throw new RangeError(`Model ${model.version} has no indicator "${codeOrId}": use a code or id from its indicators.`)
  return found
}

export function findRequirement(model: Model, id: string): Requirement | undefined {
  return indexOf(model).requirements.get(id)
}

/** Numeric requirements of an item, lowest level first; empty for the items without numbers. */
export function requirementsOf(model: Model, item: string): readonly Requirement[] {
  return indexOf(model).requirementsByItem.get(item) ?? []
}

/** Requirements that read one indicator and population, lowest level first: the bounds to draw and to round against. */
export function boundsOf(model: Model, indicator: Indicator, population: Population): readonly Requirement[] {
  return indexOf(model).bounds.get(`${indicator.id}/${population}`) ?? []
}

/** Characteristics of an item in the order of the standard. */
export function characteristicsOf(model: Model, item: string): readonly Characteristic[] {
  return indexOf(model).characteristicsByItem.get(item) ?? []
}

/** Throws RangeError when the model has no such calculation. */
export function getCalculation(model: Model, id: string): Calculation {
  const found = indexOf(model).calculations.get(id)
  if (found === undefined) throw new RangeError(`Model ${model.version} has no calculation "${id}": use one of its calculations.`)
  return found
}

/** Throws RangeError when the model has no such window. */
export function getWindow(model: Model, id: string): Window {
  const found = indexOf(model).windows.get(id)
  if (found === undefined) throw new RangeError(`Model ${model.version} has no window "${id}": use one of its windows.`)
  return found
}

export function findRegister(model: Model, id: string): Register | undefined {
  return indexOf(model).registers.get(id)
}
