// Texts that come with a home of their own and not with the first view: a flat table per language, asked by key.
import type { Lang } from '../format/numbers.ts'
import { language } from './index.ts'

/** What fills the {holes} of a text. */
export type Names = Readonly<Record<string, string | number>>

export interface Texts<K extends string> {
  /** The text in the present language with its {names} filled in; a hole that nobody fills stays, so that it is seen. */
  (key: K, names?: Names): string
  /** Both tables, for tests that hold one language to the other. */
  readonly tables: Readonly<Record<Lang, Readonly<Record<K, string>>>>
}

/** Makes the function that tells the texts of both tables. */
export function textsOf<K extends string>(zh: Readonly<Record<K, string>>, en: Readonly<Record<K, string>>): Texts<K> {
  const tables = { zh, en }
  const tell = (key: K, names: Names = {}): string => tables[language.value][key].replace(/\{(\w+)\}/g, (hole, name: string) => String(names[name] ?? hole))
  return Object.assign(tell, { tables })
}
