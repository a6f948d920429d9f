// Pages that follow one another by themselves: pause, forwards and back by key and by hand; whoever turns a page gives it its whole time.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

export interface Carousel {
  readonly index: Ref<number>
  readonly playing: Ref<boolean>
  /** How much of the present page's time has passed, 0 to 1. */
  readonly passed: Ref<number>
  turn(by: 1 | -1): void
  toggle(): void
}

/** `now`: a clock that ticks; `count` and `everyMs` may change. */
export function useCarousel(now: Ref<number>, count: Ref<number>, everyMs: Ref<number>): Carousel {
  const index = ref(0)
  const playing = ref(true)
  const shownAt = ref(now.value)
  const turn = (by: 1 | -1): void => {
    index.value = (index.value + by + count.value) % count.value
    shownAt.value = now.value
  }
  const toggle = (): void => {
    playing.value = !playing.value
    shownAt.value = now.value
  }
  watch(now, (at) => playing.value && count.value > 1 && at - shownAt.value >= everyMs.value && turn(1))
  watch(count, (all) => (index.value = Math.min(index.value, all - 1)))

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = { ArrowRight: () => turn(1), ArrowLeft: () => turn(-1), ' ': toggle }[event.key]
    // A button that has the focus is pressed by the space itself.
    if (action === undefined || (event.key === ' ' && event.target instanceof HTMLButtonElement)) return
    event.preventDefault()
    action()
  }
  document.addEventListener('keydown', onKey)
  onScopeDispose(() => document.removeEventListener('keydown', onKey))
  return { index, playing, passed: computed(() => (playing.value ? Math.min(1, (now.value - shownAt.value) / everyMs.value) : 0)), turn, toggle }
}
