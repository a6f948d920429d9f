// Whether a field that is gone has only got another name: one that is like its own, or one under which its values appear.
import type { FieldProfile, Profile } from './profile.ts'
import type { Sight } from './sight.ts'

/** Of the pairs of letters of two names; of the values of a field. */
const ALIKE = 0.5

/** The new key that fits best; undefined where none does. */
export function findRenamed({ key, usual }: { readonly key: string; readonly usual: FieldProfile }, { keys }: Profile, sight: Sight): string | undefined {
  const known = new Set(keys)
  const values = new Set(usual.values)
  let best: { readonly key: string; readonly score: number } | undefined
  for (const [other, found] of sight.others()) {
    if (known.has(other)) continue
    const shared = [...found].filter((value) => values.has(value)).length
    const score = Math.max(likeness(key, other), found.size === 0 ? 0 : shared / found.size)
    if (score >= ALIKE && (best === undefined || score > best.score)) best = { key: other, score }
  }
  return best?.key
}

/** From 0 to 1: shared pairs of letters, whatever the case and the separators (Dice). */
export function likeness(a: string, b: string): number {
  const [first, second] = [pairsOf(a), pairsOf(b)]
  if (first.length === 0 || second.length === 0) return plain(a) === plain(b) ? 1 : 0
  const left = [...second]
  let shared = 0
  for (const pair of first) {
    const at = left.indexOf(pair)
    if (at < 0) continue
    left.splice(at, 1)
    shared++
  }
  return (2 * shared) / (first.length + second.length)
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_\-./]/g, '')

function pairsOf(name: string): readonly string[] {
  const letters = [...plain(name)].slice(0, 80)
  return letters.slice(1).map((letter, index) => `${letters[index] ?? ''}${letter}`)
}
