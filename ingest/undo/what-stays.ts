// What is left of an identity once some of what said it says nothing any more: statements that others say too, and what the lists that still hold say by silence.
import type { HeldList } from '../../db/facts/list-deliveries.ts'
import type { ListDate } from '../../db/facts/list-dates.ts'
import type { RegisterStatement } from '../../rules/facts/register.ts'
import type { Statement } from '../intake/edges-of-identity.ts'
import { isSilent, silentWithdrawals, type EntryName, type SilentWithdrawal } from '../intake/silence.ts'

/** A statement that was not taken back so far. */
export interface HeldStatement extends Statement {
  /** The batch that brought it. */
  readonly batch: number
  /** Batches that said it again. */
  readonly again: readonly number[]
}

/** The full lists of one source system and kind. */
export interface Lists {
  /** Those that still hold, in the order of delivery. */
  readonly held: readonly HeldList[]
  /** Every batch that ever delivered one. */
  readonly batches: ReadonlySet<number>
}

export interface Holding {
  /** By batch that still says something, the delivery since which it does. */
  readonly since: ReadonlyMap<number, number>
  /** Undefined for what is no entry of a register. */
  readonly lists?: Lists | undefined
}

export interface Left {
  readonly gone: readonly HeldStatement[]
  /** Withdrawals that were not needed as long as what is gone was there. */
  readonly fresh: readonly SilentWithdrawal[]
}

/** Compares what is held with what would be, had only those said something that still hold, in their order. */
export function whatStays(statements: readonly HeldStatement[], { since, lists }: Holding): Left {
  const said = statements.map((statement): Said => ({ statement, sayers: sayersOf(statement, since, lists) }))
  const named = said.filter(({ sayers }) => sayers.length > 0)
  const silent = lists === undefined ? [] : silencesOf(named, since, lists.held)
  const stays = new Set([...named.map(({ statement }) => statement.digest), ...silent.map(({ digest }) => digest)])
  const known = new Set(statements.map(({ digest }) => digest))
  return { gone: statements.filter(({ digest }) => !stays.has(digest)), fresh: silent.filter(({ digest }) => !known.has(digest)) }
}

interface Said {
  readonly statement: HeldStatement
  /** Batches that still say it. */
  readonly sayers: readonly number[]
}

/** What a list says by silence follows from its date and not from the batch that had to write it down. */
function sayersOf(statement: HeldStatement, since: ReadonlyMap<number, number>, lists: Lists | undefined): readonly number[] {
  const { fact, digest, batch, again } = statement
  const bySilence = lists?.batches.has(batch) === true && fact.kind === 'register-entry' && isSilent({ digest, fact })
  return (bySilence ? again : [batch, ...again]).filter((sayer) => since.has(sayer))
}

/** Applies the lists that hold to the entry once more, one after the other. */
function silencesOf(named: readonly Said[], since: ReadonlyMap<number, number>, held: readonly HeldList[]): readonly SilentWithdrawal[] {
  const waiting = named.flatMap(({ statement: { digest, fact }, sayers }) => (fact.kind === 'register-entry' ? [{ digest, fact, sayers, since: Math.min(...sayers.map((sayer) => since.get(sayer) ?? Infinity)) }] : []))
  const [first] = waiting
  if (first === undefined) return []
  const { source, key, register } = first.fact
  const entry: EntryName = { source, key, register }
  waiting.sort((a, b) => a.since - b.since)
  const told: RegisterStatement[] = []
  const dates = new Map<number, ListDate>()
  const withdrawals = new Map<string, SilentWithdrawal>()
  let next = 0
  for (const list of held) {
    for (let one = waiting[next]; one !== undefined && one.since <= list.since; one = waiting[++next]) told.push(one)
    const { observedAt, version } = list
    const later = [...dates.values()].filter((date) => date.observedAt > observedAt).sort((a, b) => a.observedAt - b.observedAt)
    dates.set(observedAt, { observedAt, version: Math.max(version, dates.get(observedAt)?.version ?? version) })
    const isNamed = waiting.some(({ sayers }) => sayers.includes(list.batch))
    for (const withdrawal of silentWithdrawals(told, { entry, list, later, named: isNamed })) {
      if (withdrawals.has(withdrawal.digest)) continue
      withdrawals.set(withdrawal.digest, withdrawal)
      told.push(withdrawal)
    }
  }
  return [...withdrawals.values()]
}
