// What has to be appended so that the stored edges of an identity add up to the ones it stands for now.
import { addCounts, isZero, negate, type Counts, type Edge } from '../../rules/edges/edge.ts'
import type { StoredEdge } from '../../db/rollups/edges.ts'

interface Difference {
  readonly identity: number
  readonly series: number
  readonly at: number
  counts: Counts
}

/** The differences between wanted and stored edges; empty when a statement changed nothing that is counted. */
export function edgeDifferences(
  wanted: Iterable<{ readonly identity: number; readonly edges: readonly Edge[] }>,
  stored: readonly StoredEdge[],
  numberOf: (edge: Edge) => number,
): readonly StoredEdge[] {
  const changes = new Map<number, Difference[]>()
  const changesOf = (identity: number): Difference[] => {
    let list = changes.get(identity)
    if (list === undefined) changes.set(identity, (list = []))
    return list
  }
  for (const { identity, edges } of wanted) {
    const list = changesOf(identity)
    for (const edge of edges) list.push({ identity, series: numberOf(edge), at: edge.at, counts: edge.counts })
  }
  for (const edge of stored) changesOf(edge.identity).push({ ...edge, counts: negate(edge.counts) })
  const differences: Difference[] = []
  for (const list of changes.values()) for (const difference of merged(list)) if (!isZero(difference.counts)) differences.push(difference)
  return differences
}

/** The changes of one identity, those of one series and instant added up. */
function merged(changes: Difference[]): readonly Difference[] {
  const result: Difference[] = []
  for (const change of changes.sort((a, b) => a.series - b.series || a.at - b.at)) {
    const last = result.at(-1)
    if (last?.series === change.series && last.at === change.at) last.counts = addCounts(last.counts, change.counts)
    else result.push(change)
  }
  return result
}
