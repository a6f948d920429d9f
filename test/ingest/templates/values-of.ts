// What facts amount to, without a store: edges, sums and values of the demonstration's city.
import { readFileSync } from 'node:fs'
import { edgeRulesOf } from '../../../ingest/intake/edge-rules.ts'
import { edgesOfIdentity, type Statement } from '../../../ingest/intake/edges-of-identity.ts'
import { identityText, kindOf, toStored } from '../../../ingest/intake/stored-fact.ts'
import { loadCity } from '../../../rules/city/read-city.ts'
import type { Fact, MeasurementFact } from '../../../rules/facts/fact.ts'
import type { Instant } from '../../../rules/time/instant.ts'
import { CityCounts } from '../../../rules/values/city-counts.ts'
import type { FeedCoverage } from '../../../rules/values/freshness.ts'
import type { Value } from '../../../rules/values/value.ts'
import { valuesOfArea } from '../../../rules/values/values-of-area.ts'
import { draft } from '../../rules/draft-model.ts'

const cityText = readFileSync(new URL('../../../ingest/simulator/city.yaml', import.meta.url), 'utf8').replace(/^sources:[^]*$/m, '')

/** The city of the demonstration, which names no judged sources: all of them count. */
export const city = loadCity(cityText, 'city.yaml')
/** The same city, where figures of these systems are judged for an indicator. */
export const cityJudging = (indicator: string, systems: readonly string[]) =>
  loadCity(`${cityText}\nsources:\n- {indicators: [${indicator}], systems: [${systems.join(', ')}], form: measurements}\n`, 'city.yaml')

/** The judged values of the whole city at an instant, by indicator code. */
export function judgedValues(facts: readonly Fact[], feeds: readonly FeedCoverage[], asOf: Instant, where = city): ReadonlyMap<string, Value> {
  const rules = edgeRulesOf(draft, where)
  const counts = new CityCounts(draft, where)
  const identities = new Map<string, Statement[]>()
  const measurements: MeasurementFact[] = []
  for (const fact of facts) {
    if (fact.kind === 'measurement') {
      measurements.push({ ...fact, area: fact.area ?? where.root })
      continue
    }
    const name = identityText({ source: fact.source, kind: kindOf(fact), key: fact.key })
    identities.set(name, [...(identities.get(name) ?? []), { digest: toStored(fact).digest, fact }])
  }
  for (const statements of identities.values()) {
    for (const { series, at, counts: edge } of edgesOfIdentity(statements, rules)) if (at <= asOf) counts.add(series, edge)
  }
  const values = valuesOfArea({ model: draft, city: where, counts, measurements, feeds, asOf }, where.root)
  return new Map(values.filter(({ judged, population }) => judged && population === 'all').map((value) => [value.indicator, value]))
}
