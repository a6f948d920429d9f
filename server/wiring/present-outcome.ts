// Facts and refusals of a preview as people read them.
import type { RejectedSample } from '../../ingest/intake/delivery.ts'
import { printable } from '../../ingest/mapping/rejection.ts'
import { wordsOf } from '../../ingest/wiring/fields.ts'
import type { City } from '../../rules/city/city.ts'
import type { Fact, Quantity } from '../../rules/facts/fact.ts'
import type { PreviewedFact, PreviewedRefusal } from '../schemas/wiring.ts'

export function presentFact(city: City, position: string, fact: Fact): PreviewedFact {
  const place = (code: string | null, found: { readonly zh: string; readonly en: string } | undefined): PreviewedFact['area'] =>
    code === null ? null : { code, zh: found?.zh ?? code, en: found?.en ?? code }
  return {
    position,
    key: fact.key,
    observedAt: city.zone.format(fact.observedAt),
    area: place(fact.area, fact.area === null ? undefined : city.area(fact.area)),
    bureau: place(fact.bureau, fact.bureau === null ? undefined : city.bureau(fact.bureau)),
    fields: partsOf(fact).map(([field, value]) => ({ field, zh: wordsOf(field).zh, en: wordsOf(field).en, text: textOf(city, value) })),
  }
}

type Part = readonly [field: string, value: unknown]

/** What a fact of its kind says, apart from what every fact says. Instants are marked, because counts are numbers, too. */
function partsOf(fact: Fact): readonly Part[] {
  const said = (parts: readonly (readonly [string, unknown])[]): readonly Part[] => parts.filter(([, value]) => value !== undefined)
  switch (fact.kind) {
    case 'case':
      return said(Object.entries(fact.fields).map(([field, value]) => [field, typeof value === 'boolean' ? value : at(value)]))
    case 'register-entry':
      return said([['status', fact.status], ['since', at(fact.since)], ['validFrom', at(fact.validFrom)], ['validTo', at(fact.validTo)], ['lastUsedAt', at(fact.lastUsedAt)], ['group', fact.group]])
    case 'measurement':
      return said([['form', fact.form], ['population', fact.population], ['from', at(fact.from)], ['to', at(fact.to)], ...quantityParts(fact.quantity)])
  }
}

class At {
  readonly instants: readonly number[]
  constructor(instants: readonly number[]) {
    this.instants = instants
  }
}

const at = (value: number | readonly number[] | undefined): At | undefined => (value === undefined ? undefined : new At(typeof value === 'number' ? [value] : value))

function quantityParts(quantity: Quantity): readonly Part[] {
  switch (quantity.kind) {
    case 'share':
      return [['numerator', quantity.numerator], ['denominator', quantity.denominator]]
    case 'mean':
      return [['sumMs', quantity.sumMs], ['count', quantity.count]]
    case 'count':
      return [['value', quantity.value]]
  }
}

const textOf = ({ zone }: City, value: unknown): string => (value instanceof At ? value.instants.map(zone.format).join(', ') : String(value))

/** Grouped by reason and field; the most frequent first. */
export function presentRefusals(rejected: readonly RejectedSample[]): PreviewedRefusal[] {
  const groups = new Map<string, PreviewedRefusal>()
  for (const { position, rejection } of rejected) {
    const { code, field, path } = rejection
    const id = JSON.stringify([code, field, path])
    const group = groups.get(id)
    if (group === undefined) {
      groups.set(id, { code, field, path: path ?? null, reason: { ...rejection.reason }, advice: { ...rejection.advice }, rows: 1, first: { position, value: printable(rejection.value) } })
    } else group.rows += 1
  }
  return [...groups.values()].toSorted((a, b) => b.rows - a.rows)
}
