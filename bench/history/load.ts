// Cases are loaded: two feeds side by side through the whole intake, sums folded meanwhile as the server does.
import { sql } from 'kysely'
import type { Sample } from '../../ingest/samples/sample.ts'
import { startFolder } from '../../server/jobs/folder.ts'
import type { Pass } from './cases.ts'
import { APPEALS, EVENTS } from './city.ts'
import { recordOf } from './records.ts'
import { deliveriesOf, type CaseDelivery } from './statements.ts'
import type { World } from './world.ts'

/** Statements of one delivery. */
export const DELIVERY = 10_000

export interface Load {
  readonly rows: number
  /** From the first delivery to the last commit, the making of the rows included. */
  readonly ms: number
  /** Edges that waited to be folded at the last commit, and how long it took until none did. */
  readonly backlog: number
  readonly drainMs: number
}

export interface LoadOptions {
  /** From records by mapping, or from facts that are mapped already. */
  readonly from: 'records' | 'facts'
  /** `then`: each delivery is recorded at the instant of its last statement, as if the city had been running all the time; `now`: all of it today, as a back-fill is. */
  readonly recorded: 'then' | 'now'
  readonly note: (text: string) => void
}

export async function load(world: World, pass: Pass, { from, recorded, note }: LoadOptions): Promise<Load> {
  const { workbench } = world
  let failure: unknown
  const folder = startFolder({ workbench, onError: (error) => (failure ??= error) })
  const lanes = new Map<string, Promise<void>>([[APPEALS, Promise.resolve()], [EVENTS, Promise.resolve()]])
  const started = performance.now()
  let rows = 0
  let clock = 0
  let told = started
  for (const delivery of deliveriesOf(pass, DELIVERY)) {
    await lanes.get(delivery.feed)
    clock = Math.max(clock, delivery.until)
    if (recorded === 'then') await world.recordAt(clock)
    const work = deliver(world, delivery, from)
    work.catch(() => undefined)
    lanes.set(delivery.feed, work)
    rows += delivery.facts.length
    if (performance.now() - told < 30_000) continue
    told = performance.now()
    note(`  ${rows} rows in ${Math.round((told - started) / 1000)} s, ${await waiting(world)} edges wait`)
  }
  await Promise.all(lanes.values())
  const committed = performance.now()
  const backlog = await waiting(world)
  while ((await waiting(world)) > 0 && failure === undefined) await new Promise((resolve) => setTimeout(resolve, 50))
  const drained = performance.now()
  await folder.stop()
  await world.recordAt(undefined)
  if (failure !== undefined) throw failure
  return { rows, ms: committed - started, backlog, drainMs: drained - committed }
}

async function deliver(world: World, { feed, facts, until }: CaseDelivery, from: LoadOptions['from']): Promise<void> {
  const stored = from === 'facts'
    ? (await world.take(feed, { facts, rejected: [], coveredUntil: until })).stored
    : (await world.workbench.deliver(world.feed(feed), facts.map((fact, position): Sample => ({ position, record: recordOf(fact) })), { coveredUntil: until })).stored
  if (stored !== facts.length) throw new Error(`${facts.length} statements of ${feed} were delivered, ${stored} were stored.`)
}

/** Edges that wait to be folded. */
export async function waiting({ workbench: { store: { db } } }: World): Promise<number> {
  const { rows } = await sql<{ edges: number }>`select coalesce(sum(edges), 0)::bigint as edges from unfolded`.execute(db)
  return rows[0]?.edges ?? 0
}
