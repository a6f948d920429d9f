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
  const differences = new Map<string, Difference>()
  const add = (identity: number, series: number, at: number, counts: Counts): void => {
    const key = `${identity}|${series}|${at}`
    const known = differences.get(key)
    if (known === undefined) differences.set(key, { identity, series, at, counts })
    else known.counts = addCounts(known.counts, counts)
  }
  for (const { identity, edges } of wanted) for (const edge of edges) add(identity, numberOf(edge), edge.at, edge.counts)
  for (const edge of stored) add(edge.identity, edge.series, edge.at, negate(edge.counts))
  return [...differences.values()].filter((difference) => !isZero(difference.counts))
}
