// Twenty samples a message, acknowledged after commit, against COPY of the rows that they become.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../db/migrate.ts'
import { openStore } from '../../db/open-store.ts'
import { copyFiles, TABLES, writeFiles } from '../intake-copy/copy-tables.ts'
import { countRows } from '../intake-copy/count-rows.ts'
import { measurement, type Measure, type Measurement, type MeasureOptions } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import { runOn, type BenchServer } from '../postgres/server.ts'
import { serversOf } from '../postgres/servers.ts'
import { brokerUrl } from './broker-url.ts'
import { forgetSession, IN_FLIGHT, openSession, publishAll, topicOf } from './broker.ts'
import { clientIdOf, prepareDrain } from './intake-drain.ts'
import { FEEDS, makeWork } from './work.ts'

const CASES = 60_000
const SAMPLES_A_MESSAGE = 20
const ROUNDS = 7
const NAME = 'mqtt-copy'
/** One row a delivery, and how a broker's messages fall into deliveries is never the same twice. */
const BY_DELIVERY: ReadonlySet<string> = new Set(['intake_batch', 'unfolded'])

export const mqttCopy: Measure = {
  name: NAME,
  summary: 'MQTT, twenty samples a message, acknowledged after commit : COPY of the rows that they become',
  goal: 0.25,
  async run(options) {
    const results: Measurement[] = []
    for (const [name, open] of serversOf(process.env)) {
      const server = await open()
      try {
        results.push(await drainAgainstCopy(server, `${NAME}/${name}`, options))
      } finally {
        await server.stop()
      }
    }
    return results
  },
}

async function drainAgainstCopy(server: BenchServer, name: string, { rounds = ROUNDS, note }: MeasureOptions): Promise<Measurement> {
  const broker = brokerUrl()
  const work = makeWork({ cases: CASES, size: SAMPLES_A_MESSAGE })
  const tree = `ctmm-bench-${randomUUID()}`
  const [ours, twins] = [`ctmm_bench_mqtt_${process.pid}`, `ctmm_bench_twins_${process.pid}`]
  const files = mkdtempSync(join(tmpdir(), 'ctmm-bench-mqtt-'))
  const times = { ours: [] as number[], copy: [] as number[] }
  let expected: ReadonlyMap<string, number> | undefined

  const drainMs = async (): Promise<number> => {
    for (const feed of FEEDS) await openSession(broker, { clientId: clientIdOf(tree, feed), topics: [topicOf(tree, feed)] })
    const drain = await prepareDrain({ server, database: ours, broker, tree, samples: work.samples })
    await publishAll(broker, tree, work.messages)
    const { elapsedMs } = await drain.run()
    await drain.close()
    return elapsedMs
  }
  const copyMs = async (): Promise<number> => {
    await server.recreate(twins)
    const store = await openStore({ kind: 'server', url: server.url(twins) })
    await migrate(store.db)
    await store.close()
    await runOn(server.url(twins), 'checkpoint')
    return copyFiles(server.url(twins), files)
  }
  const requireEqual = async (database: string): Promise<void> => {
    const counts = await countRows(server.url(database))
    for (const table of TABLES) {
      if (!BY_DELIVERY.has(table) && counts.get(table) !== expected?.get(table)) throw new Error(`Table ${table} has ${counts.get(table)} rows in place of ${expected?.get(table)}: the sides did not do the same work.`)
    }
  }
  try {
    await drainMs()
    await writeFiles(server.url(ours), files)
    expected = await countRows(server.url(ours))
    const sides = [
      async () => {
        times.ours.push(await drainMs())
        await requireEqual(ours)
      },
      async () => {
        times.copy.push(await copyMs())
        await requireEqual(twins)
      },
    ]
    for (let round = 0; round < rounds; round++) {
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
      note(`${name}: round ${round + 1}/${rounds}: by MQTT ${Math.round(times.ours.at(-1) ?? 0)} ms, COPY ${Math.round(times.copy.at(-1) ?? 0)} ms`)
    }
  } finally {
    for (const feed of FEEDS) await forgetSession(broker, clientIdOf(tree, feed))
    for (const database of [ours, twins]) await server.drop(database)
    rmSync(files, { recursive: true, force: true })
  }
  const perSecond = (all: readonly number[]): string => spread(all.map((ms) => (work.samples * 1_000) / ms))
  return measurement(
    name, 'samples/s by MQTT : COPY samples/s', times.ours.map((ms, round) => (times.copy[round] ?? Number.NaN) / ms),
    `${work.samples} statements about ${CASES} appeals and events, ${SAMPLES_A_MESSAGE} a message at QoS 1, waiting in persistent sessions of mosquitto, at most ${IN_FLIGHT} messages in flight, MQTT 5; from connecting to the commit of the last message: ${perSecond(times.ours)} samples/s; `
      + `psql \\copy of the rows they became from prepared text files, all tables in one transaction into empty twins: ${perSecond(times.copy)} samples/s; rows ${TABLES.map((table) => `${table} ${expected?.get(table)}`).join(', ')}, all but those of deliveries counted equal on both sides in every round; `
      + `median (least-most) of ${rounds} interleaved rounds; ${server.name}`)
}
