// Finds an area or a bureau by what a source calls it, at an instant.
import type { Instant } from '../time/instant.ts'
import type { Lookup, Validity } from './city.ts'

interface Entry extends Validity {
  readonly code: string
}

const UNKNOWN: Lookup = { state: 'unknown' }

/** Whether an entry has ended at `at`. One that begins later counts as valid: sources recode old records when areas change. */
function hasEnded(entry: Entry, at: Instant): boolean {
  return entry.validTo !== undefined && at >= entry.validTo
}

function hasBegun(entry: Entry, at: Instant): boolean {
  return entry.validFrom === undefined || at >= entry.validFrom
}

function expired(entry: Entry): Lookup {
  return entry.successor === undefined ? { state: 'expired', code: entry.code } : { state: 'expired', code: entry.code, successor: entry.successor }
}

/** A lookup over the texts that `textsOf` gives for each entry. Where several fit, those in force at the instant are meant. */
export function nameIndex<E extends Entry>(entries: readonly E[], textsOf: (entry: E) => readonly string[]): (text: string, at: Instant) => Lookup {
  const byText = new Map<string, { readonly entries: E[]; readonly only: Lookup }>()
  for (const entry of entries) {
    for (const text of new Set(textsOf(entry))) {
      const found = byText.get(text)
      if (found === undefined) byText.set(text, { entries: [entry], only: { state: 'ok', code: entry.code } })
      else found.entries.push(entry)
    }
  }
  return (text, at) => {
    const found = byText.get(text)
    if (found === undefined) return UNKNOWN
    const [first] = found.entries
    if (first === undefined) return UNKNOWN
    if (found.entries.length === 1) return hasEnded(first, at) ? expired(first) : found.only
    const open = found.entries.filter((entry) => !hasEnded(entry, at))
    const inForce = open.filter((entry) => hasBegun(entry, at))
    const meant = inForce.length > 0 ? inForce : open
    const [one] = meant
    if (one === undefined) return expired(found.entries.reduce((last, entry) => ((entry.validTo ?? 0) > (last.validTo ?? 0) ? entry : last)))
    return meant.length === 1 ? { state: 'ok', code: one.code } : { state: 'ambiguous', codes: meant.map((entry) => entry.code) }
  }
}
