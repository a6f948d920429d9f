// Moving through the days: the page follows as fast as it can be read, the newest day wins, and where it rests goes into the address.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { endOfDay, formatDay } from '../format/time.ts'
import { useDashboard } from './useDashboard.ts'

/** A day is rested on when nothing has moved for so long: what is dear to read follows then. */
const REST_MS = 300

export interface Scrub {
  /** The local day that is shown or wanted; today for the present. */
  readonly day: Ref<string>
  readonly today: Ref<string>
  /** Moves to a day; today is the present. */
  go(day: string): void
}

export function useScrub(now: Ref<number>): Scrub {
  const { city, url, link, behind } = useDashboard()
  const today = computed(() => formatDay(now.value, city.zone))
  const shown = computed(() => {
    const moment = Date.parse(url.moment.value ?? url.knownAt.value ?? '')
    return Number.isNaN(moment) ? today.value : formatDay(moment, city.zone)
  })
  /** Where the hand is; undefined when it is where the page is. */
  const wanted = ref<string>()
  let resting: ReturnType<typeof setTimeout> | undefined
  /** The first rest is a step that `back` undoes; further ones of the same visit replace it. */
  let stepped = false

  /** One reading at a time: the next is asked for when it has come, for the day wanted by then. */
  const follow = (): void => {
    if (wanted.value === undefined || wanted.value === today.value || behind.value || link.value === 'loading') return
    url.passing.value = endOfDay(wanted.value, city.zone)
  }
  const rest = async (): Promise<void> => {
    const day = wanted.value
    if (day === undefined) return
    if (day === today.value) {
      wanted.value = undefined
      return void url.live()
    }
    const moment = endOfDay(day, city.zone)
    url.passing.value = moment
    await (stepped ? url.change({ asOf: moment, knownAt: undefined }) : url.patch({ asOf: moment, knownAt: undefined }))
    stepped = true
    // A hand that has moved on meanwhile goes on from here.
    if (wanted.value !== day) return
    url.passing.value = undefined
    wanted.value = undefined
  }
  const go = (day: string): void => {
    wanted.value = day
    follow()
    clearTimeout(resting)
    resting = setTimeout(() => void rest(), REST_MS)
  }
  watch([behind, link], follow)
  watch(url.isPast, (is) => {
    if (!is) stepped = false
  })
  onScopeDispose(() => {
    clearTimeout(resting)
    url.passing.value = undefined
  })
  return { day: computed(() => wanted.value ?? shown.value), today, go }
}
