// Proof: every id of a model names one thing.
import type { Flaw } from './flaw.ts'
import { referenceIndicatorsOf } from './lookup.ts'
import type { Model } from './model-schema.ts'

interface Named {
  readonly id: string
  readonly at: string
}

/** Flaws for ids, codes, tables and levels that stand more than once. */
export function proveUnique(model: Model): readonly Flaw[] {
  const subdomains = model.domains.flatMap((domain, d) => domain.subdomains.map((subdomain, s) => ({ subdomain, at: `/domains/${d}/subdomains/${s}` })))
  const items = subdomains.flatMap(({ subdomain, at }) => subdomain.items.map((item, i) => ({ id: item.id, at: `${at}/items/${i}/id` })))
  return [
    ...levelsInOrder(model),
    ...repeated('domain', named(model.domains, '/domains')),
    ...repeated('subdomain', subdomains.map(({ subdomain, at }) => ({ id: subdomain.id, at: `${at}/id` }))),
    ...repeated('table', subdomains.map(({ subdomain, at }) => ({ id: String(subdomain.table), at: `${at}/table` }))),
    ...repeated('clause', subdomains.map(({ subdomain, at }) => ({ id: subdomain.clause, at: `${at}/clause` }))),
    ...repeated('item', items),
    ...repeated('window', named(model.windows, '/windows')),
    ...repeated('register', named(model.registers, '/registers')),
    ...repeated('calculation', named(model.calculations, '/calculations')),
    ...repeated('indicator', named(model.indicators, '/indicators')),
    ...repeated('reference indicator', named(referenceIndicatorsOf(model), '/referenceIndicators')),
    ...repeated('indicator code', [...coded(model.indicators, '/indicators'), ...coded(referenceIndicatorsOf(model), '/referenceIndicators')]),
    ...repeated('requirement', named(model.requirements, '/requirements')),
    ...repeated('phrase', named(model.semiQuantitative, '/semiQuantitative')),
    ...repeated('erratum', named(model.errata, '/errata')),
    ...repeated('characteristic', named(model.characteristics, '/characteristics')),
  ]
}

function named(entries: readonly { readonly id: string }[], list: string): readonly Named[] {
  return entries.map(({ id }, index) => ({ id, at: `${list}/${index}/id` }))
}

function coded(entries: readonly { readonly code: string }[], list: string): readonly Named[] {
  return entries.map(({ code }, index) => ({ id: code, at: `${list}/${index}/code` }))
}

function repeated(what: string, entries: readonly Named[]): readonly Flaw[] {
  const seen = new Set<string>()
  return entries.flatMap(({ id, at }) => {
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [{ at, message: `The ${what} ${id} stands twice: give each its own.` }]
  })
}

function levelsInOrder(model: Model): readonly Flaw[] {
  const levels = model.levels.map(({ level }) => level).join(', ')
  return levels === '1, 2, 3, 4, 5' ? [] : [{ at: '/levels', message: `The levels are ${levels}: list 1, 2, 3, 4, 5 in this order.` }]
}
