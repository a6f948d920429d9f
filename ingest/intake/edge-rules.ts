// What facts are counted by: calculations, zone, areas, and the digests under which a store remembers them.
import { hash } from 'node:crypto'
import type { DerivedWith } from '../../db/purpose.ts'
import type { City } from '../../rules/city/city.ts'
import { planOf, type EdgePlan } from '../../rules/edges/plan.ts'
import { areasOf, type AreasOf } from '../../rules/edges/sums.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Zone } from '../../rules/time/zone.ts'

export interface EdgeRules {
  readonly plan: EdgePlan
  readonly zone: Zone
  /** The area of facts that name none: the city itself. */
  readonly root: string
  readonly areasOf: AreasOf
  /** What the store has to have been derived with, so that these rules may add to it. */
  readonly configuration: DerivedWith
}

export function edgeRulesOf(model: Model, city: City): EdgeRules {
  const plan = planOf(model, city)
  return { plan, zone: city.zone, root: city.root, areasOf: areasOf(city), configuration: configurationOf(plan, city) }
}

/** Another `derivation` means that edges have to be derived anew, other `areas` that sums have to be summed anew. */
function configurationOf(plan: EdgePlan, city: City): DerivedWith {
  const { registers, ...others } = plan
  return {
    derivation: digestOf([FORM, city.zone.name, city.root, others, [...registers]]),
    areas: digestOf(city.areas.map(({ code }) => [code, ...[...city.scopeOf(code)].sort()])),
  }
}

/** Grows when the same calculations begin to be turned into edges in another way. */
const FORM = 2

const digestOf = (content: unknown): string => hash('sha256', JSON.stringify(content), 'base64url').slice(0, 22)
