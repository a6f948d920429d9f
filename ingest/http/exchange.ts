// One request and its answer over a connection that undici keeps: bounded in size and in time.
import { request as send, type Dispatcher } from 'undici'
import { FeedReadError } from '../adapters/adapter.ts'
import type { HttpLimits } from './http-config.ts'
import { inflate } from './inflate.ts'
import { brokenOff, failureOf, tooLarge } from './failures.ts'
import { shownUrl } from './origins.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

export interface HttpAnswer {
  readonly url: URL
  readonly status: number
  /** Names in lower case; of a repeated header the first. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

export interface ExchangeOptions {
  readonly dispatcher: Dispatcher
  readonly limits: HttpLimits
  readonly signal: AbortSignal
}

/** Resolves with whatever the server answers. Throws FeedReadError for an answer that does not come, breaks off or is too large, and the signal's reason when that is aborted. */
export async function exchange(request: HttpRequest, { dispatcher, limits, signal }: ExchangeOptions): Promise<HttpAnswer> {
  signal.throwIfAborted()
  const deadline = AbortSignal.timeout(limits.wholeMs)
  let begun = false
  try {
    const answer = await send(request.url, {
      dispatcher, method: request.method, headers: { ...request.headers, 'accept-encoding': 'gzip' }, body: request.body ?? null,
      headersTimeout: limits.headersMs, bodyTimeout: limits.silenceMs, signal: AbortSignal.any([signal, deadline]),
    })
    begun = true
    const headers = firstOfEach(answer.headers)
    const body = await bodyOf(answer.body, { limits, encoding: headers.get('content-encoding') ?? 'identity', url: request.url })
    return { url: request.url, status: answer.statusCode, headers, body }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (error instanceof FeedReadError) throw error
    throw failureOf(error, { url: request.url, begun, ranOut: deadline.aborted, limits })
  }
}

async function bodyOf(body: Dispatcher.ResponseData['body'], { limits, encoding, url }: { readonly limits: HttpLimits; readonly encoding: string; readonly url: URL }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue
    size += chunk.length
    // Leaving the loop destroys the body, and the connection with it.
    if (size > limits.largestBytes) throw tooLarge(url, limits)
    chunks.push(chunk)
  }
  const received = Buffer.concat(chunks)
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
    case '':
      return received
    case 'gzip':
    case 'x-gzip': {
      if (received.length === 0) return received
      const opened = await inflate(received, limits.largestBytes)
      if (opened.ok) return opened.bytes
      throw opened.problem === 'too-large' ? tooLarge(url, limits) : brokenOff(url, 'its gzip does not open', '其 gzip 内容无法解压')
    }
    default:
      throw new FeedReadError('contract', `${shownUrl(url)} answers with the encoding ${encoding.slice(0, 40)}: have it send gzip or nothing of the kind.`, `${shownUrl(url)} 的应答采用 ${encoding.slice(0, 40)} 压缩：请改用 gzip 或不压缩。`)
  }
}

function firstOfEach(headers: Readonly<Record<string, string | string[] | undefined>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value
    return first === undefined ? [] : [[name.toLowerCase(), first]]
  }))
}
