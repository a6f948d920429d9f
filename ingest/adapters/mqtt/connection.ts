// One connection to a broker, from CONNECT to its end. Messages are handed on one by one and acknowledged when the owner says so, not by the library.
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { ErrorWithReasonCode, MqttClient, type IClientOptions, type IPublishPacket, type ISubscriptionGrant } from 'mqtt'
import type { FeedReadError } from '../adapter.ts'
import type { Access } from './access.ts'
import { openBrokerStream } from './broker-stream.ts'
import { failureAt, hungUp, sentAway, unacceptedBy, unsubscribed } from './failures.ts'
import type { PacketBoundOptions } from './packet-bound.ts'
import type { Message } from './read-message.ts'

export interface Incoming extends Message {
  /** What the broker kept from before we subscribed. */
  readonly isRetained: boolean
  /** What to acknowledge; undefined for a message that the broker has forgotten already (QoS 0). */
  readonly id: number | undefined
}

export interface ConnectionOptions extends PacketBoundOptions {
  readonly access: Access
  readonly clientId: string
  /** For how long the broker keeps the session when we are away, and how many messages it may send unacknowledged; undefined for a session that ends with the connection. */
  readonly session: { readonly expirySeconds: number; readonly inFlight: number } | undefined
  readonly filter: string
  readonly wantsRetained: boolean
  /** Takes a message and calls `goOn` when the next may come: until then nothing more is read from the broker. */
  readonly onMessage: (message: Incoming, goOn: () => void) => void
}

const KEEP_ALIVE_SECONDS = 60
const CONNECT_MS = 20_000
const LEAVE_MS = 2_000
const PUBACK = 0x40
/** The library acknowledges a message unless its handler fails; it makes nothing else of the failure. */
const NOT_YET = new Error('Acknowledged after commit.')

export class Connection {
  /** Resolves once messages come. Rejects with a FeedReadError. */
  readonly subscribed: Promise<void>
  /** Resolves when the connection is no more, with the reason. */
  readonly ended: Promise<FeedReadError>
  private readonly options: ConnectionOptions
  private readonly place: string
  private readonly client: MqttClient
  private readonly stream: Duplex
  private open = true
  private readonly settleSubscribed: { readonly resolve: () => void; readonly reject: (reason: FeedReadError) => void }
  private readonly settleEnded: (reason: FeedReadError) => void

  /** Throws FeedReadError for certificates that are none; whatever else goes wrong comes by the promises. */
  constructor(options: ConnectionOptions) {
    this.options = options
    this.place = `${options.access.host}:${options.access.port}`
    this.stream = openStream(options, this.place)
    const subscribed = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<FeedReadError>()
    this.subscribed = subscribed.promise
    this.ended = ended.promise
    this.settleSubscribed = subscribed
    this.settleEnded = ended.resolve
    // Whoever waits for `ended` only is told there.
    this.subscribed.catch(() => undefined)
    this.client = new MqttClient(() => this.stream, clientOptions(options))
    this.client.handleMessage = (packet, acknowledge) => this.handle(packet, acknowledge)
    this.client.on('connect', () => this.subscribe())
    this.client.on('disconnect', ({ reasonCode = 0 }) => this.drop(sentAway(this.place, reasonCode)))
    this.client.on('error', (error) => this.drop(error instanceof ErrorWithReasonCode ? unacceptedBy(this.place, error.code) : failureAt(this.place, error)))
    this.client.on('close', () => this.drop(hungUp(this.place)))
    this.client.connect()
  }

  get isOpen(): boolean {
    return this.open
  }

  /** Tells the broker that it may forget these messages, in the order in which they came. Does nothing once the connection is no more: the broker gives them again. */
  acknowledge(ids: readonly number[]): void {
    if (!this.open || ids.length === 0) return
    const packets = Buffer.allocUnsafe(ids.length * 4)
    for (const [index, id] of ids.entries()) packets.writeUInt32BE(((PUBACK << 24) | (2 << 16) | id) >>> 0, index * 4)
    this.stream.write(packets)
  }

  /** Ends the connection at once. The first reason stands. */
  drop(reason: FeedReadError): void {
    if (!this.open) return
    this.open = false
    this.client.end(true)
    this.stream.destroy()
    this.settleSubscribed.reject(reason)
    this.settleEnded(reason)
  }

  /** Says goodbye; the broker keeps the session. */
  async leave(): Promise<void> {
    if (!this.open) return
    this.open = false
    const { stream } = this
    if (this.client.connected) {
      const patience = new AbortController()
      const closed = once(stream, 'close').finally(() => patience.abort())
      this.client.end()
      await Promise.race([closed, wait(LEAVE_MS, undefined, { signal: patience.signal })]).catch(() => undefined)
    }
    this.client.end(true)
    stream.destroy()
    this.settleSubscribed.reject(hungUp(this.place))
    this.settleEnded(hungUp(this.place))
  }

  private subscribe(): void {
    const { filter, wantsRetained, session, version } = this.options
    const least = session === undefined ? 0 : 1
    this.client.subscribe(filter, { qos: least, ...(version === '5' ? { rh: wantsRetained ? 0 : 2 } : {}) }, (error, granted) => {
      const code = grantedBy(granted)
      if (code === least) this.settleSubscribed.resolve()
      else if (this.open) this.drop(error === null || code !== undefined ? unsubscribed(this.place, filter, code ?? 128) : failureAt(this.place, error))
    })
  }

  private handle({ topic, payload, qos, retain, messageId }: IPublishPacket, acknowledge: (error?: Error) => void): void {
    const message: Incoming = { topic, payload: typeof payload === 'string' ? Buffer.from(payload) : payload, isRetained: retain, id: qos === 0 ? undefined : messageId }
    this.options.onMessage(message, qos === 0 ? acknowledge : () => acknowledge(NOT_YET))
  }
}

function openStream({ access, ...bound }: ConnectionOptions, place: string): Duplex {
  try {
    return openBrokerStream(access, bound)
  } catch (error) {
    throw failureAt(place, error)
  }
}

const grantedBy = (granted: readonly ISubscriptionGrant[] | undefined): number | undefined => granted?.[0]?.qos

function clientOptions({ access: { username, password }, clientId, session, version }: ConnectionOptions): IClientOptions {
  const lasting = session === undefined ? {} : { properties: { sessionExpiryInterval: session.expirySeconds, receiveMaximum: session.inFlight } }
  return {
    protocolVersion: version === '5' ? 5 : 4,
    clientId,
    clean: session === undefined,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(version === '5' ? lasting : {}),
    keepalive: KEEP_ALIVE_SECONDS,
    connectTimeout: CONNECT_MS,
    timerVariant: 'native',
    // A new connection is a new client: nothing of an old one is sent again.
    reconnectPeriod: 0,
    resubscribe: false,
    manualConnect: true,
  }
}
