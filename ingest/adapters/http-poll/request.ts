// The request for one page: fixed parts of the feed file, secrets in their places, and the parameters of page and time.
import { hash } from 'node:crypto'
import { Value } from 'typebox/value'
import type { HttpRequest } from '../../http/exchange.ts'
import { segmentsOf } from '../../mapping/path.ts'
import { SecretRef } from '../../secrets/secret-ref.ts'
import type { HttpPollConfig } from './config.ts'
import type { Place } from './paging.ts'
import type { Validator } from './poll-cursor.ts'

export interface Asked {
  readonly place: Place
  /** Of the time that is asked for. */
  readonly parameters: Readonly<Record<string, string>>
  readonly secret: (name: string) => string
}

export function requestOf(config: HttpPollConfig, { place, parameters, secret }: Asked): HttpRequest {
  const { method = 'GET', query = {}, headers = {} } = config
  const url = new URL(place.url ?? config.url)
  for (const [name, value] of Object.entries(query)) {
    // The address of a next page says its parameters itself.
    if (place.url === undefined || !url.searchParams.has(name)) url.searchParams.set(name, textOf(value, secret))
  }
  const added = place.url === undefined ? { ...parameters, ...place.parameters } : {}
  const inBody = (config.parameters ?? (method === 'POST' ? 'body' : 'query')) === 'body'
  if (!inBody) for (const [name, value] of Object.entries(added)) url.searchParams.set(name, String(value))
  const body = method === 'GET' ? undefined : JSON.stringify(bodyWith(withSecrets(config.body ?? {}, secret), inBody ? added : {}))
  return {
    method, url, body,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), textOf(value, secret)])),
    },
  }
}

/** Tells requests apart, and what their answers are read with, so that an answer's validator is shown only where it says the same again. */
export const digestOf = ({ method, url, body }: HttpRequest, basis: string): string => hash('sha256', `${method} ${url.href}\n${body ?? ''}\n${basis}`, 'base64url').slice(0, 22)

/** The request, to be answered with 304 where nothing has changed since the validator's answer. */
export function conditional(request: HttpRequest, validator: Validator | undefined): HttpRequest {
  if (validator === undefined) return request
  const { etag, lastModified } = validator
  return {
    ...request,
    headers: { ...request.headers, ...(etag === undefined ? {} : { 'if-none-match': etag }), ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }) },
  }
}

const textOf = (value: string | SecretRef, secret: Asked['secret']): string => (typeof value === 'string' ? value : secret(value.secret))

/** A copy in which secrets stand where they are named. */
function withSecrets(value: unknown, secret: Asked['secret']): unknown {
  if (Value.Check(SecretRef, value)) return secret(value.secret)
  if (Array.isArray(value)) return value.map((one: unknown) => withSecrets(one, secret))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withSecrets(part, secret)]))
}

function bodyWith(body: unknown, parameters: Readonly<Record<string, string | number>>): unknown {
  return Object.entries(parameters).reduce((whole, [name, value]) => placed(whole, segmentsOf(name), value), body)
}

/** A copy with the value at the path; objects on the way are made. */
function placed(whole: unknown, [segment, ...rest]: readonly string[], value: string | number): unknown {
  if (segment === undefined) return value
  const known = typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? Object.fromEntries(Object.entries(whole)) : {}
  return { ...known, [segment]: placed(known[segment], rest, value) }
}
