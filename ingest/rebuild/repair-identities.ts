// Derives the edges of some identities anew from everything that was said of them, and appends what the stored ones lack.
import type { Db } from '../../db/open-store.ts'
import { sql } from 'kysely'
import { lastSealedDay, readSeals } from '../../db/audit/seals.ts'
import { recordedTurns } from '../../db/facts/revisions.ts'
import { edgesOfIdentities, insertRecordedEdges, type RecordedEdge, type RecordedIn, type StoredEdge } from '../../db/rollups/edges.ts'
import { addEdgesToSums } from '../../db/rollups/fold.ts'
import { seriesText, type SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { addCounts, isZero, negate, NO_COUNTS, type Series } from '../../rules/edges/edge.ts'
import { sumsOf } from '../../rules/edges/sums.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { EdgeRules } from '../intake/edge-rules.ts'
import { fromStored } from '../intake/stored-fact.ts'
import { historyOfIdentity, type HistoryStep, type Turn } from './history-of-identity.ts'

/** What a repair works with. */
export interface Repair {
  readonly db: Db
  readonly rules: EdgeRules
  readonly series: SeriesNumbers
}

/** Edges that the store lacks, or holds too much of (negative), with the batch that they belong to. */
export interface Missing {
  readonly edges: readonly RecordedEdge[]
  /** Numbers of series to remember once the transaction has committed. */
  readonly numbers: ReadonlyMap<string, number>
}

/** What the stored edges of these identities (in ascending order) lack. The identities have to be locked, so that nothing is said of them meanwhile, and their facts must all be kept. */
export async function missingEdges({ db, rules, series }: Repair, identities: readonly number[]): Promise<Missing> {
  const turns = new Map<number, Turn[]>()
  const batches = new Map<number, RecordedIn>()
  for (const { identity, batch, source, key, digest, fact, recordedAt, recordedMs } of await recordedTurns(db, identities)) {
    const turn = { batch, digest, fact: fact === undefined ? undefined : fromStored(fact, { source, key }) }
    const known = turns.get(identity)
    if (known === undefined) turns.set(identity, [turn])
    else known.push(turn)
    if (!batches.has(batch)) batches.set(batch, { id: batch, recordedAt, recordedDay: rules.zone.localDay(recordedMs) })
  }
  // Series are first numbered for this process alone, because the store's numbers are asked for all at once.
  const provisional = new Map<string, { readonly series: Series; readonly place: number }>()
  const numbering = { numberOf: (one: Series) => placeOf(provisional, one), dayOf: rules.zone.localDay }
  const histories = [...turns].map(([identity, said]): [number, readonly HistoryStep[]] => [identity, historyOfIdentity(identity, said, rules, numbering)])
  const numbers = await series.resolve(db, new Map([...provisional].map(([text, known]) => [text, known.series])), (one) => sumsOf(one, rules.areasOf, rules.root))
  const byPlace = [...provisional.keys()].map((text) => numbers.get(text) ?? 0)

  const sums = new Map<string, StoredEdge & { readonly batch: number }>()
  const add = (edge: StoredEdge & { readonly batch: number }): void => {
    const key = `${edge.identity}|${edge.batch}|${edge.series}|${edge.at}`
    const counts = addCounts(sums.get(key)?.counts ?? NO_COUNTS, edge.counts)
    if (isZero(counts)) sums.delete(key)
    else sums.set(key, { ...edge, counts })
  }
  for (const [, steps] of histories) for (const { batch, edges } of steps) for (const edge of edges) add({ ...edge, series: byPlace[edge.series] ?? 0, batch })
  for (const edge of await edgesOfIdentities(db, identities)) add({ ...edge, counts: negate(edge.counts) })
  for (const [batch, recorded] of await recordedInOf(db, [...sums.values()].map(({ batch }) => batch).filter((batch) => !batches.has(batch)), rules)) batches.set(batch, recorded)
  const edges = [...sums.values()].flatMap((edge): RecordedEdge[] => {
    const batch = batches.get(edge.batch)
    return batch === undefined ? [] : [{ ...edge, batch }]
  })
  return { edges, numbers }
}

/** Appends what is missing and adds it to the sums; how many edges. Hold the lock `fold`: batches that wait to be folded are left to the folder. */
export async function repairIdentities(repair: Repair, identities: readonly number[]): Promise<Missing> {
  const missing = await missingEdges(repair, identities)
  await refuseSealed(repair, missing.edges)
  await insertRecordedEdges(repair.db, missing.edges)
  await addEdgesToSums(repair.db, missing.edges)
  return missing
}

/** An edge of a sealed day that was recorded before its seal is neither added nor taken away. */
async function refuseSealed({ db, rules }: Repair, edges: readonly RecordedEdge[]): Promise<void> {
  const { derivation } = rules.configuration
  const last = await lastSealedDay(db, derivation)
  if (last === undefined || edges.every(({ day }) => day > last)) return
  const seals = new Map((await readSeals(db, derivation)).map((seal) => [seal.day, seal.recordedBefore]))
  const touched = edges.find(({ day, batch }) => batch.recordedDay < (seals.get(day) ?? -Infinity))
  if (touched !== undefined) throw new SealBrokenError(touched)
}

/** What was said no longer gives what was sealed. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError'
  constructor({ identity, day }: RecordedEdge) {
    super(`Identity ${identity} would change ${dayText(day)}, which is sealed. Facts or edges of that day were altered outside the product: compare with a backup from before.`)
  }
}

function placeOf(provisional: Map<string, { readonly series: Series; readonly place: number }>, series: Series): number {
  const text = seriesText(series)
  let known = provisional.get(text)
  if (known === undefined) provisional.set(text, (known = { series, place: provisional.size }))
  return known.place
}

/** When batches were recorded that no statement names: edges of theirs should not be there. */
async function recordedInOf(db: Db, batches: readonly number[], rules: EdgeRules): Promise<ReadonlyMap<number, RecordedIn>> {
  if (batches.length === 0) return new Map()
  const { rows } = await sql<{ batch: number; recorded_text: string; recorded_at: number }>`
    select distinct batch, recorded_at::text as recorded_text, recorded_at from edge where batch in (${sql.join([...new Set(batches)])})`.execute(db)
  return new Map(rows.map((row) => [row.batch, { id: row.batch, recordedAt: row.recorded_text, recordedDay: rules.zone.localDay(row.recorded_at) }]))
}
