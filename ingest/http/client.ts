// The client of one feed: signs, asks, tries again where that is safe, leaves alone what keeps failing, and never goes where the feed file does not send it.
import { setTimeout as wait } from 'node:timers/promises'
import type { LookupFunction } from 'node:net'
import { FeedReadError, type AdapterContext } from '../adapters/adapter.ts'
import { delayMs, retryAfterMs } from './backoff.ts'
import { sharedBreakers, type Breakers } from './breakers.ts'
import { openDispatcher } from './dispatcher.ts'
import { exchange, type HttpAnswer, type HttpRequest } from './exchange.ts'
import { limitsOf, retryOf, type HttpSettings } from './http-config.ts'
import { requireOrigin } from './origins.ts'
import { httpProblems } from './http-problems.ts'
import { redirectRefused, refusalOf } from './refusals.ts'
import { signerOf } from './signers/signers.ts'

export interface ClientOptions {
  readonly settings: HttpSettings
  /** The address of the source; its host, and that of the token endpoint, are the only ones that are asked. */
  readonly url: string
  readonly context: Pick<AdapterContext, 'secret' | 'now' | 'signal'>
  readonly breakers?: Breakers
  /** Finds the addresses of names; the system's own when left out. */
  readonly lookup?: LookupFunction
  /** In [0, 1). */
  readonly random?: () => number
}

export interface HttpClient {
  /** Resolves with an answer of status 2xx or 304. Throws FeedReadError for all else. */
  ask(request: HttpRequest): Promise<HttpAnswer>
  /** A secret by its name, remembered so that no message repeats it. */
  readonly secret: (name: string) => string
  /** A text of the source without what was secret in the requests. */
  readonly redact: (text: string) => string
  close(): Promise<void>
}

const MOST_REDIRECTS = 5

/** Throws FeedReadError (`configuration`) for secrets that are missing and addresses that are none. Connects to nothing yet. */
export function openClient({ settings, url, context, breakers = sharedBreakers, lookup, random = Math.random }: ClientOptions): HttpClient {
  for (const problem of httpProblems(settings, url)) throw new FeedReadError('configuration', problem)
  const limits = limitsOf(settings)
  const retry = retryOf(settings)
  const signer = signerOf(settings.auth)
  const { redact, hide } = redaction()
  const secret = (name: string): string => hide(context.secret(name))
  const origins = originsOf(url, settings)
  const dispatcher = openDispatcher({ settings, limits, guard: { origins, lookup }, secret })

  /** One attempt; counted by the breaker of its host. */
  const attempt = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { origin } = request.url
    requireOrigin(request.url, origins)
    const until = breakers.pausedUntil(origin, context.now())
    if (until !== undefined) throw paused(origin, until - context.now())
    try {
      const answer = await exchange(request, { dispatcher, limits, signal: context.signal })
      if (answer.status >= 500) breakers.failed(origin, context.now())
      else breakers.answered(origin)
      return answer
    } catch (error) {
      if (isPassing(error)) breakers.failed(origin, context.now())
      else breakers.brokenOff(origin, context.now())
      throw error
    }
  }

  const signed = async (request: HttpRequest): Promise<HttpAnswer> => {
    const headers = await signer.sign(request, { secret, now: context.now(), ask: attempt })
    if (headers['authorization'] !== undefined) hide(headers['authorization'].replace(/^\S+ /, ''))
    return attempt({ ...request, headers: { ...request.headers, ...headers } })
  }

  /** Tries again what passes by itself; the last answer is returned as it is. */
  const persistently = async (request: HttpRequest): Promise<{ readonly answer: HttpAnswer; readonly waitMs: number | undefined }> => {
    const repeats = request.method === 'GET' || retry.alsoPost ? retry.attempts : 0
    let renewed = false
    let before: unknown
    for (let number = 1; ; number++) {
      const outcome = await signed(request).catch((error: unknown) => {
        // What made the host be left alone says more than that it is.
        if (error instanceof PausedError) throw before ?? error
        if (!isPassing(error) || number > repeats) throw error
        before = error
        return undefined
      })
      if (outcome?.status === 401 && !renewed && signer.renew?.() === true) {
        renewed = true
        number--
        continue
      }
      if (outcome !== undefined && outcome.status !== 429 && outcome.status < 500) return { answer: outcome, waitMs: undefined }
      const asked = retryAfterMs(outcome?.headers.get('retry-after'), context.now())
      const tooLong = asked !== undefined && asked > retry.longestDelayMs
      if (outcome !== undefined && (number > repeats || tooLong)) return { answer: outcome, waitMs: tooLong ? asked : undefined }
      if (outcome !== undefined) before = refusalOf(outcome, { now: context.now(), redact })
      await wait(Math.max(asked ?? 0, delayMs(number, retry, random())), undefined, { signal: context.signal }).catch(() => context.signal.throwIfAborted())
    }
  }

  return {
    secret, redact,
    async ask(request) {
      let asked = request
      for (let redirects = 0; ; redirects++) {
        const { answer, waitMs } = await persistently(asked)
        if (answer.status === 304 || (answer.status >= 200 && answer.status < 300)) return answer
        const target = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : undefined
        if (target === undefined) throw refusalOf(answer, { now: context.now(), redact, waitMs })
        const next = URL.parse(target, answer.url.href)
        if (next?.origin !== answer.url.origin || request.method !== 'GET' || redirects === MOST_REDIRECTS) throw redirectRefused(answer, next === null ? target : `${next.protocol}//${next.host}${next.pathname}`)
        asked = { ...request, url: next }
      }
    },
    close: () => dispatcher.destroy(),
  }
}

function originsOf(url: string, { auth }: HttpSettings): ReadonlySet<string> {
  return new Set([url, ...(auth?.kind === 'oauth2' ? [auth.tokenUrl] : [])].map((address) => new URL(address).origin))
}

/** Whether an error may pass by itself, so that the same request may be made again. */
const isPassing = (error: unknown): boolean => error instanceof FeedReadError && (error.failure === 'unreachable' || error.failure === 'incomplete') && !(error instanceof PausedError)

/** The host is left alone for a while, because it kept failing. */
class PausedError extends FeedReadError {}

function paused(origin: string, leftMs: number): PausedError {
  const seconds = Math.max(1, Math.ceil(leftMs / 1000))
  return new PausedError('unreachable', `${origin} failed several times in a row and is left alone for another ${seconds} s: see what ails it; it is tried again by itself.`, `${origin} 连续多次失败，暂停访问 ${seconds} 秒：请排查来源系统；到时会自动重试。`)
}

/** Shorter texts are found everywhere by chance. */
const SHORTEST_HIDDEN = 4

function redaction(): { readonly redact: (text: string) => string; readonly hide: (value: string) => string } {
  const hidden = new Set<string>()
  return {
    redact: (text) => [...hidden].reduce((clean, value) => clean.replaceAll(value, '•••'), text),
    hide(value) {
      if (value.length >= SHORTEST_HIDDEN) for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) hidden.add(form)
      return value
    },
  }
}
