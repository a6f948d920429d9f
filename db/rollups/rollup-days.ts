// Sums of edges by local day: folded in memory for a whole batch, then added in one order, so that writers do not deadlock.
import { sql } from 'kysely'
import { addCounts, isZero, type Counts } from '../../rules/edges/edge.ts'
import type { LocalDay } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { numbers } from '../sql-arrays.ts'
import type { StoredEdge } from './edges.ts'

interface DayDelta {
  readonly series: number
  readonly day: LocalDay
  counts: Counts
}

/** Adds the edges to the sums of their days, under the day on which they were recorded. */
export async function addToRollups(db: Db, edges: readonly StoredEdge[], days: { readonly recordedDay: LocalDay; readonly dayOf: (at: number) => LocalDay }): Promise<void> {
  const deltas = sumsByDay(edges.map((edge) => ({ series: edge.series, day: days.dayOf(edge.at), counts: edge.counts })))
  if (deltas.length === 0) return
  await sql`
    insert into rollup_day as kept (series, day, recorded_day, entered, met, open, open_start_ms, elapsed_ms)
    select series, day, ${days.recordedDay}::integer, entered, met, open, open_start_ms, elapsed_ms
    from unnest(${numbers(deltas.map((d) => d.series), 'integer')}, ${numbers(deltas.map((d) => d.day), 'integer')},
      ${numbers(deltas.map((d) => d.counts.entered), 'integer')}, ${numbers(deltas.map((d) => d.counts.met), 'integer')}, ${numbers(deltas.map((d) => d.counts.open), 'integer')},
      ${numbers(deltas.map((d) => d.counts.openStartMs), 'bigint')}, ${numbers(deltas.map((d) => d.counts.elapsedMs), 'bigint')})
      as row (series, day, entered, met, open, open_start_ms, elapsed_ms)
    on conflict (series, day, recorded_day) do update set
      entered = kept.entered + excluded.entered, met = kept.met + excluded.met, open = kept.open + excluded.open,
      open_start_ms = kept.open_start_ms + excluded.open_start_ms, elapsed_ms = kept.elapsed_ms + excluded.elapsed_ms`.execute(db)
}

/** What is added up by series and day, in that order; nothing that adds up to nothing. */
function sumsByDay(deltas: DayDelta[]): readonly DayDelta[] {
  const sums: DayDelta[] = []
  for (const delta of deltas.sort((a, b) => a.series - b.series || a.day - b.day)) {
    const last = sums.at(-1)
    if (last?.series === delta.series && last.day === delta.day) last.counts = addCounts(last.counts, delta.counts)
    else sums.push(delta)
  }
  return sums.filter(({ counts }) => !isZero(counts))
}
