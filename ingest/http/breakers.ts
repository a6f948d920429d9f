// The breakers of a process, one for each host, whichever feeds ask it. A host that answers needs no entry.
import type { Instant } from '../../rules/time/instant.ts'
import { ask, BREAKER_RULES, CLOSED, failed, type Breaker, type BreakerRules } from './breaker.ts'

export class Breakers {
  private readonly rules: BreakerRules
  private readonly troubled = new Map<string, Breaker>()

  constructor(rules: BreakerRules = BREAKER_RULES) {
    this.rules = rules
  }

  of(origin: string): Breaker {
    return this.troubled.get(origin) ?? CLOSED
  }

  /** When the host may be asked again; undefined when it may be now, and then the caller must ask and tell what became of it. */
  pausedUntil(origin: string, now: Instant): Instant | undefined {
    const asked = ask(this.of(origin), now, this.rules)
    if (!asked.allowed) return asked.until
    this.keep(origin, asked.next)
    return undefined
  }

  answered(origin: string): void {
    this.troubled.delete(origin)
  }

  failed(origin: string, now: Instant): void {
    this.keep(origin, failed(this.of(origin), now, this.rules))
  }

  /** The request was broken off from our side, which tells nothing about the host: a trial may be made again at once. */
  brokenOff(origin: string, now: Instant): void {
    const breaker = this.of(origin)
    if (breaker.state === 'half-open') this.keep(origin, { state: 'open', until: now, times: breaker.times })
  }

  private keep(origin: string, breaker: Breaker): void {
    if (breaker.state === 'closed' && breaker.failures === 0) this.troubled.delete(origin)
    else this.troubled.set(origin, breaker)
  }
}

/** Those that all feeds of this process share. */
export const sharedBreakers = new Breakers()
