// The passing of time as a port, so that a test moves it by hand.

export interface Timers {
  /** Runs once after so many milliseconds unless what it returns is called before. */
  after(ms: number, run: () => void): () => void
}

/** Longer than this a timer of the platform fires at once. */
const LONGEST_MS = 2_147_483_647

/** The platform's own; none of them keeps a process alive. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, Math.min(LONGEST_MS, Math.max(0, ms)))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
