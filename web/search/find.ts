// Ranks what a search may find: the very name first, then names that begin with the words, then names that hold them; grouped by kind.
import type { RouteLocationRaw } from 'vue-router'

export type HitKind = 'page' | 'item' | 'level' | 'indicator' | 'clause' | 'erratum' | 'bureau' | 'feed' | 'area'

/** Something that can be found. */
export interface Entry {
  readonly key: string
  readonly kind: HitKind
  /** As it stands in the list, in the present language. */
  readonly name: string
  readonly note: string
  /** What it is called, in both languages and by number. */
  readonly names: readonly string[]
  readonly to: RouteLocationRaw
}

export interface HitGroup {
  readonly kind: HitKind
  readonly hits: readonly Entry[]
}

const KINDS: readonly HitKind[] = ['item', 'indicator', 'clause', 'level', 'feed', 'bureau', 'area', 'page', 'erratum']
const PER_KIND = 6
const IN_ALL = 16

/** Lower case without blanks and brackets, so that 表 11 is 表11 and Level 3 is level3. */
export function plainWords(text: string): string {
  return text.toLowerCase().replace(/[\s（）()“”"]/g, '')
}

/** 0 the very name, 1 its beginning, 2 a part of it, 3 every word somewhere among the names; undefined where it does not fit. */
export function fitOf(query: string, names: readonly string[]): 0 | 1 | 2 | 3 | undefined {
  const whole = plainWords(query)
  if (whole === '') return undefined
  const plain = names.map(plainWords)
  if (plain.some((name) => name === whole)) return 0
  if (plain.some((name) => name.startsWith(whole))) return 1
  if (plain.some((name) => name.includes(whole))) return 2
  const words = query.split(/\s+/).map(plainWords).filter((word) => word !== '')
  return words.length > 1 && words.every((word) => plain.some((name) => name.includes(word))) ? 3 : undefined
}

/** The best of every kind, the kind with the best fit first; no more than a list can show. */
export function find(query: string, entries: readonly Entry[]): readonly HitGroup[] {
  const fits = entries.flatMap((entry) => {
    const fit = fitOf(query, entry.names)
    return fit === undefined ? [] : [{ entry, fit }]
  })
  const groups = KINDS.flatMap((kind) => {
    const own = fits.filter(({ entry }) => entry.kind === kind).sort((a, b) => a.fit - b.fit)
    return own[0] === undefined ? [] : [{ kind, best: own[0].fit, hits: own.slice(0, PER_KIND).map(({ entry }) => entry) }]
  }).sort((a, b) => a.best - b.best)
  let room = IN_ALL
  return groups.flatMap(({ kind, hits }) => {
    const shown = hits.slice(0, room)
    room -= shown.length
    return shown.length === 0 ? [] : [{ kind, hits: shown }]
  })
}
