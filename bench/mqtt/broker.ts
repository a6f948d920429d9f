// The broker of the measures: sessions that wait for messages while nobody is connected, and the messages that fill them.
import { connect, connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import type { BenchMessage, FeedId } from './work.ts'

/** Messages of a publisher that are under way. */
const UNDER_WAY = 500
const EXPIRY_SECONDS = 3_600
/** As many as our adapter has under way by itself. */
export const IN_FLIGHT = 1_000

export const topicOf = (tree: string, feed: FeedId): string => `${tree}/${feed}`

const lasting = (clientId: string): IClientOptions => ({ protocolVersion: 5, clientId, clean: false, reconnectPeriod: 0, properties: { sessionExpiryInterval: EXPIRY_SECONDS, receiveMaximum: IN_FLIGHT } })

/** A session that keeps what is published to the topics from now on. */
export async function openSession(url: string, { clientId, topics }: { readonly clientId: string; readonly topics: readonly string[] }): Promise<void> {
  const client = await connectAsync(url, lasting(clientId))
  await client.subscribeAsync([...topics], { qos: 1 })
  await client.endAsync()
}

export async function forgetSession(url: string, clientId: string): Promise<void> {
  const client = await connectAsync(url, { protocolVersion: 5, clientId, clean: true, reconnectPeriod: 0 })
  await client.endAsync()
}

/** Resolves when the broker has taken all. */
export async function publishAll(url: string, tree: string, messages: readonly BenchMessage[]): Promise<void> {
  const client = await connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0 })
  let next = 0
  const lane = async (): Promise<void> => {
    for (let message = messages[next++]; message !== undefined; message = messages[next++]) await client.publishAsync(topicOf(tree, message.feed), message.payload, { qos: 1 })
  }
  await Promise.all(Array.from({ length: UNDER_WAY }, lane))
  await client.endAsync()
}

/** The rival of a drain: a client of the library that parses every message, keeps nothing and acknowledges at once. Milliseconds from connecting to the last message. */
export async function drainAtOnceMs(url: string, { clientId, messages }: { readonly clientId: string; readonly messages: number }): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const began = performance.now()
  let count = 0
  let parsed = 0
  const client: MqttClient = connect(url, lasting(clientId))
  client.on('message', (_topic, payload) => {
    const value: unknown = JSON.parse(payload.toString())
    parsed += value === null ? 0 : 1
    count += 1
    if (count === messages) resolve(performance.now() - began)
  })
  const elapsedMs = await promise
  await client.endAsync()
  if (parsed !== messages) throw new Error(`${messages} messages came, ${parsed} were parsed.`)
  return elapsedMs
}
