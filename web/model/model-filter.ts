// What is left of the model when a domain or some words are asked for.
import type { PlacedItem } from '../catalogue/catalogue.ts'
import type { Words } from '../api/types.ts'

/** What a person narrows the page by; `words` is lower case. */
export interface ModelFilter {
  /** Id of a domain, or undefined for all. */
  readonly domain: string | undefined
  readonly numericOnly: boolean
  readonly words: string
}

/** Whether any of the texts holds the words. */
export function holdsWords(words: string, texts: readonly (string | Words | null | undefined)[]): boolean {
  if (words === '') return true
  return texts.some((text) => (typeof text === 'string' ? [text] : text === null || text === undefined ? [] : [text.zh, text.en]).some((one) => one.toLowerCase().includes(words)))
}

/** Whether an item is left by domain and kind; words are looked for where an item is listed. */
export function keepsItem({ domain, numericOnly }: ModelFilter, item: PlacedItem, isNumeric: boolean): boolean {
  return (domain === undefined || item.domain.id === domain) && (!numericOnly || isNumeric)
}
