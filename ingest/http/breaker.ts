// A circuit breaker: a host that keeps failing is left alone for a while, then tried once. Pure; times are handed in.
import type { Instant } from '../../rules/time/instant.ts'

export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  /** Not asked before `until`; `times` counts how often in a row it was opened. */
  | { readonly state: 'open'; readonly until: Instant; readonly times: number }
  /** One request is on its way to try the host. */
  | { readonly state: 'half-open'; readonly since: Instant; readonly times: number }

export interface BreakerRules {
  /** Failures in a row that open it. */
  readonly failures: number
  /** The first pause; it doubles each time the trial fails. */
  readonly pauseMs: number
  readonly longestPauseMs: number
  /** A trial that has told nothing for so long is given up, and the next request tries. */
  readonly trialMs: number
}

export const BREAKER_RULES: BreakerRules = { failures: 5, pauseMs: 30_000, longestPauseMs: 300_000, trialMs: 600_000 }

export const CLOSED: Breaker = { state: 'closed', failures: 0 }

/** Whether a request may go out now, and the state when it does. `until` is when to ask again. */
export function ask(breaker: Breaker, now: Instant, rules: BreakerRules = BREAKER_RULES): { readonly allowed: true; readonly next: Breaker } | { readonly allowed: false; readonly until: Instant } {
  switch (breaker.state) {
    case 'closed':
      return { allowed: true, next: breaker }
    case 'open':
      return now >= breaker.until ? { allowed: true, next: { state: 'half-open', since: now, times: breaker.times } } : { allowed: false, until: breaker.until }
    case 'half-open': {
      const until = breaker.since + rules.trialMs
      return now >= until ? { allowed: true, next: { ...breaker, since: now } } : { allowed: false, until }
    }
  }
}

/** The state after a request that failed; any answer of the host closes it. */
export function failed(breaker: Breaker, now: Instant, rules: BreakerRules = BREAKER_RULES): Breaker {
  switch (breaker.state) {
    case 'closed':
      return breaker.failures + 1 >= rules.failures ? opened(0, now, rules) : { state: 'closed', failures: breaker.failures + 1 }
    case 'half-open':
      return opened(breaker.times, now, rules)
    case 'open':
      // A request that was on its way when another one opened it tells nothing new.
      return breaker
  }
}

function opened(times: number, now: Instant, { pauseMs, longestPauseMs }: BreakerRules): Breaker {
  return { state: 'open', until: now + Math.min(longestPauseMs, pauseMs * 2 ** times), times: times + 1 }
}
