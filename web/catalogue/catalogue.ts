// The model as the pages ask for it: items in the standard's order, the rows of the indicator table, bounds by indicator and population.
import type { Calculation, Domain, Indicator, Item, Model, Population, Requirement, Subdomain, Words } from '../api/types.ts'

/** An item with its place in the standard. */
export interface PlacedItem extends Item {
  readonly domain: Domain
  readonly subdomain: Subdomain
}

/** One line of the indicator table: a population switch between levels is a line of its own, never one line for both. */
export interface IndicatorRow {
  readonly key: string
  readonly indicator: Indicator
  readonly population: Population
  /** Requirements on this indicator and population, lowest level first. */
  readonly requirements: readonly Requirement[]
  /** 不含疑难 where the indicator has more than one population. */
  readonly qualifier: Words | null
}

export interface Catalogue {
  readonly model: Model
  readonly items: readonly PlacedItem[]
  readonly numericItems: readonly PlacedItem[]
  readonly otherItems: readonly PlacedItem[]
  item(id: string): PlacedItem | undefined
  indicator(id: string): Indicator | undefined
  requirement(id: string): Requirement | undefined
  calculation(id: string): Calculation | undefined
  windowName(id: string): Words
  rows(item: string): readonly IndicatorRow[]
  requirementsOf(item: string): readonly Requirement[]
}

const EXCLUDING: Words = { zh: '不含疑难', en: 'complex excluded' }

/** Indexes a model once; everything else reads from here. */
export function catalogueOf(model: Model): Catalogue {
  const items = model.domains.flatMap((domain) =>
    domain.subdomains.flatMap((subdomain) => subdomain.items.map((item): PlacedItem => ({ ...item, domain, subdomain }))),
  )
  const byItem = groupRequirements(model.requirements)
  const itemById = new Map(items.map((item) => [item.id, item]))
  const indicatorById = new Map(model.indicators.flatMap((one) => [[one.id, one] as const, [one.code, one] as const]))
  const requirementById = new Map(model.requirements.map((one) => [one.id, one]))
  const calculationById = new Map(model.calculations.map((one) => [one.id, one]))
  const windowById = new Map(model.windows.map((one) => [one.id, one]))
  const requirementsOf = (item: string): readonly Requirement[] => byItem.get(item) ?? []
  return {
    model,
    items,
    numericItems: items.filter((item) => byItem.has(item.id)),
    otherItems: items.filter((item) => !byItem.has(item.id)),
    item: (id) => itemById.get(id),
    indicator: (id) => indicatorById.get(id),
    requirement: (id) => requirementById.get(id),
    calculation: (id) => calculationById.get(id),
    windowName: (id) => windowById.get(id) ?? { zh: id, en: id },
    rows: (item) => rowsOf(requirementsOf(item), model.indicators),
    requirementsOf,
  }
}

function groupRequirements(requirements: readonly Requirement[]): Map<string, Requirement[]> {
  const groups = new Map<string, Requirement[]>()
  for (const one of requirements) {
    const group = groups.get(one.item)
    if (group === undefined) groups.set(one.item, [one])
    else group.push(one)
  }
  return groups
}

function rowsOf(requirements: readonly Requirement[], indicators: readonly Indicator[]): IndicatorRow[] {
  const rows: IndicatorRow[] = []
  for (const indicator of indicators) {
    const own = requirements.filter((one) => one.indicator === indicator.id)
    const populations = [...new Set(own.map((one) => one.population))]
    for (const population of populations) {
      rows.push({
        key: `${indicator.code}|${population}`,
        indicator,
        population,
        requirements: own.filter((one) => one.population === population).sort((a, b) => a.level - b.level),
        qualifier: population === 'excluding-complex' ? EXCLUDING : null,
      })
    }
  }
  return rows
}
