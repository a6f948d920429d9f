// One answer of the API for an address that may change: the newest request wins; an error stays in place with its advice until the answer comes after all.
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { getJson, problemOf } from '../api/client.ts'
import type { Problem } from '../api/types.ts'

export interface Resource<T> {
  /** The answer; kept while the next one loads, so that nothing flickers. */
  readonly data: Ref<T | undefined>
  readonly problem: Ref<Problem | undefined>
  /** Whether an answer is under way. */
  isReading(): boolean
  reload(): void
}

/** Asked again by itself so soon where the server or the way to it was at fault, not what was asked. */
const AGAIN_MS = 5_000

/** Reads `path` whenever it changes; undefined means nothing to read. */
export function useResource<T>(path: Ref<string | undefined>): Resource<T> {
  const data = shallowRef<T>()
  const problem = shallowRef<Problem>()
  let abort: AbortController | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  const leave = (): void => {
    abort?.abort()
    clearTimeout(again)
    abort = undefined
  }
  const read = async (asked: string): Promise<void> => {
    const reading = (abort = new AbortController())
    try {
      const answer = await getJson<T>(asked, reading.signal)
      if (abort !== reading) return
      data.value = answer
      problem.value = undefined
    } catch (error) {
      if (abort !== reading) return
      problem.value = problemOf(error)
      if (Math.floor(problem.value.status / 100) !== 4) again = setTimeout(reload, AGAIN_MS)
    }
    abort = undefined
  }
  const reload = (): void => {
    leave()
    if (path.value !== undefined) return void read(path.value)
    data.value = problem.value = undefined
  }
  watch(path, reload, { immediate: true })
  onScopeDispose(leave)
  return { data, problem, isReading: () => abort !== undefined, reload }
}
