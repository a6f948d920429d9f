// The edges of an identity as they came to be known: every batch that said something new of it, with what it added.
import type { StoredEdge } from '../../db/rollups/edges.ts'
import { edgeDifferences, type EdgeNumbering } from '../intake/edge-differences.ts'
import { edgesOfIdentity, type Statement } from '../intake/edges-of-identity.ts'
import type { EdgeRules } from '../intake/edge-rules.ts'

/** A statement and the batch that brought it. */
export interface RecordedStatement extends Statement {
  readonly batch: number
}

/** What one batch adds to what was known of the identity. */
export interface HistoryStep {
  readonly batch: number
  readonly edges: readonly StoredEdge[]
}

/** Steps in the order of recording; `statements` are in that order. Batches that changed nothing that is counted are left out. */
export function historyOfIdentity(identity: number, statements: readonly RecordedStatement[], rules: EdgeRules, numbering: EdgeNumbering): readonly HistoryStep[] {
  const steps: HistoryStep[] = []
  const known: Statement[] = []
  let before = edgesOfIdentity(known, rules)
  for (let next = 0; next < statements.length; ) {
    const batch = statements[next]?.batch
    if (batch === undefined) break
    for (let statement = statements[next]; statement?.batch === batch; statement = statements[++next]) known.push(statement)
    const after = edgesOfIdentity(known, rules)
    const edges = edgeDifferences({ identity, before, after }, numbering)
    if (edges.length > 0) steps.push({ batch, edges })
    before = after
  }
  return steps
}
