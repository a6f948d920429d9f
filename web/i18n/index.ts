// Texts of the product: Chinese comes with the first view, English when it is asked for. Forty lines do what two languages need.
import { readonly, shallowRef } from 'vue'
import type { Lang } from '../format/numbers.ts'
import { zh, type Messages } from './zh.ts'

const loaded: Partial<Record<Lang, Messages>> = { zh }
const shown = shallowRef<Lang>('zh')

/** The language on the screen; it changes once its texts are there. */
export const language = readonly(shown)

/** Loads the language if need be, switches to it and tells the document. */
export async function showLanguage(lang: Lang): Promise<void> {
  if (lang === 'en') loaded.en ??= (await import('./en.ts')).en
  shown.value = lang
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
}

/** The text at a dotted key with its {names} filled in; an unknown key or name is shown as it is, so that it is seen. */
export function t(key: string, names: Readonly<Record<string, string | number>> = {}): string {
  let found: unknown = loaded[shown.value] ?? zh
  for (const part of key.split('.')) found = isTree(found) ? found[part] : undefined
  if (typeof found !== 'string') return key
  return found.replace(/\{(\w+)\}/g, (hole, name: string) => String(names[name] ?? hole))
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
