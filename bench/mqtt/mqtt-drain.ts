// One sample a message: acknowledged after commit, with facts and edges in the store, against the same drain acknowledged at once and kept nowhere.
import { randomUUID } from 'node:crypto'
import { measurement, type Measure, type Measurement, type MeasureOptions } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import { serversOf } from '../postgres/servers.ts'
import type { BenchServer } from '../postgres/server.ts'
import { drainAtOnceMs, forgetSession, IN_FLIGHT, openSession, publishAll, topicOf } from './broker.ts'
import { brokerUrl } from './broker-url.ts'
import { clientIdOf, prepareDrain } from './intake-drain.ts'
import { FEEDS, makeWork } from './work.ts'

const CASES = 40_000
const ROUNDS = 7
const NAME = 'mqtt-drain'

export const mqttDrain: Measure = {
  name: NAME,
  summary: 'MQTT, one sample a message, acknowledged after commit : the same drain acknowledged at once, without a store',
  goal: 0.5,
  async run(options) {
    const results: Measurement[] = []
    for (const [name, open] of serversOf(process.env)) {
      const server = await open()
      try {
        results.push(await drainBeside(server, `${NAME}/${name}`, options))
      } finally {
        await server.stop()
      }
    }
    return results
  },
}

async function drainBeside(server: BenchServer, name: string, { rounds = ROUNDS, note }: MeasureOptions): Promise<Measurement> {
  const broker = brokerUrl()
  const work = makeWork({ cases: CASES, size: 1 })
  const tree = `ctmm-bench-${randomUUID()}`
  const database = `ctmm_bench_mqtt_${process.pid}`
  const atOnce = `${tree}-at-once`
  const clients = [...FEEDS.map((feed) => clientIdOf(tree, feed)), atOnce]
  const times = { ours: [] as number[], atOnce: [] as number[] }
  let deliveries = 0
  try {
    // The first round warms up and is not counted.
    for (let round = -1; round < rounds; round++) {
      for (const feed of FEEDS) await openSession(broker, { clientId: clientIdOf(tree, feed), topics: [topicOf(tree, feed)] })
      await openSession(broker, { clientId: atOnce, topics: FEEDS.map((feed) => topicOf(tree, feed)) })
      const drain = await prepareDrain({ server, database, broker, tree, samples: work.samples })
      await publishAll(broker, tree, work.messages)
      const sides = [
        async () => {
          const drained = await drain.run()
          deliveries = drained.deliveries
          if (round >= 0) times.ours.push(drained.elapsedMs)
        },
        async () => {
          const elapsedMs = await drainAtOnceMs(broker, { clientId: atOnce, messages: work.messages.length })
          if (round >= 0) times.atOnce.push(elapsedMs)
        },
      ]
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
      await drain.close()
      if (round >= 0) note(`${name}: round ${round + 1}/${rounds}: after commit ${Math.round(times.ours.at(-1) ?? 0)} ms in ${deliveries} deliveries, at once ${Math.round(times.atOnce.at(-1) ?? 0)} ms`)
    }
  } finally {
    for (const client of clients) await forgetSession(broker, client)
    await server.drop(database)
  }
  const perSecond = (all: readonly number[]): string => spread(all.map((ms) => (work.samples * 1_000) / ms))
  return measurement(
    name, 'samples/s after commit : messages/s at once', times.ours.map((ms, round) => (times.atOnce[round] ?? Number.NaN) / ms),
    `${work.samples} statements about ${CASES} appeals and events, one a message at QoS 1, waiting in persistent sessions of mosquitto, at most ${IN_FLIGHT} in flight, MQTT 5; `
      + `ours: two feeds, from connecting to the commit of the last message, mapping, facts and edges included (about ${Math.round(work.samples / Math.max(1, deliveries))} samples a delivery), PUBACK after commit: ${perSecond(times.ours)} samples/s; `
      + `at once: one client of mqtt.js, JSON.parse, PUBACK by itself, nothing kept: ${perSecond(times.atOnce)} messages/s; median (least-most) of ${rounds} interleaved rounds after one that is not counted; ${server.name}`)
}
