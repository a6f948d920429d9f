// The circuit breaker as what it is: a machine of three states, told what happened and when.
import { describe, expect, it } from 'vitest'
import { ask, CLOSED, failed, type Breaker, type BreakerRules } from '../../../ingest/http/breaker.ts'
import { Breakers } from '../../../ingest/http/breakers.ts'
import { fc } from '../../services/properties.ts'

const RULES: BreakerRules = { failures: 3, pauseMs: 1_000, longestPauseMs: 5_000, trialMs: 10_000 }
const after = (breaker: Breaker, failures: number, now = 0): Breaker => Array.from({ length: failures }).reduce<Breaker>((state) => failed(state, now, RULES), breaker)

describe('a breaker', () => {
  it('lets everything through while it is closed, and opens at the third failure in a row', () => {
    expect(ask(after(CLOSED, 2), 0, RULES)).toMatchObject({ allowed: true })
    expect(after(CLOSED, 3, 500)).toEqual({ state: 'open', until: 1_500, times: 1 })
  })

  it('refuses until its pause is over, then lets one request try', () => {
    const open = after(CLOSED, 3)
    expect(ask(open, 999, RULES)).toEqual({ allowed: false, until: 1_000 })
    const trial = ask(open, 1_000, RULES)
    expect(trial).toEqual({ allowed: true, next: { state: 'half-open', since: 1_000, times: 1 } })
    if (trial.allowed) expect(ask(trial.next, 1_001, RULES)).toEqual({ allowed: false, until: 11_000 })
  })

  it('pauses twice as long each time the trial fails, up to a bound', () => {
    let state = after(CLOSED, 3)
    const pauses: number[] = []
    let now = 0
    for (let round = 0; round < 5 && state.state === 'open'; round++) {
      pauses.push(state.until - now)
      now = state.until
      const trial = ask(state, now, RULES)
      if (trial.allowed) state = failed(trial.next, now, RULES)
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  })

  it('does not open for longer because of requests that were on their way', () => {
    const open = after(CLOSED, 3, 100)
    expect(failed(open, 900, RULES)).toBe(open)
  })

  it('gives up a trial that tells nothing', () => {
    expect(ask({ state: 'half-open', since: 0, times: 1 }, 10_000, RULES)).toEqual({ allowed: true, next: { state: 'half-open', since: 10_000, times: 1 } })
  })
})

describe('the breakers of a process', () => {
  it('keep hosts apart, and forget one that answers', () => {
    const breakers = new Breakers(RULES)
    for (let round = 0; round < 3; round++) breakers.failed('http://a', 0)
    expect(breakers.pausedUntil('http://a', 500)).toBe(1_000)
    expect(breakers.pausedUntil('http://b', 500)).toBeUndefined()
    expect(breakers.pausedUntil('http://a', 1_000)).toBeUndefined()
    breakers.answered('http://a')
    expect(breakers.of('http://a')).toEqual(CLOSED)
  })

  it('let the next request try at once when we broke the trial off ourselves', () => {
    const breakers = new Breakers(RULES)
    for (let round = 0; round < 3; round++) breakers.failed('http://a', 0)
    expect(breakers.pausedUntil('http://a', 1_000)).toBeUndefined()
    breakers.brokenOff('http://a', 1_200)
    expect(breakers.pausedUntil('http://a', 1_200)).toBeUndefined()
    expect(breakers.pausedUntil('http://a', 1_201)).toBe(11_200)
  })

  it('never let two requests through within a pause, whatever happens', () => {
    const event = fc.constantFrom('ask', 'ok', 'fail', 'gone')
    fc.assert(fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 3_000 })), { maxLength: 60 }), (steps) => {
      const breakers = new Breakers(RULES)
      let now = 0
      for (const [what, later] of steps) {
        now += later
        const before = breakers.of('h')
        if (what === 'ask') {
          const until = breakers.pausedUntil('h', now)
          if (before.state === 'open') expect(until === undefined).toBe(now >= before.until)
          if (before.state === 'half-open') expect(until === undefined).toBe(now >= before.since + RULES.trialMs)
          if (before.state === 'closed') expect(until).toBeUndefined()
        } else if (what === 'ok') breakers.answered('h')
        else if (what === 'fail') breakers.failed('h', now)
        else breakers.brokenOff('h', now)
        const state = breakers.of('h')
        if (state.state === 'open') expect(state.until - now).toBeLessThanOrEqual(RULES.longestPauseMs)
        if (state.state === 'closed') expect(state.failures).toBeLessThan(RULES.failures)
      }
    }))
  })
})
