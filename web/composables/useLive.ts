// The one live connection of a page: a snapshot, then updates; or, for a moment in the past, one reading and no connection.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { apiPath, getJson, problemOf, UNREACHED } from '../api/client.ts'
import type { Problem, Snapshot, Update } from '../api/types.ts'
import { applyUpdate, readingOf } from '../live/reading.ts'

/** `frozen`: no word from the server for so long that the figures must not be taken as present. `failed`: there are no figures at all; asking goes on. */
export type LinkState = 'loading' | 'live' | 'reconnecting' | 'frozen' | 'past' | 'failed'

const FROZEN_AFTER_MS = 30_000
/** Without a figure on the screen there is nothing to wait beside. */
const FAILED_AFTER_MS = 2_000
/** A server that sends `heartbeat` events is silent no longer than this; comments alone cannot be heard by a page. */
const SILENT_AFTER_MS = 60_000
const RETRY_MS = [1_000, 2_000, 5_000, 10_000]

/** The two clocks of a page: a moment in the city, and as it was known at another; neither for the present. */
export interface PageClocks {
  readonly moment: Ref<string | undefined>
  readonly knownAt: Ref<string | undefined>
}

export function useLive(area: Ref<string | undefined>, { moment, knownAt }: PageClocks) {
  const snapshot = shallowRef<Snapshot>()
  const state = ref<LinkState>('loading')
  const problem = shallowRef<Problem>()
  /** When the last frame came, by this browser's clock. */
  const receivedAt = ref(0)
  /** The figures are still those of the moment before: they stay until the new ones are there. */
  const behind = ref(false)
  /** Grows when people have written something at a desk, and when it may have been missed. */
  const desk = ref(0)
  let source: EventSource | undefined
  let abort: AbortController | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let freeze: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let beating = false
  let losing = false
  /** The snapshot with updates that came since the browser last drew: a screen shows no more of them than it draws frames, so that many at once cannot keep it from drawing. */
  let undrawn: Snapshot | undefined
  let drawing: number | undefined

  const forgetUndrawn = (): void => {
    if (drawing !== undefined) cancelAnimationFrame(drawing)
    undrawn = drawing = undefined
  }
  const close = (): void => {
    source?.close()
    abort?.abort()
    clearTimeout(retry)
    clearTimeout(freeze)
    forgetUndrawn()
    source = abort = retry = freeze = undefined
    losing = beating = false
  }
  const heard = (): void => {
    failures = 0
    losing = false
    state.value = 'live'
    problem.value = undefined
    clearTimeout(freeze)
    freeze = beating ? setTimeout(frozen, SILENT_AFTER_MS) : undefined
  }
  const frozen = (): void => {
    state.value = snapshot.value === undefined ? 'failed' : 'frozen'
    if (snapshot.value === undefined) problem.value = UNREACHED
  }
  const lost = (): void => {
    if (snapshot.value !== undefined && state.value !== 'frozen') state.value = 'reconnecting'
    if (losing) return
    losing = true
    clearTimeout(freeze)
    freeze = setTimeout(frozen, snapshot.value === undefined ? FAILED_AFTER_MS : FROZEN_AFTER_MS)
  }
  const connect = (): void => {
    const opened = new EventSource(apiPath('/live', { area: area.value }))
    source = opened
    const draw = (): void => {
      const drawn = undrawn
      forgetUndrawn()
      if (drawn === undefined) return
      snapshot.value = drawn
      receivedAt.value = Date.now()
    }
    opened.addEventListener('snapshot', (event) => {
      forgetUndrawn()
      snapshot.value = JSON.parse(event.data) as Snapshot
      receivedAt.value = Date.now()
      behind.value = false
      desk.value++
      heard()
    })
    opened.addEventListener('desk', () => void desk.value++)
    opened.addEventListener('update', (event) => {
      const before = undrawn ?? snapshot.value
      heard()
      if (before === undefined) return
      undrawn = applyUpdate(before, JSON.parse(event.data) as Update)
      // Nothing is drawn of a page that nobody sees; what listens to its figures goes on.
      if (document.hidden) draw()
      else drawing ??= requestAnimationFrame(draw)
    })
    opened.addEventListener('heartbeat', () => {
      beating = true
      if (snapshot.value !== undefined && !behind.value) heard()
    })
    opened.addEventListener('error', () => {
      lost()
      if (opened.readyState !== EventSource.CLOSED) return
      clearTimeout(retry)
      retry = setTimeout(connect, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)])
    })
  }
  const readPast = async (): Promise<void> => {
    abort = new AbortController()
    const { signal } = abort
    try {
      snapshot.value = await getJson<Snapshot>(apiPath('/standings', { area: area.value, asOf: moment.value, knownAt: knownAt.value }), signal)
      behind.value = false
      state.value = 'past'
    } catch (error) {
      if (signal.aborted) return
      problem.value = problemOf(error)
      state.value = 'failed'
    }
  }
  const start = (): void => {
    close()
    problem.value = undefined
    // Figures of another area would stand under this one's name; those of another moment stay, marked, until the new ones are there.
    if (snapshot.value?.area !== area.value) snapshot.value = undefined
    behind.value = snapshot.value !== undefined
    const isPast = moment.value !== undefined || knownAt.value !== undefined
    if (!isPast || state.value !== 'past') state.value = 'loading'
    // Before the city is known there is nothing to read.
    if (area.value === undefined) return
    if (isPast) void readPast()
    else connect()
  }
  watch([area, moment, knownAt], start, { immediate: true })
  const offline = (): void => void (source !== undefined && lost())
  window.addEventListener('offline', offline)
  onScopeDispose(() => {
    window.removeEventListener('offline', offline)
    close()
  })

  return { reading: computed(() => (snapshot.value === undefined ? undefined : readingOf(snapshot.value))), state, problem, receivedAt, behind, desk, restart: start }
}
