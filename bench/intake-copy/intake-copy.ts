// Batched facts through the whole intake, against COPY of the same rows: how much of the store's own speed is left.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../db/migrate.ts'
import { openStore } from '../../db/open-store.ts'
import type { Sample } from '../../ingest/samples/sample.ts'
import { readModelFile } from '../../server/model-file.ts'
import { Workbench } from '../../server/workbench.ts'
import { zoneOf } from '../../rules/time/zone.ts'
import { CITY_TEXT, feedFiles } from '../history/city.ts'
import { recordOf } from '../history/records.ts'
import { deliveriesOf, type CaseDelivery } from '../history/statements.ts'
import { measurement, type Measure, type Measurement } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import { runOn, type BenchServer } from '../postgres/server.ts'
import { serversOf } from '../postgres/servers.ts'
import { copyFiles, TABLES, writeFiles } from './copy-tables.ts'
import { countRows } from './count-rows.ts'

const CASES = 80_000
/** As many days as a city takes that has 10,000,000 cases in three years. */
const DAYS = 9
const DELIVERY = 10_000
const ROUNDS = 7
const NAME = 'intake-copy'
/** The present of the work; fixed, so that every run does the same. */
const PRESENT = Date.parse('2026-11-22T12:00:00+08:00')

export const intakeCopy: Measure = {
  name: NAME,
  summary: 'facts per second through the whole intake : COPY of the rows it writes, on TimescaleDB and PostgreSQL',
  goal: 0.5,
  async run({ rounds = ROUNDS, note }) {
    const results: Measurement[] = []
    for (const [name, open] of serversOf(process.env)) {
      const server = await open()
      try {
        results.push(...await intakeAgainstCopy(server, { name: `${NAME}/${name}`, rounds, note }))
      } finally {
        await server.stop()
      }
    }
    return results
  },
}

/** What intake begins with, and whether its two feeds wait for each other. */
type Way = 'facts' | 'records' | 'feeds-side-by-side'

interface Options {
  readonly name: string
  readonly rounds: number
  readonly note: (text: string) => void
  readonly cases?: number
}

/** A line for each way. COPY and all intakes take turns in every round. */
export async function intakeAgainstCopy(server: BenchServer, { name, rounds, note, cases = CASES }: Options): Promise<readonly Measurement[]> {
  const work = [...deliveriesOf({ seed: 'bench', number: 1, cases, days: DAYS, present: PRESENT, zone: zoneOf('Asia/Shanghai') }, DELIVERY)]
  const facts = work.reduce((sum, delivery) => sum + delivery.facts.length, 0)
  const files = mkdtempSync(join(tmpdir(), 'ctmm-bench-copy-'))
  try {
    await intakeMs(server, work, 'facts')
    await writeFiles(server.url(INTAKE), files)
    const expected = await countRows(server.url(INTAKE))
    const times = { facts: [] as number[], records: [] as number[], 'feeds-side-by-side': [] as number[], copy: [] as number[] }
    const sides = (['facts', 'copy', 'records', 'feeds-side-by-side'] as const).map((side) => async () => {
      times[side].push(side === 'copy' ? await copyMs(server, files) : await intakeMs(server, work, side))
      requireEqual(await countRows(server.url(side === 'copy' ? COPY : INTAKE)), expected)
    })
    for (let round = 0; round < rounds; round++) {
      // Another side begins each time, so that none always finds the warmer machine.
      for (let turn = 0; turn < sides.length; turn++) await sides[(round + turn) % sides.length]?.()
      note(`${name}: round ${round + 1}/${rounds}: ${Object.entries(times).map(([side, all]) => `${side} ${Math.round(all[round] ?? 0)} ms`).join(', ')}`)
    }
    const perSecond = (all: readonly number[]): string => spread(all.map((ms) => (facts * 1000) / ms))
    const copied = `psql \\copy of the rows it wrote from prepared text files, all tables in one transaction into empty twins with the same indexes and chunks, connecting not counted: ${perSecond(times.copy)} facts/s; `
      + `rows ${TABLES.map((table) => `${table} ${expected.get(table)}`).join(', ')}, counted equal on both sides in every round; median (least-most) of ${rounds} interleaved rounds; ${server.name}`
    const line = (way: Way, what: string): Measurement => measurement(
      `${name}/${way}`, 'intake facts/s : COPY facts/s', times[way].map((ms, round) => (times.copy[round] ?? Number.NaN) / ms),
      `${facts} statements about ${cases} appeals and events of ${DAYS} days in ${work.length} deliveries of at most ${DELIVERY}, one transaction each, ${what}: ${perSecond(times[way])} facts/s; ${copied}`)
    return [
      line('facts', 'mapped already, one delivery after the other'),
      line('records', 'from records in memory, mapping included, one delivery after the other'),
      line('feeds-side-by-side', 'mapped already, the deliveries of each of two feeds one after the other'),
    ]
  } finally {
    rmSync(files, { recursive: true, force: true })
    for (const database of [INTAKE, COPY]) await server.drop(database)
  }
}

const INTAKE = `ctmm_bench_intake_${process.pid}`
const COPY = `ctmm_bench_copy_${process.pid}`

async function intakeMs(server: BenchServer, work: readonly CaseDelivery[], way: Way): Promise<number> {
  await server.recreate(INTAKE)
  const model = await readModelFile(undefined)
  const workbench = await Workbench.open({ location: { kind: 'server', url: server.url(INTAKE) }, purpose: 'demonstration', model, now: () => PRESENT })
  try {
    await workbench.applyCity(CITY_TEXT, 'city.yaml')
    await workbench.applyFeeds(feedFiles(model))
    const deliveries = work.map(({ feed: id, facts }) => {
      const feed = workbench.context.feeds.find((each) => each.id === id)
      if (feed === undefined) throw new Error(`There is no feed ${id}.`)
      if (way !== 'records') return { id, deliver: async () => (await workbench.intake.take(feed, { facts, rejected: [], coveredUntil: PRESENT })).stored }
      const samples = facts.map((fact, position): Sample => ({ position, record: recordOf(fact) }))
      return { id, deliver: async () => (await workbench.deliver(feed, samples, { coveredUntil: PRESENT })).stored }
    })
    const lanes = way === 'feeds-side-by-side' ? [...Map.groupBy(deliveries, ({ id }) => id).values()] : [deliveries]
    await server.settle()
    const started = performance.now()
    let stored = 0
    await Promise.all(lanes.map(async (lane) => {
      for (const { deliver } of lane) {
        const count = await deliver()
        stored += count
      }
    }))
    const elapsedMs = performance.now() - started
    const said = work.reduce((sum, { facts }) => sum + facts.length, 0)
    if (stored !== said) throw new Error(`${said} facts were delivered, ${stored} were stored.`)
    return elapsedMs
  } finally {
    await workbench.close()
  }
}

async function copyMs(server: BenchServer, files: string): Promise<number> {
  await server.recreate(COPY)
  const store = await openStore({ kind: 'server', url: server.url(COPY) })
  await migrate(store.db)
  await store.close()
  await runOn(server.url(COPY), 'checkpoint')
  return copyFiles(server.url(COPY), files)
}

function requireEqual(counts: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  for (const table of TABLES) {
    if (counts.get(table) !== expected.get(table)) throw new Error(`Table ${table} has ${counts.get(table)} rows in place of ${expected.get(table)}: the sides did not do the same work.`)
  }
}
