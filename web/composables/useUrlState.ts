// Everything that a link must show to a colleague is in the address: area, moment, language, theme and what a page adds.
import { computed, ref } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw, type RouteLocationRaw } from 'vue-router'
import type { Lang } from '../format/numbers.ts'
import { recall, remember } from './preferences.ts'

export type Theme = 'light' | 'dark' | 'system'

/** Keys that travel along when the page changes. */
const TRAVELLING = ['area', 'asOf', 'knownAt', 'scrub', 'lang', 'theme'] as const

export function useUrlState() {
  const route = useRoute()
  const router = useRouter()

  const read = (key: string): string | undefined => {
    const found = route.query[key]
    const text = Array.isArray(found) ? found[0] : found
    return text ?? undefined
  }
  /** Address of a page with the travelling keys kept. */
  const to = (path: string, query: LocationQueryRaw = {}, hash = ''): RouteLocationRaw => {
    const kept: LocationQueryRaw = {}
    for (const key of TRAVELLING) if (route.query[key] !== undefined) kept[key] = route.query[key]
    return { path, query: { ...kept, ...query }, hash }
  }
  /** The same page with some keys set, or removed where undefined. */
  const here = (changes: Readonly<Record<string, string | undefined>>): RouteLocationRaw => {
    const query: LocationQueryRaw = { ...route.query }
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) delete query[key]
      else query[key] = value
    }
    return { path: route.path, query }
  }
  const patch = (changes: Readonly<Record<string, string | undefined>>): Promise<unknown> => router.push(here(changes))

  /** As `patch`, without a step in the history: for typing. */
  const change = (changes: Readonly<Record<string, string | undefined>>): Promise<unknown> => router.replace(here(changes))

  /** A moment that the time axis passes over; it goes into the address where it comes to rest. */
  const passing = ref<string>()
  const moment = computed(() => passing.value ?? read('asOf'))
  const live = (): Promise<unknown> => ((passing.value = undefined), patch({ asOf: undefined, knownAt: undefined }))

  const lang = computed<Lang>(() => ((read('lang') ?? recall('lang')) === 'en' ? 'en' : 'zh'))
  const theme = computed<Theme>(() => {
    const chosen = read('theme') ?? recall('theme')
    return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
  })
  const setLang = (next: Lang): Promise<unknown> => (remember('lang', next), patch({ lang: next === 'zh' ? undefined : next }))
  const setTheme = (next: Theme): Promise<unknown> => (remember('theme', next), patch({ theme: next === 'system' ? undefined : next }))

  return {
    area: computed(() => read('area')),
    asOf: computed(() => read('asOf')),
    /** The moment to show: the one in the address, or what is being passed over on the way to another. */
    moment, passing, live,
    knownAt: computed(() => read('knownAt')),
    /** Whether a moment of the past is read, in either clock. */
    isPast: computed(() => moment.value !== undefined || read('knownAt') !== undefined),
    lang, theme, setLang, setTheme, read, to, here, patch, change,
  }
}
