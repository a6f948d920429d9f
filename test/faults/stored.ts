// Everything that a store holds after a storm, read once and plainly: statements, edges with the names of their series, batches.
import { sql } from 'kysely'
import type { Db } from '../../db/open-store.ts'
import type { Fact } from '../../rules/facts/fact.ts'

/** Microseconds of the database's clock: to the millisecond two batches may be recorded at one instant. */
type Micros = number

export interface StoredStatement {
  readonly identity: number
  readonly source: string
  readonly kind: string
  readonly key: string
  readonly batch: number
  readonly recordedAt: Micros
  readonly digest: string
  readonly fact: Fact
}

/** Entered, met, open, sum of starts, sum of durations. */
export type PlainCounts = readonly [number, number, number, bigint, bigint]

export interface NamedEdge {
  readonly identity: number
  readonly batch: number
  readonly at: number
  readonly day: number
  readonly recordedAt: Micros
  readonly recordedDay: number
  /** Calculation, window, segment, cohort, group. */
  readonly what: string
  readonly area: string
  readonly bureau: string
  readonly source: string
  readonly counts: PlainCounts
}

export interface StoredBatch {
  readonly id: number
  readonly feed: string
  readonly recordedAt: Micros
  readonly received: number
  readonly stored: number
  readonly duplicate: number
  readonly rejected: number
}

export interface Stored {
  readonly statements: readonly StoredStatement[]
  readonly edges: readonly NamedEdge[]
  readonly batches: ReadonlyMap<number, StoredBatch>
}

const MICROS = sql`(extract(epoch from recorded_at) * 1000000)::bigint`
export const SEPARATOR = '|'

export async function readStored(db: Db): Promise<Stored> {
  const { rows: statements } = await sql<Omit<StoredStatement, 'fact'> & { fact: object }>`
    select identity.id as identity, source, kind, key, batch, ${MICROS} as "recordedAt", digest, fact
    from revision join identity on identity.id = revision.identity order by identity.id, recorded_at, batch`.execute(db)
  const { rows: edges } = await sql<Omit<NamedEdge, 'counts'> & { entered: number; met: number; open: number; starts: string; elapsed: string }>`
    select identity, batch, at, day, ${MICROS} as "recordedAt", recorded_day as "recordedDay", entered, met, open, open_start_ms::text as starts, elapsed_ms::text as elapsed,
      concat_ws(${SEPARATOR}::text, calculation, series_window, segment, cohort, member_group) as what, area, bureau, source
    from edge left join series_key on series_key.id = edge.series`.execute(db)
  const { rows: batches } = await sql<StoredBatch>`select id, feed, ${MICROS} as "recordedAt", received, stored, duplicate, rejected from intake_batch`.execute(db)
  return {
    statements: statements.map(({ fact, ...row }) => ({ ...row, fact: { ...fact, source: row.source, key: row.key } as Fact })),
    edges: edges.map(({ entered, met, open, starts, elapsed, ...row }) => ({ ...row, counts: [entered, met, open, BigInt(starts), BigInt(elapsed)] })),
    batches: new Map(batches.map((batch) => [batch.id, batch])),
  }
}

/** Sums in words by name; nothing that comes to nothing. */
export function summedUp(parts: Iterable<readonly [name: string, counts: PlainCounts]>): ReadonlyMap<string, string> {
  const sums = new Map<string, [number, number, number, bigint, bigint]>()
  for (const [name, [entered, met, open, starts, elapsed]] of parts) {
    const sum = sums.get(name)
    if (sum === undefined) sums.set(name, [entered, met, open, starts, elapsed])
    else {
      sum[0] += entered
      sum[1] += met
      sum[2] += open
      sum[3] += starts
      sum[4] += elapsed
    }
  }
  return new Map([...sums].filter(([, sum]) => sum.some((part) => part !== 0 && part !== 0n)).map(([name, sum]) => [name, sum.join(' ')]))
}
