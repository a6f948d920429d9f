// An independent publisher: it knows only the broker, and keeps a log of every record in a message that the broker has taken.
import { connectAsync, type MqttClient } from 'mqtt'
import { local, MINUTE } from '../server/small-city.ts'
import { oneOf, type Below } from './chance.ts'

export interface EventRecord {
  readonly id: string
  readonly street: string
  readonly filed: string
  readonly closed: string | null
  readonly online: string | null
  readonly updated: string
}

/** What the broker has taken, each once. */
export interface PublishedLog {
  readonly records: Map<string, EventRecord>
  /** Messages and records that cannot become facts. */
  readonly refused: Set<string>
  messages: number
}

const STREETS = ['东一街', '东二街', '西一街'] as const
const KEYS = 400

export class EventPublisher {
  readonly log: PublishedLog = { records: new Map(), refused: new Set(), messages: 0 }
  private readonly client: MqttClient
  private readonly below: Below
  private readonly topic: string
  /** Before the events of this publisher; none of them lies in the future. */
  private readonly base: number
  private number = 0
  private earlier: readonly EventRecord[] = []

  private constructor(client: MqttClient, { below, topic }: { readonly below: Below; readonly topic: string }) {
    this.client = client
    this.below = below
    this.topic = topic
    this.base = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * 24 * 60 * MINUTE
  }

  static async at(url: string, options: { readonly below: Below; readonly topic: string; readonly clientId: string }): Promise<EventPublisher> {
    // What is under way when the broker restarts is sent again.
    const client = await connectAsync(url, { protocolVersion: 5, clientId: options.clientId, clean: false, reconnectPeriod: 50, properties: { sessionExpiryInterval: 3_600 } })
    client.on('error', () => undefined)
    return new EventPublisher(client, options)
  }

  /** Publishes so many messages, some of them again and some that cannot be used; resolves when the broker has taken all. */
  async publish(messages: number): Promise<void> {
    const lanes = Array.from({ length: 40 }, async (_, lane) => {
      for (let message = lane; message < messages; message += 40) await this.publishOne()
    })
    await Promise.all(lanes)
  }

  leave(): Promise<void> {
    return this.client.endAsync(true)
  }

  private async publishOne(): Promise<void> {
    const kind = this.below(40)
    if (kind === 0) return this.publishRefused(`{"half": ${this.number++}`)
    if (kind === 1) return this.publishRefused(JSON.stringify({ ...this.newRecord(), street: `没有的街 ${this.number}` }))
    const again = kind < 6 && this.earlier.length > 0
    const records = again ? this.earlier : Array.from({ length: 1 + this.below(3) }, () => this.newRecord())
    this.earlier = records
    await this.client.publishAsync(this.topic, records.length === 1 && this.below(2) === 0 ? JSON.stringify(records[0]) : JSON.stringify({ samples: records }), { qos: 1 })
    this.log.messages += 1
    for (const record of records) this.log.records.set(JSON.stringify(record), record)
  }

  private async publishRefused(text: string): Promise<void> {
    await this.client.publishAsync(this.topic, text, { qos: 1 })
    this.log.messages += 1
    this.log.refused.add(text)
  }

  /** About one of some hundred events, each record newer than all before it. */
  private newRecord(): EventRecord {
    const number = this.number++
    const key = this.below(KEYS)
    const filed = this.base - key * MINUTE
    const isClosed = this.below(3) > 0
    return {
      id: `E${key}`, street: oneOf(this.below, STREETS), filed: local(filed), closed: isClosed ? local(filed + (1 + this.below(5)) * MINUTE) : null,
      online: isClosed ? (this.below(2) === 0 ? '是' : '否') : null, updated: local(this.base + number * 1_000),
    }
  }
}

/** The newest record of every event, counted by hand: how many there are in the streets, and how many of them were closed online. */
export function countedByHand({ records }: PublishedLog, streets: readonly string[]): { readonly numerator: bigint; readonly denominator: bigint } {
  const newest = new Map<string, EventRecord>()
  for (const record of records.values()) {
    const known = newest.get(record.id)
    if (known === undefined || record.updated > known.updated) newest.set(record.id, record)
  }
  const here = [...newest.values()].filter(({ street }) => streets.includes(street))
  return { numerator: BigInt(here.filter(({ closed, online }) => closed !== null && online === '是').length), denominator: BigInt(here.length) }
}
