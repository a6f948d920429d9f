// A client as a feed file would open it, with short waits, and what a test needs to look into.
import type { LookupFunction } from 'node:net'
import { Value } from 'typebox/value'
import Type from 'typebox'
import { parse } from 'yaml'
import { onTestFinished } from 'vitest'
import { FeedReadError } from '../../../ingest/adapters/adapter.ts'
import { Breakers } from '../../../ingest/http/breakers.ts'
import { openClient, type HttpClient } from '../../../ingest/http/client.ts'
import type { HttpRequest } from '../../../ingest/http/exchange.ts'
import { httpProperties } from '../../../ingest/http/http-config.ts'

export interface ClientSetting {
  readonly secrets?: Readonly<Record<string, string>>
  readonly clock?: { now: number }
  readonly breakers?: Breakers
  readonly lookup?: LookupFunction
  readonly signal?: AbortSignal
}

export const CLOCK = Date.parse('2026-03-10T12:00:00+08:00')

/** Of settings as a feed file has them. Closed with the test. */
export function clientOf(url: string, settings = '{}', { secrets = {}, clock = { now: CLOCK }, breakers = new Breakers(), lookup, signal = new AbortController().signal }: ClientSetting = {}): HttpClient {
  const read: unknown = { retry: { firstDelayMs: 2 }, ...parse(settings) }
  if (!Value.Check(Type.Object(httpProperties, { additionalProperties: false }), read)) throw new Error(`These are no settings of a source: ${settings}`)
  const client = openClient({
    settings: read, url, breakers, ...(lookup === undefined ? {} : { lookup }),
    context: {
      now: () => clock.now, signal,
      secret(name) {
        const value = secrets[name]
        if (value === undefined) throw new FeedReadError('configuration', `There is no secret ${name}.`)
        return value
      },
    },
  })
  onTestFinished(() => client.close())
  return client
}

export const get = (url: string, headers: Record<string, string> = {}): HttpRequest => ({ method: 'GET', url: new URL(url), headers })

/** The error that a promise ends in; fails the test where it is none of a source. */
export async function failureIn(promise: Promise<unknown>): Promise<FeedReadError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof FeedReadError) return error
    throw error
  }
  throw new Error('No failure came.')
}
