// Texts of the product: Chinese comes with the first view, English when it is asked for. Forty lines do what two languages need.
import { readonly, shallowRef } from 'vue'
import type { Lang } from '../format/numbers.ts'
import { zh, type Messages } from './zh.ts'

type Tree = { readonly [key: string]: string | Tree }

/** Chinese as far as it has come; English comes whole. */
let chinese: Tree = zh
let english: Messages | undefined
const shown = shallowRef<Lang>('zh')

/** The language on the screen; it changes once its texts are there. */
export const language = readonly(shown)

/** Adds Chinese texts, each group beside what is there of it already. */
export function addTexts(part: { readonly [group: string]: Tree }): void {
  for (const [group, texts] of Object.entries(part)) {
    const known = chinese[group]
    chinese = { ...chinese, [group]: { ...(isTree(known) ? known : {}), ...texts } }
  }
}

/** Loads the language if need be, switches to it and tells the document. */
export async function showLanguage(lang: Lang): Promise<void> {
  if (lang === 'en') english ??= (await import('./en.ts')).en
  shown.value = lang
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
}

/** The text at a dotted key with its {names} filled in; an unknown key or name is shown as it is, so that it is seen. */
export function t(key: string, names: Readonly<Record<string, string | number>> = {}): string {
  let found: unknown = shown.value === 'en' ? english : chinese
  for (const part of key.split('.')) found = isTree(found) ? found[part] : undefined
  if (typeof found !== 'string') return key
  return found.replace(/\{(\w+)\}/g, (hole, name: string) => String(names[name] ?? hole))
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null
}
