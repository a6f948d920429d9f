// The rhythm of a loop: looks, rests for as long as the look says, looks sooner when it is woken, and after an error once more a little later.
import type { RunnerContext } from './context.ts'

export interface Resting {
  /** Looks now, or once more when it is looking. */
  wake(): void
  /** Breaks off what is under way; resolves when it has ended. */
  stop(): Promise<void>
}

const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 60_000

export interface Rhythm {
  readonly firstMs: number
  /** Milliseconds until the next look. */
  readonly look: () => Promise<number>
  readonly stop: () => void
}

export function startResting({ timers, onError }: Pick<RunnerContext, 'timers' | 'onError'>, { firstMs, look, stop }: Rhythm): Resting {
  let stopped = false
  let again = false
  let failures = 0
  let cancel = (): void => undefined
  let running: Promise<void> | undefined

  const turn = async (): Promise<void> => {
    let restMs = 0
    do {
      again = false
      try {
        restMs = await look()
        failures = 0
      } catch (error) {
        // Told once: the store may be away for long.
        if (failures === 0 && !stopped) onError(error)
        restMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++)
      }
    } while ((again || restMs <= 0) && !stopped)
    running = undefined
    rest(restMs)
  }
  const rest = (ms: number): void => {
    if (!stopped) cancel = timers.after(ms, begin)
  }
  const begin = (): void => {
    cancel()
    if (!stopped) running ??= turn()
  }
  rest(firstMs)
  return {
    wake() {
      again = true
      begin()
    },
    async stop() {
      stopped = true
      cancel()
      stop()
      await running
    },
  }
}
