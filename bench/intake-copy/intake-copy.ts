// Batched facts through the whole intake, against COPY of the same rows: how much of the store's own speed is left.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../db/migrate.ts'
import { openStore } from '../../db/open-store.ts'
import type { Feed } from '../../ingest/feed-file/feed.ts'
import { readModelFile } from '../../server/model-file.ts'
import { Workbench } from '../../server/workbench.ts'
import { measurement, type Measure } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import { SETTINGS_TEXT, startCluster, type Cluster } from '../postgres/cluster.ts'
import { copyFiles, TABLES, writeFiles } from './copy-tables.ts'
import { makeWork, NOW, type Work } from './deliveries.ts'

const RECORDS = 50_000
const DELIVERY = 10_000
const ROUNDS = 7
const NAME = 'intake-copy'

export const intakeCopy: Measure = {
  name: NAME,
  summary: 'facts per second through the whole intake : COPY of the rows it writes, on PostgreSQL',
  goal: 0.3,
  async run({ rounds = ROUNDS, note }) {
    note(`${NAME}: making ${RECORDS} records of appeals and events`)
    const work = makeWork(RECORDS, DELIVERY)
    const cluster = await startCluster()
    const files = mkdtempSync(join(tmpdir(), 'ctmm-bench-copy-'))
    try {
      await intakeMs(cluster, work)
      await writeFiles(cluster, 'intake', files)
      const expected = await countRows(cluster, 'intake')
      const intake: number[] = []
      const copy: number[] = []
      for (let round = 0; round < rounds; round++) {
        // The side that begins alternates, so that neither always finds the warmer machine.
        const sides = [async () => intake.push(await intakeMs(cluster, work)), async () => copy.push(await copyMs(cluster, files))]
        for (const side of round % 2 === 0 ? sides : sides.reverse()) await side()
        for (const database of ['intake', 'copy']) requireEqual(database, await countRows(cluster, database), expected)
        note(`${NAME}: round ${round + 1}/${rounds}: intake ${Math.round(intake[round] ?? 0)} ms, COPY ${Math.round(copy[round] ?? 0)} ms`)
      }
      const perSecond = (times: readonly number[]): string => spread(times.map((ms) => (work.records * 1000) / ms))
      const setup = `${work.records} simulated records of appeals and events in ${work.deliveries.length} deliveries of at most ${DELIVERY} through Workbench.deliver (mapping, one transaction a delivery) `
        + `: ${perSecond(intake)} facts/s; psql \\copy from prepared text files, all tables in one transaction into empty twins with the same indexes, connecting not counted: ${perSecond(copy)} facts/s; `
        + `rows ${TABLES.map((table) => `${table} ${expected.get(table)}`).join(', ')}, counted equal on both sides in every round; median (least-most) of ${rounds} interleaved rounds; `
        + `PostgreSQL ${cluster.version} ${SETTINGS_TEXT}, unix socket, one connection on either side`
      return [measurement(NAME, 'intake facts/s : COPY facts/s', intake.map((ms, round) => (copy[round] ?? Number.NaN) / ms), setup)]
    } finally {
      rmSync(files, { recursive: true, force: true })
      await cluster.stop()
    }
  },
}

async function intakeMs(cluster: Cluster, work: Work): Promise<number> {
  await cluster.recreate('intake')
  const workbench = await Workbench.open({ location: { kind: 'server', url: cluster.url('intake') }, purpose: 'demonstration', model: await readModelFile(undefined), now: () => NOW })
  try {
    await workbench.applyCity(work.city, 'city.yaml')
    for (const { fileName, text } of work.feeds) await workbench.applyFeed(text, fileName)
    const feeds = new Map<string, Feed>(workbench.context.feeds.map((feed) => [feed.id, feed]))
    await cluster.settle()
    const started = performance.now()
    let stored = 0
    for (const { feed: id, samples } of work.deliveries) {
      const feed = feeds.get(id)
      if (feed === undefined) throw new Error(`The simulator has no feed ${id}.`)
      stored += (await workbench.deliver(feed, samples)).stored
    }
    const elapsedMs = performance.now() - started
    if (stored !== work.records) throw new Error(`${work.records} records were delivered, ${stored} were stored.`)
    return elapsedMs
  } finally {
    await workbench.close()
  }
}

async function copyMs(cluster: Cluster, files: string): Promise<number> {
  await cluster.recreate('copy')
  const store = await openStore({ kind: 'server', url: cluster.url('copy') })
  await migrate(store.db)
  await store.close()
  await cluster.settle()
  return copyFiles(cluster, 'copy', files)
}

async function countRows(cluster: Cluster, database: string): Promise<ReadonlyMap<string, number>> {
  const client = new pg.Client({ connectionString: cluster.url(database) })
  await client.connect()
  try {
    const counts = new Map<string, number>()
    for (const table of TABLES) {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`)
      counts.set(table, Number(rows[0]?.count))
    }
    return counts
  } finally {
    await client.end()
  }
}

function requireEqual(database: string, counts: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  for (const table of TABLES) {
    if (counts.get(table) !== expected.get(table)) throw new Error(`Table ${table} of ${database} has ${counts.get(table)} rows in place of ${expected.get(table)}: the two sides did not do the same work.`)
  }
}
