// The store that the history's measures work on: a database of its own, whose clock of recording the measures set.
import { sql } from 'kysely'
import pg from 'pg'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { IntakeResult } from '../../ingest/intake/intake.ts'
import type { Delivery } from '../../ingest/intake/delivery.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { Workbench } from '../../server/workbench.ts'
import { CITY_TEXT, feedFiles } from './city.ts'
import { rowsOf } from './lists.ts'

/** Schema of the store's tables. It comes before the system's own, so that its `clock_timestamp` is the one that the store finds. */
const SCHEMA = 'history'

export interface World {
  readonly workbench: Workbench
  readonly url: string
  readonly present: Instant
  feed(id: string): Feed
  /** The whole intake of mapped facts: locks, revisions, edges, the feed's state, commit. */
  take(feed: string, delivery: Delivery): Promise<IntakeResult>
  /** Lets what comes be recorded at this instant; undefined: at the real one. */
  recordAt(instant: Instant | undefined): Promise<void>
  close(options: { readonly keep: boolean }): Promise<void>
}

/** Makes a database beside the one that `server` names, with a store that holds the city, its feeds and its lists. */
export async function makeWorld(server: string, { model, present, timescale }: { readonly model: Model; readonly present: Instant; readonly timescale: boolean }): Promise<World> {
  const name = `ctmm_bench_history_${process.pid}`
  await run(server, `create database ${name}`)
  // Plans over many chunks look dear to the server, and compiling them takes longer than running them.
  await run(server, `alter database ${name} set jit = off`)
  if (process.env['STATS'] === '1') await run(server, `alter database ${name} set log_statement_stats = on`)
  const url = new URL(server)
  url.pathname = `/${name}`
  if (timescale) await run(url.href, 'create extension if not exists timescaledb')
  // A sequence holds seconds since 1970, or 1 for the real clock: it can be read and set without waiting for anybody's transaction.
  const recording = `pg_sequence_last_value('${SCHEMA}.recording'::regclass)`
  await run(url.href, `
    create schema ${SCHEMA};
    create sequence ${SCHEMA}.recording;
    select setval('${SCHEMA}.recording', 1);
    create function ${SCHEMA}.clock_timestamp() returns timestamptz language sql volatile as $$
      select case ${recording} when 1 then pg_catalog.clock_timestamp() else to_timestamp(${recording}) end
    $$`)
  const workbench = await Workbench.open({ location: { kind: 'server', url: url.href, schema: `${SCHEMA},pg_catalog,public` }, purpose: 'city', model, now: () => present })
  await workbench.applyCity(CITY_TEXT, 'city.yaml')
  await workbench.applyFeeds(feedFiles(model))
  const { db } = workbench.store
  // New identities carry the instant of their first statement, too: chunks of revisions before it are left out by it.
  await sql`
    alter table identity alter column first_recorded_at
      set default case ${sql.raw(recording)} when 1 then now() else to_timestamp(${sql.raw(recording)}) end`.execute(db)
  const world: World = {
    workbench, present, url: url.href,
    feed(id) {
      const feed = workbench.context.feeds.find((each) => each.id === id)
      if (feed === undefined) throw new Error(`There is no feed ${id}.`)
      return feed
    },
    take: (feed, delivery) => workbench.intake.take(world.feed(feed), delivery),
    async recordAt(instant) {
      await sql`select setval(${`${SCHEMA}.recording`}::text::regclass, ${instant === undefined ? 1 : Math.floor(instant / 1000)}::bigint)`.execute(db)
    },
    async close({ keep }) {
      await workbench.close()
      if (!keep) await run(server, `drop database ${name} with (force)`)
    },
  }
  for (const { id } of model.registers) await world.take(`list-${id}`, { facts: rowsOf(model, id, present - 60_000), rejected: [], coveredUntil: present })
  return world
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
