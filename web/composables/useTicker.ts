// A clock that ticks once a second while the page is visible.
import { onScopeDispose, ref, type Ref } from 'vue'

/** Milliseconds of this browser's clock, renewed every second. */
export function useTicker(): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    if (!document.hidden) now.value = Date.now()
  }, 1_000)
  onScopeDispose(() => clearInterval(timer))
  return now
}
