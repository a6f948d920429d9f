// Oracle of what is derived: edges from statements, batch by batch as they came to be known, and every sum from the edges.
import { sql } from 'kysely'
import { expect } from 'vitest'
import { lockNext } from '../../db/facts/identities.ts'
import type { Db } from '../../db/open-store.ts'
import { sumDifferences } from '../../db/rollups/recount.ts'
import { SeriesNumbers } from '../../db/rollups/series-keys.ts'
import { inTransaction } from '../../db/transactions.ts'
import { edgesOfIdentity } from '../../ingest/intake/edges-of-identity.ts'
import { missingEdges } from '../../ingest/rebuild/repair-identities.ts'
import type { Edge } from '../../rules/edges/edge.ts'
import { rulesOf, type Configuration } from './city.ts'
import { naiveDay, naiveHours, naivePeriods, PERIODS } from './naive-sums.ts'
import { SEPARATOR, summedUp, type NamedEdge, type PlainCounts, type Stored, type StoredStatement } from './stored.ts'

const HOUR = 3_600_000
const HOURS_ASKED = 35 * 24

/** What stands in one map and not in the other, in a few words. */
export const unlike = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).slice(0, 5).map((name) => `${name}: ${a.get(name) ?? 'nothing'} instead of ${b.get(name) ?? 'nothing'}`)

/** Every edge, by identity and batch, is what the statements known by that batch derive beyond those known before it. */
export async function expectEdges(db: Db, stored: Stored, configuration: Configuration): Promise<void> {
  const nameless = stored.edges.filter(({ area }) => area === null)
  expect(nameless.length, 'edges of a series that has no name').toBe(0)
  const kept = summedUp(stored.edges.map((edge): [string, PlainCounts] => [`${edge.identity} in batch ${edge.batch}: ${nameOf(edge)} at ${edge.at}`, edge.counts]))
  const derived = summedUp(derivedSteps(stored.statements, configuration))
  expect(unlike(kept, derived), 'stored edges and those derived anew').toEqual([])

  const recorded = new Map(stored.statements.map(({ batch, recordedAt }) => [batch, recordedAt]))
  expect(stored.edges.filter(({ batch, recordedAt }) => recorded.get(batch) !== recordedAt || stored.batches.get(batch)?.recordedAt !== recordedAt), 'edges recorded at another instant than their batch').toEqual([])
  expect(stored.edges.filter(({ at, day, recordedAt, recordedDay }) => day !== naiveDay(at) || recordedDay !== naiveDay(Math.floor(recordedAt / 1000))), 'edges of a wrong day').toEqual([])
  expect(await missingOf(db, configuration), 'what the product itself finds missing').toEqual([])
}

const nameOf = ({ what, area, bureau, source }: Pick<NamedEdge, 'what' | 'area' | 'bureau' | 'source'>): string => [what, area, bureau, source].join(SEPARATOR)

/** Statements come by identity, in the order of recording. */
function* derivedSteps(statements: readonly StoredStatement[], configuration: Configuration): Generator<[string, PlainCounts]> {
  const rules = rulesOf(configuration)
  for (const [identity, said] of Map.groupBy(statements, (statement) => statement.identity)) {
    let before: readonly Edge[] = []
    for (const [index, { batch }] of said.entries()) {
      if (said[index + 1]?.batch === batch) continue
      const after = edgesOfIdentity(said.slice(0, index + 1), rules)
      for (const [edges, sign] of [[after, 1], [before, -1]] as const) for (const edge of edges) yield [`${identity} in batch ${batch}: ${seriesOf(edge)} at ${edge.at}`, countsOf(edge, sign)]
      before = after
    }
  }
}

const seriesOf = ({ series: { calculation, window, segment, cohort, group, area, bureau, source } }: Edge): string =>
  nameOf({ what: [calculation, window, segment, cohort, group].join(SEPARATOR), area, bureau, source })

const countsOf = ({ counts: { entered, met, open, openStartMs, elapsedMs } }: Edge, sign: 1 | -1): PlainCounts =>
  [sign * entered, sign * met, sign * open, BigInt(sign) * openStartMs, BigInt(sign) * elapsedMs]

async function missingOf(db: Db, configuration: Configuration): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (let last = 0; ; ) {
    const some = await inTransaction(db, async (transaction) => {
      const identities = await lockNext(transaction, last, 2_000)
      const { edges } = await missingEdges({ db: transaction, rules: rulesOf(configuration), series: new SeriesNumbers() }, identities)
      return { identities, edges }
    })
    found.push(...some.edges)
    const newest = some.identities.at(-1)
    if (newest === undefined) return found.slice(0, 5)
    last = newest
  }
}

/** The sums of days, months, years and hours are a full recount of the edges, and nothing waits any more. */
export async function expectSums(db: Db, stored: Stored, configuration: Configuration): Promise<void> {
  expect(await db.selectFrom('unfolded').selectAll().execute(), 'batches that still wait').toEqual([])
  for (const period of PERIODS) {
    const [name] = period
    expect(unlike(await keptIn(db, name, `recorded_${name}`), naivePeriods(stored.edges, configuration, period)), `sums of ${name}s and those counted anew`).toEqual([])
  }
  const from = Math.floor(Date.now() / HOUR) - HOURS_ASKED
  expect(unlike(await keptIn(db, 'hour', undefined, from), naiveHours(stored.edges, configuration, from)), 'sums of hours and those counted anew').toEqual([])
  expect(await sumDifferences(db, { from: -10_000, to: 100_000 }), 'what the product itself finds different').toEqual([])
}

async function keptIn(db: Db, period: string, recorded: string | undefined, from = -1_000_000): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; entered: number; met: number; open: number; starts: string; elapsed: string }>`
    select concat_ws(${SEPARATOR}::text, calculation, series_window, segment, cohort, member_group, area, bureau, source) || ' ' || ${sql.ref(period)}${recorded === undefined ? sql`` : sql` || ' ' || ${sql.ref(recorded)}`} as name,
      entered, met, open, open_start_ms::text as starts, elapsed_ms::text as elapsed
    from ${sql.table(`rollup_${period}`)} as kept left join series_key on series_key.id = kept.series where ${sql.ref(period)} >= ${from}`.execute(db)
  expect(rows.filter(({ name }) => name === null).length, `sums of ${period}s without a name`).toBe(0)
  return summedUp(rows.map(({ name, entered, met, open, starts, elapsed }) => [name, [entered, met, open, BigInt(starts), BigInt(elapsed)]]))
}
