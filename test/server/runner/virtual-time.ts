// Time that a test moves by hand: a clock and the timers that hang on it.
import type { Timers } from '../../../ingest/runner/timers.ts'

interface Pending {
  readonly at: number
  readonly run: () => void
}

export class VirtualTime implements Timers {
  now: number
  private readonly pending = new Set<Pending>()

  constructor(now: number) {
    this.now = now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.now + Math.max(0, ms), run }
    this.pending.add(timer)
    return () => void this.pending.delete(timer)
  }

  /** Moves to the next timer within so many milliseconds and fires it; false when there is none, and time has passed. */
  step(withinMs: number): boolean {
    const next = [...this.pending].sort((a, b) => a.at - b.at)[0]
    if (next === undefined || next.at > this.now + withinMs) {
      this.now += withinMs
      return false
    }
    this.now = Math.max(this.now, next.at)
    this.pending.delete(next)
    next.run()
    return true
  }
}

/** Resolves once it holds; what happens meanwhile happens in the event loop, not in time. */
export async function until(holds: () => boolean | Promise<boolean>, what = ''): Promise<void> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > 20_000) throw new Error(`This did not come to pass: ${what === '' ? String(holds) : what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
