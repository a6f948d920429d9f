// The edges to append so that those of every identity add up to what it stands for now, with their series by number.
import { setImmediate } from 'node:timers/promises'
import type { LockedIdentity } from '../../db/facts/identities.ts'
import type { Db } from '../../db/open-store.ts'
import { edgesOfIdentities, type StoredEdge } from '../../db/rollups/edges.ts'
import { seriesText } from '../../db/rollups/series-keys.ts'
import type { Edge, Series } from '../../rules/edges/edge.ts'
import { sumsOf } from '../../rules/edges/sums.ts'
import { edgeDifferences, type EdgeChange } from './edge-differences.ts'
import { edgesOfIdentity, type Statement } from './edges-of-identity.ts'
import type { Intake } from './intake.ts'

/** An identity, what was known of it, and what is new. */
export interface Changed<New extends Statement = Statement> {
  readonly identity: LockedIdentity
  readonly before: readonly Statement[]
  readonly fresh: readonly New[]
  /** Digests of those known that are taken back. */
  readonly gone?: ReadonlySet<string>
}

export interface Deriving {
  readonly db: Db
  readonly intake: Intake
  readonly part: readonly Changed[]
  /** Numbers of series that this transaction has met, by their text; new ones are added. */
  readonly numbers: Map<string, number>
}

/** Identities after which a statement that waits for the one before it can be sent. */
const BREATH = 100

/** Resolves when all that has to be read is read; what it resolves with makes the edges, while the store is busy with something else. */
export async function deriveEdges({ db, intake: { rules, series: known }, part, numbers }: Deriving): Promise<() => readonly StoredEdge[]> {
  const stored = await edgesOfExpired(db, part.map(({ identity }) => identity))
  const series = new SeriesOfPart(numbers)
  const edgesOf = (statements: readonly Statement[]): readonly Edge[] => {
    const edges = edgesOfIdentity(statements, rules)
    for (const edge of edges) series.add(edge.series)
    return edges
  }
  const changes: EdgeChange[] = []
  for (const [index, { identity: { id, isExpired }, before, fresh, gone }] of part.entries()) {
    if (index % BREATH === BREATH - 1) await setImmediate()
    const kept = gone === undefined ? before : before.filter(({ digest }) => !gone.has(digest))
    const statements = [...kept, ...fresh]
    if (!isExpired) changes.push({ identity: id, before: edgesOf(before), after: edgesOf(statements) })
    else if (isWhole(statements)) changes.push({ identity: id, before: [], stored: stored.get(id) ?? [], after: edgesOf(statements) })
  }
  for (const [text, number] of await known.resolve(db, series.unmet, (one) => sumsOf(one, rules.areasOf, rules.root))) numbers.set(text, number)
  return () => changes.flatMap((change) => edgeDifferences(change, { numberOf: (one) => series.numberOf(one), dayOf: rules.zone.localDay }))
}

/** The series of a part by number. Their texts are made twice, which is cheaper than to remember them by object; edges of one series mostly follow each other. */
class SeriesOfPart {
  /** Those that the transaction has not met. */
  readonly unmet = new Map<string, Series>()
  private readonly numbers: ReadonlyMap<string, number>
  private added: Series | undefined
  private last: Series | undefined
  private lastNumber = 0

  constructor(numbers: ReadonlyMap<string, number>) {
    this.numbers = numbers
  }

  add(series: Series): void {
    if (series === this.added) return
    this.added = series
    const text = seriesText(series)
    if (!this.numbers.has(text)) this.unmet.set(text, series)
  }

  numberOf(series: Series): number {
    if (series === this.last) return this.lastNumber
    const text = seriesText(series)
    const number = this.numbers.get(text)
    if (number === undefined) throw new Error(`The store gave no number to the series ${text.replaceAll('\u0000', '|')}.`)
    this.last = series
    return (this.lastNumber = number)
  }
}

/** What is stored of identities whose facts have been deleted: what they were counted as cannot be derived any more. */
async function edgesOfExpired(db: Db, identities: readonly LockedIdentity[]): Promise<ReadonlyMap<number, readonly StoredEdge[]>> {
  const stored = new Map<number, readonly StoredEdge[]>()
  for (const { id, isExpired } of identities) if (isExpired) stored.set(id, await edgesOfIdentities(db, [id]))
  return stored
}

/** Whether statements tell all there is to know; parts without the rest, which has been deleted, change nothing that is counted. */
const isWhole = (statements: readonly Statement[]): boolean => statements.some(({ fact }) => fact.kind !== 'case' || fact.completeness === 'full' || fact.withdrawn === true)
