// A row of a list over time, made from everything its source said about it.
import type { Instant } from '../time/instant.ts'
import type { RegisterFact } from './fact.ts'

/** A statement with the digest of its content, which settles ties. */
export interface RegisterStatement {
  readonly digest: string
  readonly fact: RegisterFact
}

/** What an entry was from `from` until the next state; null when it was not in the list. */
export interface EntryState {
  readonly from: Instant
  readonly entry: {
    readonly status: string
    /** Whether `status` had begun; before a later `since` the entry exists, but its status is still to come. */
    readonly begun: boolean
    readonly group: string
    readonly area: string | null
    readonly bureau: string | null
  } | null
}

const byTime = (a: RegisterStatement, b: RegisterStatement): number =>
  a.fact.observedAt - b.fact.observedAt || a.fact.version - b.fact.version || (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0)

/** In order of time; a newer version of the same observation takes the place of the older one. */
function inForce(statements: readonly RegisterStatement[]): readonly RegisterStatement[] {
  const sorted = [...statements].sort(byTime)
  return sorted.filter(({ fact }, index) => sorted[index + 1]?.fact.observedAt !== fact.observedAt)
}

/**
 * The states of an entry in order of time. A statement holds from its observation until the next one; `since` moves the
 * beginning of its status (also into the past), the first statement reaches back to `validFrom`, `validTo` and a withdrawal
 * end the entry, and a later statement begins it again.
 */
export function statesOfEntry(statements: readonly RegisterStatement[]): readonly EntryState[] {
  const sorted = inForce(statements)
  const first = sorted[0]
  if (first === undefined) return []
  const start = sorted.findLast(({ fact }) => fact.withdrawn !== true && fact.validFrom !== undefined)?.fact.validFrom ?? first.fact.observedAt

  const presence = presenceOf(sorted, start)
  const statuses = statusesOf(sorted, start)
  const turns = [...new Set([...presence.map((turn) => turn.from), ...statuses.map((turn) => turn.from)])].filter((at) => at >= start).sort((a, b) => a - b)
  return turns.map((from) => {
    const present = presence.findLast((turn) => turn.from <= from)?.present ?? false
    const status = statuses.findLast((turn) => turn.from <= from)
    return { from, entry: present && status !== undefined ? status.entry : null }
  })
}

/** All uses of an entry that its statements tell of, in order of time. */
export function usesOf(statements: readonly RegisterStatement[]): readonly Instant[] {
  const uses = inForce(statements).flatMap(({ fact }) => (fact.withdrawn === true || fact.lastUsedAt === undefined ? [] : [fact.lastUsedAt]))
  return [...new Set(uses)].sort((a, b) => a - b)
}

function presenceOf(sorted: readonly RegisterStatement[], start: Instant): readonly { readonly from: Instant; readonly present: boolean }[] {
  const turns: { from: Instant; present: boolean }[] = []
  sorted.forEach(({ fact }, index) => {
    const from = index === 0 ? start : Math.max(start, fact.observedAt)
    const until = sorted[index + 1]?.fact.observedAt ?? Infinity
    turns.push({ from, present: fact.withdrawn !== true && (fact.validTo === undefined || fact.validTo > from) })
    if (fact.withdrawn !== true && fact.validTo !== undefined && fact.validTo > from && fact.validTo < until) turns.push({ from: fact.validTo, present: false })
  })
  return turns
}

type Entry = NonNullable<EntryState['entry']>

function statusesOf(sorted: readonly RegisterStatement[], start: Instant): readonly { readonly from: Instant; readonly entry: Entry }[] {
  let turns: { from: Instant; entry: Entry }[] = []
  for (const { fact } of sorted) {
    if (fact.withdrawn === true) continue
    const from = Math.max(start, fact.since ?? (turns.length === 0 ? start : fact.observedAt))
    const entry: Entry = {
      status: fact.status,
      begun: true,
      group: fact.group ?? '',
      area: fact.area,
      bureau: fact.bureau,
    }
    if (turns.length === 0 && from > start) turns.push({ from: start, entry: { ...entry, begun: false } })
    turns = [...turns.filter((turn) => turn.from < from), { from, entry }]
  }
  return turns
}
