// One answer of the API for an address that may change: the newest request wins; an error stays in place with its advice until the answer comes after all.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { ApiError, getJson } from '../api/client.ts'
import type { Problem } from '../api/types.ts'

export interface Resource<T> {
  /** The answer; kept while the next one loads, so that nothing flickers. */
  readonly data: Ref<T | undefined>
  readonly problem: Ref<Problem | undefined>
  readonly loading: Ref<boolean>
  reload(): void
}

/** Asked again by itself so soon where the server or the way to it was at fault, not what was asked. */
const AGAIN_MS = 5_000

/** Reads `path` whenever it changes; undefined means nothing to read. */
export function useResource<T>(path: Ref<string | undefined>): Resource<T> {
  const data = shallowRef<T>()
  const problem = shallowRef<Problem>()
  const loading = ref(false)
  let abort: AbortController | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  const reload = async (): Promise<void> => {
    abort?.abort()
    clearTimeout(again)
    if (path.value === undefined) {
      problem.value = undefined
      return void (data.value = undefined)
    }
    const { signal } = (abort = new AbortController())
    loading.value = true
    try {
      const answer = await getJson<T>(path.value, signal)
      if (signal.aborted) return
      data.value = answer
      problem.value = undefined
    } catch (error) {
      if (signal.aborted) return
      problem.value = error instanceof ApiError ? error.problem : { title: '', status: 0 }
      const { status } = problem.value
      if (status < 400 || status > 499) again = setTimeout(() => void reload(), AGAIN_MS)
    } finally {
      if (!signal.aborted) loading.value = false
    }
  }
  watch(path, () => void reload(), { immediate: true })
  onScopeDispose(() => {
    abort?.abort()
    clearTimeout(again)
  })
  return { data, problem, loading, reload: () => void reload() }
}
