// Keeps a wall truthful without anyone before it: compares what it shows with what the server says, reloads when it is stuck and once a night.
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { apiPath, getJson } from '../api/client.ts'
import type { Snapshot } from '../api/types.ts'
import { formatClock } from '../format/time.ts'
import { isReloadDue, verdictOf, type Figures, type Verdict } from '../wall/watch.ts'
import { useDashboard } from './useDashboard.ts'

const PROBE_MS = 60_000
/** A page that stays stuck after it was loaded anew is not loaded over and over. */
const RELOAD_APART_MS = 600_000
const RELOADED_AT = 'ctmm.wall.reloaded'

const figuresOf = ({ asOf, values, standings }: Snapshot): Figures => ({
  asOf: Date.parse(asOf),
  text: [...values.map(({ display, state }) => `${state}${display.text}`), ...standings.map(({ word }) => word.zh)].join('|'),
})

/** `now`: the browser's clock, which ticks. */
export function useWallWatch(now: Ref<number>): { readonly verdict: Ref<Verdict> } {
  const { area, city, link, reading, url } = useDashboard()
  const openedAt = Date.now()
  const served = shallowRef<Figures>()
  const servedBefore = shallowRef<Figures>()
  const lostSince = ref<number>()
  const abort = new AbortController()

  watch(link, (state) => (lostSince.value = state === 'live' || state === 'past' ? undefined : (lostSince.value ?? Date.now())), { immediate: true })
  const probe = async (): Promise<void> => {
    if (url.isPast.value) return
    const before = served.value
    served.value = await getJson<Snapshot>(apiPath('/standings', { area: area.value.code }), abort.signal).then(figuresOf, () => undefined)
    servedBefore.value = before
  }
  const probing = setInterval(() => void probe(), PROBE_MS)
  const verdict = computed(() => verdictOf({
    link: link.value, lostMs: lostSince.value === undefined ? 0 : now.value - lostSince.value,
    shown: reading.value && figuresOf(reading.value.snapshot), served: served.value, servedBefore: servedBefore.value,
  }))

  let reloading = false
  /** Only when the server answers: a browser that cannot load the page would show its own. */
  const reload = async (): Promise<void> => {
    if (reloading) return
    reloading = true
    const answers = await fetch(location.href, { signal: abort.signal, cache: 'no-store' }).then(({ ok }) => ok, () => false)
    reloading = false
    if (!answers) return
    sessionStorage.setItem(RELOADED_AT, String(Date.now()))
    location.reload()
  }
  watch(now, (at) => {
    const last = Number(sessionStorage.getItem(RELOADED_AT) ?? 0)
    const isStuck = verdict.value === 'stuck' && at - last > RELOAD_APART_MS
    if (isStuck || isReloadDue(formatClock(at, city.zone), at - openedAt)) void reload()
  })
  onScopeDispose(() => {
    clearInterval(probing)
    abort.abort()
  })
  return { verdict }
}
