// The edges of an identity as they came to be known: every batch that said something new of it or took something back, with what it added.
import type { StoredEdge } from '../../db/rollups/edges.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import { edgeDifferences, type EdgeNumbering } from '../intake/edge-differences.ts'
import { edgesOfIdentity, type Statement } from '../intake/edges-of-identity.ts'
import type { EdgeRules } from '../intake/edge-rules.ts'

/** A statement and the batch that brought it; without a fact, the batch took the statement of this digest back. */
export interface Turn {
  readonly digest: string
  readonly fact: Fact | undefined
  readonly batch: number
}

/** What one batch adds to what was known of the identity. */
export interface HistoryStep {
  readonly batch: number
  readonly edges: readonly StoredEdge[]
}

/** Steps in the order of recording; `turns` are in that order. Batches that changed nothing that is counted are left out. */
export function historyOfIdentity(identity: number, turns: readonly Turn[], rules: EdgeRules, numbering: EdgeNumbering): readonly HistoryStep[] {
  const steps: HistoryStep[] = []
  const known: Statement[] = []
  let before = edgesOfIdentity(known, rules)
  for (let next = 0; next < turns.length; ) {
    const batch = turns[next]?.batch
    if (batch === undefined) break
    for (let turn = turns[next]; turn?.batch === batch; turn = turns[++next]) {
      const { digest, fact } = turn
      if (fact !== undefined) known.push({ digest, fact })
      else known.splice(known.findIndex((one) => one.digest === digest), 1)
    }
    const after = edgesOfIdentity(known, rules)
    const edges = edgeDifferences({ identity, before, after }, numbering)
    if (edges.length > 0) steps.push({ batch, edges })
    before = after
  }
  return steps
}
