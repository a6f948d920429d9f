// The work of the measure: records of the demonstration city's cases as its systems hold them, in large deliveries.
import { simulate } from '../../ingest/simulator/simulator.ts'
import type { StreamId } from '../../ingest/simulator/streams.ts'
import type { Sample, SampleRecord } from '../../ingest/samples/sample.ts'

/** The present of the simulated city; fixed, so that every run does the same work. */
export const NOW = Date.parse('2026-11-22T12:00:00+08:00')
const CASES = ['hotline-orders', 'hotline-grid', 'city-events', 'district-ledgers'] as const

export interface BenchDelivery {
  readonly feed: StreamId
  readonly samples: readonly Sample[]
}

export interface Work {
  /** The city file. */
  readonly city: string
  readonly feeds: readonly { readonly id: string; readonly fileName: string; readonly text: string }[]
  readonly deliveries: readonly BenchDelivery[]
  /** Records in all deliveries. */
  readonly records: number
}

/** At least `records` records of appeals and events, newest first, in deliveries of one feed with at most `size` records each. */
export function makeWork(records: number, size: number): Work {
  const simulation = simulate({ seed: 'bench', now: NOW })
  const byFeed = new Map<StreamId, SampleRecord[]>(CASES.map((feed) => [feed, []]))
  let total = 0
  for (const batch of simulation.history(Date.parse('2025-01-01T00:00:00+08:00'), NOW)) {
    const list = byFeed.get(batch.feed)
    if (list === undefined) continue
    list.push(...batch.records)
    total += batch.records.length
    if (total >= records) break
  }
  const deliveries = [...byFeed].flatMap(([feed, all]) => inParts(all, size).map((part): BenchDelivery => ({ feed, samples: part.map((record, position) => ({ position, record })) })))
  return { city: simulation.city, feeds: simulation.feeds, deliveries, records: total }
}

function inParts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  const parts = Math.ceil(all.length / size)
  return Array.from({ length: parts }, (_, part) => all.slice(Math.floor((part * all.length) / parts), Math.floor(((part + 1) * all.length) / parts)))
}
