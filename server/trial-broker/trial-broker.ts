// The broker that comes with the embedded store, so that a newcomer's mosquitto_pub moves a value: loopback only, takes messages and hands out none.
import { createServer, type Server } from 'node:net'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { BoundedStream } from '../../ingest/adapters/mqtt/broker-stream.ts'
import { readMessage, type Reading } from '../../ingest/adapters/mqtt/read-message.ts'
import { compilePattern } from '../../ingest/adapters/mqtt/topic-pattern.ts'
import type { Workbench } from '../workbench.ts'
import { feedOfTopic, TopicRefusedError, TRIAL_TOPICS } from './feed-of-topic.ts'

export interface TrialBrokerOptions {
  readonly workbench: Pick<Workbench, 'context' | 'hasCity' | 'deliver'>
  /** 0 takes a free one. */
  readonly port: number
  /** Tells people what happens: where it listens, and why a message was turned away. */
  readonly say: (text: string) => void
  readonly onError: (error: unknown) => void
}

export interface TrialBroker {
  readonly port: number
  /** Connections that are open. */
  clients(): number
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
const MOST_CLIENTS = 32
const LARGEST_KIB = 256
const CONNECT_MS = 10_000
/** Messages of one client under way at QoS 2, which are kept until the client has let go of them. */
const MOST_HALF_DONE = 20
const NOTHING = Buffer.alloc(0)

/** Undefined when the port cannot be had, which is told and stops nothing. */
export async function startTrialBroker({ workbench, port, say, onError }: TrialBrokerOptions): Promise<TrialBroker | undefined> {
  const reading: Reading = { pattern: compilePattern(TRIAL_TOPICS), source: undefined, largestBytes: LARGEST_KIB * 1_024 }
  const take = async ({ topic, payload }: PublishPacket): Promise<void> => {
    const feed = feedOfTopic(workbench, topic)
    const samples = readMessage({ topic, payload: typeof payload === 'string' ? Buffer.from(payload) : payload }, reading)
    if (samples.length > 0) await workbench.deliver(feed, samples)
  }
  const broker = await Aedes.createBroker({
    connectTimeout: CONNECT_MS,
    maxInflightInbound: MOST_HALF_DONE,
    // Answered after commit: only then does the client get its PUBACK. Whoever is turned away is disconnected, because 3.1.1 has no other word for it.
    authorizePublish(client, packet, done) {
      take(packet).then(() => {
        // Nobody is handed anything, so nothing has to be kept.
        packet.payload = NOTHING
        packet.retain = false
        done(null)
      }, (error: unknown) => {
        if (error instanceof TopicRefusedError) say(`${nameOf(client)} published to ${JSON.stringify(topicShown(packet.topic))}: ${error.message}`)
        else onError(error)
        done(error instanceof Error ? error : new Error(String(error)))
      })
    },
    authorizeSubscribe: (_client, _subscription, done) => done(null, null),
    authenticate: (_client, _user, _password, done: (error: AuthenticateError | null, success: boolean) => void) => done(null, true),
  })
  broker.on('connectionError', () => undefined)
  let clients = 0
  const server = createServer({ noDelay: true }, (socket) => {
    clients += 1
    socket.once('close', () => (clients -= 1))
    broker.handle(new BoundedStream(socket, { largestPayload: reading.largestBytes, version: '3.1.1' }))
  })
  server.maxConnections = MOST_CLIENTS
  const taken = await listen(server, port)
  if (typeof taken === 'string') {
    say(`Port ${port} cannot be had (${taken}), so no MQTT is accepted here: set CTMM_MQTT_PORT to a free port, or to 0 to do without.`)
    await closed((done) => broker.close(done))
    return undefined
  }
  server.on('error', onError)
  say(`MQTT 3.1.1 is accepted at mqtt://${HOST}:${taken} for a trial: publish samples to ${TRIAL_TOPICS.replace('+', 'FEED-ID')}.`)
  return {
    port: taken,
    clients: () => clients,
    async stop() {
      await Promise.all([closed((done) => server.close(() => done())), closed((done) => broker.close(done))])
    },
  }
}

/** The port, or why it cannot be had. */
function listen(server: Server, port: number): Promise<number | string> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    server.listen(port, HOST, () => {
      server.removeAllListeners('error')
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

const closed = (close: (done: () => void) => void): Promise<void> => new Promise(close)
const nameOf = (client: Client | null): string => `MQTT client ${JSON.stringify(topicShown(client?.id ?? ''))}`
const SHOWN = 80
const topicShown = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)
