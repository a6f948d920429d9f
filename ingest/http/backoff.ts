// How long to wait before a request is made again: exponential with full jitter, and what the server asks for. Pure.
import type { Instant } from '../../rules/time/instant.ts'

export interface Backoff {
  readonly firstDelayMs: number
  readonly longestDelayMs: number
}

/** The wait before attempt `attempt` + 1, from 0 up to a bound that doubles with each attempt (1 is the first). `random` is in [0, 1). */
export function delayMs(attempt: number, { firstDelayMs, longestDelayMs }: Backoff, random: number): number {
  return Math.floor(random * Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1)))
}

const LONGEST_SECONDS = 31_536_000

/** Milliseconds that a Retry-After header asks for: seconds, or a date; undefined where it says neither. */
export function retryAfterMs(header: string | undefined, now: Instant): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text), LONGEST_SECONDS) * 1000
  // A date of HTTP; other texts that JavaScript would take for a date are none.
  const at = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), LONGEST_SECONDS * 1000)
}
