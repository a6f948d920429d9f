// One sample a message into facts and edges, against what people wire first: Node-RED from MQTT into a plain table.
import { randomUUID } from 'node:crypto'
import { measurement, type Measure, type Measurement, type MeasureOptions } from '../measure/measure.ts'
import { spread } from '../measure/statistics.ts'
import type { BenchServer } from '../postgres/server.ts'
import { serversOf } from '../postgres/servers.ts'
import { brokerUrl } from './broker-url.ts'
import { forgetSession, openSession, publishAll, topicOf } from './broker.ts'
import { clientIdOf, prepareDrain } from './intake-drain.ts'
import { findNodeRed, nodeRedMs, NODE_RED_MISSING } from './node-red.ts'
import { FEEDS, makeWork } from './work.ts'

const CASES = 16_000
const ROUNDS = 5
const NAME = 'mqtt-node-red'

export const mqttNodeRed: Measure = {
  name: NAME,
  summary: 'MQTT, one sample a message, into facts and edges : Node-RED (mqtt in, json, function, insert) into a plain table',
  goal: 10,
  async run(options) {
    const nodeRed = findNodeRed()
    if (nodeRed === undefined) {
      options.note(`${NAME} is left out: ${NODE_RED_MISSING}`)
      return []
    }
    const [[name, open] = []] = serversOf(process.env).toReversed()
    if (name === undefined || open === undefined) return []
    const server = await open()
    try {
      return [await drainAgainstNodeRed(server, { ...options, name: `${NAME}/${name}`, nodeRed })]
    } finally {
      await server.stop()
    }
  },
}

async function drainAgainstNodeRed(server: BenchServer, { name, nodeRed, rounds = ROUNDS, note }: MeasureOptions & { readonly name: string; readonly nodeRed: string }): Promise<Measurement> {
  const broker = brokerUrl()
  const work = makeWork({ cases: CASES, size: 1 })
  const tree = `ctmm-bench-${randomUUID()}`
  const [ours, theirs] = [`ctmm_bench_mqtt_${process.pid}`, `ctmm_bench_node_red_${process.pid}`]
  const rival = `${tree}-node-red`
  const topics = FEEDS.map((feed) => topicOf(tree, feed))
  const times = { ours: [] as number[], nodeRed: [] as number[] }
  try {
    for (let round = 0; round < rounds; round++) {
      for (const feed of FEEDS) await openSession(broker, { clientId: clientIdOf(tree, feed), topics: [topicOf(tree, feed)] })
      await openSession(broker, { clientId: rival, topics })
      const drain = await prepareDrain({ server, database: ours, broker, tree, samples: work.samples })
      await server.recreate(theirs)
      await publishAll(broker, tree, work.messages)
      const sides = [
        async () => times.ours.push((await drain.run()).elapsedMs),
        async () => times.nodeRed.push(await nodeRedMs({ directory: nodeRed, database: server.url(theirs), broker, topics, clientId: rival, messages: work.messages.length })),
      ]
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
      await drain.close()
      note(`${name}: round ${round + 1}/${rounds}: ours ${Math.round(times.ours.at(-1) ?? 0)} ms, Node-RED ${Math.round(times.nodeRed.at(-1) ?? 0)} ms`)
    }
  } finally {
    for (const client of [...FEEDS.map((feed) => clientIdOf(tree, feed)), rival]) await forgetSession(broker, client)
    for (const database of [ours, theirs]) await server.drop(database)
  }
  const perSecond = (all: readonly number[]): string => spread(all.map((ms) => (work.samples * 1_000) / ms))
  return measurement(
    name, 'our samples/s : messages/s of Node-RED', times.ours.map((ms, round) => (times.nodeRed[round] ?? Number.NaN) / ms),
    `${work.samples} statements about appeals and events, one a message at QoS 1, all waiting in persistent sessions of mosquitto, so no publisher limits either side; ours: facts and edges, PUBACK after commit, from connecting to the last commit: ${perSecond(times.ours)} samples/s; `
      + `Node-RED 5: mqtt in, json, function, a function with a pool of ten connections that inserts into one plain table on conflict do nothing, PUBACK on receipt, from its first row to its last: ${perSecond(times.nodeRed)} messages/s; median (least-most) of ${rounds} interleaved rounds; ${server.name}`)
}
