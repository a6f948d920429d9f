// Something a person asks the server to do: busy while it runs, and what went wrong stays beside the button until the next try.
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { ApiError } from '../api/client.ts'
import type { Problem } from '../api/types.ts'

export interface Action<A extends readonly unknown[], T> {
  readonly busy: Ref<boolean>
  readonly problem: Ref<Problem | undefined>
  /** The answer; undefined when it went wrong or the person has gone elsewhere. A second call while one runs breaks the first off. */
  run(...asked: A): Promise<T | undefined>
  /** Breaks off what runs and forgets what went wrong. */
  reset(): void
}

/** Wraps a call of the API; the signal is aborted when the component goes away or the action is reset. */
export function useAction<A extends readonly unknown[], T>(work: (signal: AbortSignal, ...asked: A) => Promise<T>): Action<A, T> {
  const busy = ref(false)
  const problem = shallowRef<Problem>()
  let abort: AbortController | undefined

  const reset = (): void => {
    abort?.abort()
    abort = undefined
    busy.value = false
    problem.value = undefined
  }
  const run = async (...asked: A): Promise<T | undefined> => {
    reset()
    const { signal } = (abort = new AbortController())
    busy.value = true
    try {
      const answer = await work(signal, ...asked)
      return signal.aborted ? undefined : answer
    } catch (error) {
      if (!signal.aborted) problem.value = error instanceof ApiError ? error.problem : { title: '', status: 0, detail: error instanceof Error ? error.message : String(error) }
      return undefined
    } finally {
      if (!signal.aborted) busy.value = false
    }
  }
  onScopeDispose(reset)
  return { busy, problem, run, reset }
}
