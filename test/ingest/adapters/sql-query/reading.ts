// Feeds on a database of somebody else, and what reading them gives, for the tests of the adapter.
import { plainReadOptions, type Part, type ReadOptions } from '../../../../ingest/adapters/adapter.ts'
import type { SqlQueryConfig } from '../../../../ingest/adapters/sql-query/config.ts'
import { sqlQuery } from '../../../../ingest/adapters/sql-query/sql-query.ts'
import type { Feed } from '../../../../ingest/feed-file/feed.ts'
import type { Sample, SampleRecord } from '../../../../ingest/samples/sample.ts'
import { zoneOf } from '../../../../rules/time/zone.ts'
import type { ExchangeDatabase, ExchangeUser } from '../../../services/exchange-databases.ts'
import { feedOf, feedText } from '../../feed-of.ts'

/** Noon of 1 March 2026 in the city. */
export const NOW = Date.parse('2026-03-01T12:00:00+08:00')

const plain = feedOf(feedText('fact: {kind: case, caseType: appeal}\nkey: {path: id}\nobservedAt: {path: at}\nacceptedAt: {path: at}'))

export type Config = Omit<SqlQueryConfig, 'kind' | 'engine' | 'host' | 'port' | 'database' | 'user'> & Partial<SqlQueryConfig>

/** A feed on this database, read by this user. */
export function feedOn({ server, host, port, database }: Pick<ExchangeDatabase, 'server' | 'host' | 'port' | 'database'>, { user }: ExchangeUser, config: Config): Feed {
  return { ...plain, file: '/nowhere/test.feed.yaml', adapter: { kind: 'sql-query', engine: server.engine, host, port, database, user, password: { secret: 'reader' }, ...config } }
}

/** Options with the passwords of users by the name of the secret. */
export function optionsWith(secrets: Readonly<Record<string, ExchangeUser>>, more: Partial<ReadOptions> = {}): ReadOptions {
  const { secret: none, ...plainOptions } = plainReadOptions(zoneOf('Asia/Shanghai'), () => NOW)
  return { ...plainOptions, secret: (name) => secrets[name]?.password ?? none(name), ...more }
}

export interface Reading {
  readonly parts: readonly Part[]
  readonly records: readonly SampleRecord[]
  /** Of the last part that has one. */
  readonly cursor: unknown
}

/** Reads to the end; `between` is called after every part, and acknowledges by default. */
export async function readAll(feed: Feed, options: ReadOptions, between: (part: Part, index: number) => Promise<void> = async ({ acknowledge }) => acknowledge?.()): Promise<Reading> {
  const parts: Part[] = []
  for await (const part of sqlQuery.read?.(feed, options) ?? []) {
    parts.push(part)
    await between(part, parts.length - 1)
  }
  return { parts, records: parts.flatMap(({ samples }) => samples.flatMap(recordOf)), cursor: parts.findLast(({ cursor }) => cursor !== undefined)?.cursor }
}

export const recordOf = (sample: Sample): readonly SampleRecord[] => ('record' in sample ? [sample.record] : [])

/** One column of what was read. */
export const column = (records: readonly SampleRecord[], name: string): readonly unknown[] => records.map((record) => record[name])

/** Waits until something holds; a look every 20 ms, for 20 s at most. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Not within 20 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
