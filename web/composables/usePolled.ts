// An answer of the API that is asked for again and again while somebody looks at it.
import { onScopeDispose, type Ref } from 'vue'
import { useResource, type Resource } from './useResource.ts'

/** As `useResource`, asked again every `everyMs` while the page is visible and no answer is under way. */
export function usePolled<T>(path: Ref<string | undefined>, everyMs: number): Resource<T> {
  const resource = useResource<T>(path)
  const timer = setInterval(() => {
    if (!document.hidden && path.value !== undefined && !resource.isReading()) resource.reload()
  }, everyMs)
  onScopeDispose(() => clearInterval(timer))
  return resource
}
