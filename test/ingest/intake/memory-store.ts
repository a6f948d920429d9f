// Intake without a database: the same pure steps over maps, so that properties can be tried hundreds of times.
import { addCounts, isZero, NO_COUNTS, type Counts } from '../../../rules/edges/edge.ts'
import { planOf } from '../../../rules/edges/plan.ts'
import type { Fact } from '../../../rules/facts/fact.ts'
import { zoneOf } from '../../../rules/time/zone.ts'
import { seriesText } from '../../../db/rollups/series-keys.ts'
import type { StoredEdge } from '../../../db/rollups/edges.ts'
import { edgeDifferences } from '../../../ingest/intake/edge-differences.ts'
import { edgesOfIdentity, type EdgeRules, type Statement } from '../../../ingest/intake/edges-of-identity.ts'
import { kindOf, toStored } from '../../../ingest/intake/stored-fact.ts'
import { draft } from '../../rules/draft-model.ts'

export const edgeRules: EdgeRules = { plan: planOf(draft), zone: zoneOf('Asia/Shanghai'), root: 'city' }

export class MemoryStore {
  private readonly statements = new Map<string, Map<string, Statement>>()
  private readonly edges = new Map<string, StoredEdge[]>()
  private readonly numbers = new Map<string, number>()
  private readonly identities = new Map<string, number>()

  takeIn(facts: readonly Fact[]): void {
    const touched = new Set<string>()
    for (const fact of facts) {
      const name = `${fact.source} ${kindOf(fact)} ${fact.key}`
      const known = this.statements.get(name) ?? new Map<string, Statement>()
      this.statements.set(name, known)
      const { digest } = toStored(fact)
      if (!known.has(digest)) touched.add(name)
      known.set(digest, { digest, fact })
    }
    for (const name of touched) {
      const identity = numberIn(this.identities, name)
      const stored = this.edges.get(name) ?? []
      const wanted = [{ identity, edges: edgesOfIdentity([...(this.statements.get(name)?.values() ?? [])], edgeRules) }]
      this.edges.set(name, [...stored, ...edgeDifferences(wanted, stored, (edge) => numberIn(this.numbers, seriesText(edge.series)))])
    }
  }

  /** What the edges add up to by identity, series and instant, in words; nothing that adds up to nothing. */
  net(): ReadonlyMap<string, Counts> {
    const names = new Map([...this.numbers].map(([text, number]) => [number, text]))
    const sums = new Map<string, Counts>()
    for (const [name, edges] of this.edges) {
      for (const { series, at, counts } of edges) {
        const key = `${name} | ${names.get(series)} | ${at}`
        sums.set(key, addCounts(sums.get(key) ?? NO_COUNTS, counts))
      }
    }
    return new Map([...sums].filter(([, counts]) => !isZero(counts)))
  }
}

function numberIn(numbers: Map<string, number>, text: string): number {
  const number = numbers.get(text) ?? numbers.size + 1
  numbers.set(text, number)
  return number
}
