// Intake without a database: the same pure steps over maps, so that properties can be tried hundreds of times.
import { addCounts, isZero, NO_COUNTS, type Counts, type Series } from '../../../rules/edges/edge.ts'
import type { Fact } from '../../../rules/facts/fact.ts'
import { seriesText } from '../../../db/rollups/series-keys.ts'
import type { StoredEdge } from '../../../db/rollups/edges.ts'
import { edgeDifferences } from '../../../ingest/intake/edge-differences.ts'
import { edgeRulesOf, type EdgeRules } from '../../../ingest/intake/edge-rules.ts'
import { edgesOfIdentity, type Statement } from '../../../ingest/intake/edges-of-identity.ts'
import { kindOf, toStored } from '../../../ingest/intake/stored-fact.ts'
import { draft } from '../../rules/draft-model.ts'
import { smallCity } from '../../rules/small-city.ts'

/** The rules of the small city; a store of a test names no derivation, so that they may add to it. */
export const edgeRules: EdgeRules = { ...edgeRulesOf(draft, smallCity()), configuration: { derivation: '', areas: '' } }

export class MemoryStore {
  private readonly statements = new Map<string, Map<string, Statement>>()
  private readonly edges = new Map<string, StoredEdge[]>()
  private readonly numbers = new Map<string, number>()
  private readonly identities = new Map<string, number>()

  takeIn(facts: readonly Fact[]): void {
    const touched = new Map<string, readonly Statement[]>()
    for (const fact of facts) {
      const name = `${fact.source} ${kindOf(fact)} ${fact.key}`
      const known = this.statements.get(name) ?? new Map<string, Statement>()
      this.statements.set(name, known)
      const { digest } = toStored(fact)
      if (!known.has(digest) && !touched.has(name)) touched.set(name, [...known.values()])
      known.set(digest, { digest, fact })
    }
    for (const [name, told] of touched) {
      const identity = numberIn(this.identities, name)
      const stored = this.edges.get(name) ?? []
      const before = edgesOfIdentity(told, edgeRules)
      const after = edgesOfIdentity([...(this.statements.get(name)?.values() ?? [])], edgeRules)
      const numbering = { numberOf: (series: Series) => numberIn(this.numbers, seriesText(series)), dayOf: edgeRules.zone.localDay }
      this.edges.set(name, [...stored, ...edgeDifferences({ identity, before, after }, numbering)])
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
