// What every page stands on: the city, the model's catalogue, the present reading, the language and the address.
import { inject, type InjectionKey, type Ref } from 'vue'
import type { Area, City, Words } from '../api/types.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Lang } from '../format/numbers.ts'
import { language, t } from '../i18n/index.ts'
import type { Reading } from '../live/reading.ts'
import type { LinkState } from './useLive.ts'
import type { useUrlState } from './useUrlState.ts'

export interface Dashboard {
  readonly city: City
  readonly catalogue: Catalogue
  readonly url: ReturnType<typeof useUrlState>
  readonly area: Ref<Area>
  /** The standard grades cities: only the whole city has levels, every other area has values and bounds. */
  readonly isCity: Ref<boolean>
  readonly reading: Ref<Reading | undefined>
  readonly link: Ref<LinkState>
  /** The figures are still those of the moment before. */
  readonly behind: Ref<boolean>
  /** Grows whenever what people wrote at a desk has to be read again. */
  readonly desk: Ref<number>
  readonly theme: Ref<'light' | 'dark'>
}

export const dashboardKey: InjectionKey<Dashboard> = Symbol('dashboard')

/** The page's dashboard with its words in the present language. */
export function useDashboard() {
  const dashboard = inject(dashboardKey)
  if (dashboard === undefined) throw new Error('useDashboard() is for components below App.vue')
  return { ...dashboard, ...useWords() }
}

/** Texts of the product (`t`) and of the model and server (`say`) in the present language. */
export function useWords() {
  const lang: Readonly<Ref<Lang>> = language
  const say = (words: Words | undefined | null): string => words?.[lang.value] ?? ''
  const levelName = (level: number): string => t(`level.short.${level}`)
  /** As short as it goes: 三级, L3. */
  const levelCode = (level: number): string => t(`level.code.${level}`)
  return { t, lang, say, levelName, levelCode }
}
