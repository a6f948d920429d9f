// A feed that listens in a test: what it delivered, what it reported, and a store that can be told to fail.
import { vi } from 'vitest'
import type { FeedReadError, LinkState, Listening } from '../../../../ingest/adapters/adapter.ts'
import type { MqttConfig } from '../../../../ingest/adapters/mqtt/config.ts'
import { startListening } from '../../../../ingest/adapters/mqtt/listener.ts'
import type { Feed } from '../../../../ingest/feed-file/feed.ts'
import type { DeliveryAnswer } from '../../../../ingest/intake/run-feed.ts'
import type { Sample, SampleBatch } from '../../../../ingest/samples/sample.ts'
import { zoneOf } from '../../../../rules/time/zone.ts'
import { feedOf, feedText } from '../../feed-of.ts'

export interface Listened {
  readonly batches: SampleBatch[]
  readonly reports: { readonly state: LinkState; readonly reason: FeedReadError | undefined }[]
  samples(): readonly Sample[]
  /** The field of every readable sample. */
  values(field: string): readonly unknown[]
  until(condition: () => boolean): Promise<void>
  stop(): Promise<void>
}

export interface ListenOptions {
  readonly worker?: string
  readonly secrets?: Readonly<Record<string, string>>
  readonly deliver?: (samples: SampleBatch) => Promise<DeliveryAnswer>
  readonly delivery?: string
  readonly signal?: AbortSignal
}

const MAPPING = 'fact: {kind: case, caseType: appeal}\nkey: {path: no}\nobservedAt: {path: at}\nacceptedAt: {path: at}'

export function mqttFeed(config: Omit<MqttConfig, 'kind'>, delivery?: string): Feed & { readonly adapter: MqttConfig } {
  const mapping = delivery === 'list' ? 'fact: {kind: register-entry, register: data-resource}\nkey: {path: no}\nobservedAt: {path: at}\nstatus: {path: state}' : MAPPING
  const feed = feedOf(feedText(mapping, { rest: `adapter: ${JSON.stringify({ kind: 'mqtt', ...config })}\n`, ...(delivery === undefined ? {} : { delivery }) }))
  const { adapter } = feed
  if (adapter.kind !== 'mqtt') throw new Error('This is no MQTT feed.')
  return { ...feed, adapter }
}

export function listenTo(config: Omit<MqttConfig, 'kind'>, { worker, secrets = {}, deliver, delivery, signal = new AbortController().signal }: ListenOptions = {}): Listened {
  const feed = mqttFeed(config, delivery)
  const batches: SampleBatch[] = []
  const reports: Listened['reports'] = []
  const listening: Listening = startListening(feed, feed.adapter, {
    worker,
    zone: zoneOf('Asia/Shanghai'),
    now: () => 0,
    signal,
    secret: (name) => secrets[name] ?? '',
    report: (state, reason) => void reports.push({ state, reason }),
    async deliver(samples) {
      const answer = await deliver?.(samples)
      batches.push(samples)
      return answer ?? { received: samples.length, stored: samples.length, duplicate: 0, rejected: 0, coveredUntil: undefined }
    },
  }, { firstMs: 20, longestMs: 200 })
  const samples = (): readonly Sample[] => batches.flat()
  return {
    batches, reports, samples,
    values: (field) => samples().map((sample) => ('record' in sample ? sample.record[field] : undefined)),
    until: (condition) => vi.waitUntil(condition, { timeout: 15_000, interval: 5 }).then(() => undefined),
    stop: () => listening.stop(),
  }
}

export const isConnected = ({ reports }: Listened): boolean => reports.at(-1)?.state === 'connected'
