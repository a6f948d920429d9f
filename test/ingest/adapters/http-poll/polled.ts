// A polled feed as a feed file has it, and everything that one reading of it brings.
import { FeedReadError, plainReadOptions, type Part, type ReadOptions } from '../../../../ingest/adapters/adapter.ts'
import { httpPoll } from '../../../../ingest/adapters/http-poll/http-poll.ts'
import type { Feed } from '../../../../ingest/feed-file/feed.ts'
import type { Sample } from '../../../../ingest/samples/sample.ts'
import { city, feedOf, feedText } from '../../feed-of.ts'

export const NOW = Date.parse('2026-03-10T12:00:00+08:00')

const MAPPING = 'fact: {kind: case, caseType: appeal}\ndates: {format: "yyyy-MM-dd HH:mm:ss"}\nkey: {path: id}\nobservedAt: {path: at}\nacceptedAt: {path: at}'
const LIST = 'fact: {kind: register-entry, register: data-resource}\nkey: {path: id}\nobservedAt: {received: true}\nstatus: {constant: draft}'

export function polled(adapter: string, delivery: 'full' | 'list' = 'full'): Feed {
  return feedOf(feedText(delivery === 'list' ? LIST : MAPPING, { delivery, rest: `adapter: {kind: http-poll, retry: {firstDelayMs: 1, attempts: 1}, ${adapter}}\n` }))
}

export interface Read {
  readonly parts: readonly Part[]
  readonly samples: readonly Sample[]
  readonly ids: readonly unknown[]
  readonly cursor: unknown
  readonly error: FeedReadError | undefined
}

/** Everything that a reading brings, and the error that it ends in. */
export async function readAll(feed: Feed, options: Partial<ReadOptions> = {}): Promise<Read> {
  const parts: Part[] = []
  let error: FeedReadError | undefined
  try {
    for await (const part of httpPoll.read?.(feed, { ...plainReadOptions(city.zone, () => NOW), ...options }) ?? []) parts.push(part)
  } catch (thrown) {
    if (!(thrown instanceof FeedReadError)) throw thrown
    error = thrown
  }
  const samples = parts.flatMap((part) => part.samples)
  return { parts, samples, ids: samples.map((sample) => ('record' in sample ? sample.record['id'] : sample.rejection.code)), cursor: parts.findLast((part) => part.cursor !== undefined)?.cursor, error }
}

/** A record that was changed `minutes` before noon. */
export const row = (id: string | number, minutes = 60): { readonly id: string | number; readonly at: string } => ({ id, at: new Date(NOW - minutes * 60_000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ') })

export const rows = (from: number, to: number): readonly { readonly id: string | number; readonly at: string }[] => Array.from({ length: Math.max(0, to - from) }, (_, index) => row(from + index))
