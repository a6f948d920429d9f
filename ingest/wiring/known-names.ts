// How well a column's name is known for a field: exactly, by the source's own comment, or in part.
import type { Column } from './columns.ts'
import { plainName } from './plain-name.ts'

/** `rank` orders columns of one field: larger is better, and 0 is not known. */
export interface NameMatch {
  readonly kind: 'exact' | 'comment' | 'part' | 'none'
  readonly rank: number
  /** The known name. */
  readonly name: string
}

export const NOT_KNOWN: NameMatch = { kind: 'none', rank: 0, name: '' }

/** Known names of a field: those of the template before those of all templates. */
export interface KnownNames {
  readonly own: readonly string[]
  readonly common: readonly string[]
}

/** Known names are asked of every column, so each is made plain once. */
const plainKnown = new Map<string, string>()

function plainOf(known: string): string {
  let plain = plainKnown.get(known)
  if (plain === undefined) plainKnown.set(known, (plain = plainName(known)))
  return plain
}

/** Shorter names say too little when they are but a part of another. */
const SHORTEST_PART = 2

export function matchName(column: Column, known: KnownNames): NameMatch {
  const name = column.plain
  const exact = found(name, known, 300, 200)
  if (exact !== undefined) return { kind: 'exact', ...exact }
  const comment = column.plainComment === '' ? undefined : found(column.plainComment, known, 180, 160)
  if (comment !== undefined) return { kind: 'comment', ...comment }
  // Only a name that tells a field apart may be looked for inside another one, so common ones like 编号 are not.
  const part = known.own.findIndex((candidate) => isPart(plainOf(candidate), name))
  return part < 0 ? NOT_KNOWN : { kind: 'part', rank: 100 - Math.min(part, 50), name: known.own[part] ?? '' }
}

function found(name: string, { own, common }: KnownNames, ofOwn: number, ofCommon: number): { readonly rank: number; readonly name: string } | undefined {
  for (const [names, best] of [[own, ofOwn], [common, ofCommon]] as const) {
    const index = names.findIndex((candidate) => plainOf(candidate) === name)
    if (index >= 0) return { rank: best - Math.min(index, 50), name: names[index] ?? '' }
  }
  return undefined
}

const isPart = (known: string, name: string): boolean => [...known].length >= SHORTEST_PART && name.includes(known) && known !== name
