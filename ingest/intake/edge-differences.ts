// What has to be appended so that the edges of an identity add up to the ones it stands for now.
import type { StoredEdge } from '../../db/rollups/edges.ts'
import { addCounts, isZero, negate, type Counts, type Edge, type Series } from '../../rules/edges/edge.ts'
import type { LocalDay } from '../../rules/time/instant.ts'

/** The edges of an identity before and after something was said of it; before as they follow from what was said, or as they are stored. */
export interface EdgeChange {
  readonly identity: number
  readonly before: readonly Edge[]
  readonly stored?: readonly StoredEdge[]
  readonly after: readonly Edge[]
}

export interface EdgeNumbering {
  readonly numberOf: (series: Series) => number
  readonly dayOf: (at: number) => LocalDay
}

type Difference = { -readonly [K in keyof StoredEdge]: StoredEdge[K] }

/** The differences, those of one series and instant added up; empty when nothing changed that is counted. */
export function edgeDifferences({ identity, before, stored = [], after }: EdgeChange, { numberOf, dayOf }: EdgeNumbering): readonly StoredEdge[] {
  const changes: Difference[] = []
  const add = (series: number, at: number, counts: Counts): void => void changes.push({ identity, series, day: dayOf(at), at, counts })
  for (const edge of after) add(numberOf(edge.series), edge.at, edge.counts)
  for (const edge of before) add(numberOf(edge.series), edge.at, negate(edge.counts))
  for (const edge of stored) add(edge.series, edge.at, negate(edge.counts))
  const sums: Difference[] = []
  let last: Difference | undefined
  for (const change of changes.sort((a, b) => a.series - b.series || a.at - b.at)) {
    if (last?.series === change.series && last.at === change.at) last.counts = addCounts(last.counts, change.counts)
    else sums.push((last = change))
  }
  return sums.filter(({ counts }) => !isZero(counts))
}
