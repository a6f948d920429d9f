// Waiting on a connection with an end: nobody waits longer than was agreed, and an abort cuts the wire at once.

export interface Wire {
  /** The answer. Throws the signal's reason when it is aborted, and `late()` when nothing came in time; the wire is cut then. */
  wait<T>(answer: Promise<T>, ms: number, late: () => Error): Promise<T>
  readonly isCut: boolean
  /** Stops listening for the abort. */
  release(): void
}

/** `cut` destroys the connection; it is called at most once. */
export function wireOf(signal: AbortSignal, cut: () => void): Wire {
  let isCut = false
  const cutOnce = (): void => {
    if (isCut) return
    isCut = true
    cut()
  }
  signal.addEventListener('abort', cutOnce, { once: true })
  return {
    get isCut() {
      return isCut
    },
    release: () => signal.removeEventListener('abort', cutOnce),
    wait(answer, ms, late) {
      return new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
          act()
        }
        const give = (error: unknown): void => settle(() => {
          cutOnce()
          reject(error)
        })
        const onAbort = (): void => give(signal.reason)
        const timer = setTimeout(() => give(late()), ms)
        answer.then((value) => settle(() => resolve(value)), (error: unknown) => settle(() => reject(signal.aborted ? signal.reason : error)))
        if (signal.aborted) onAbort()
        else signal.addEventListener('abort', onAbort, { once: true })
      })
    },
  }
}

/** Waits for what may not hold anybody up; a failure or the end of the time is the same as done. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([work.then(() => undefined, () => undefined), end])
  clearTimeout(timer)
}
