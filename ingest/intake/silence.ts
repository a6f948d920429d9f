// What full lists say of one entry by silence: a list that does not name it takes it back as of its date.
import type { ListDate } from '../../db/facts/list-dates.ts'
import type { RegisterFact } from '../../rules/facts/fact.ts'
import { statesOfEntry, type RegisterStatement } from '../../rules/facts/register.ts'
import type { Instant } from '../../rules/time/instant.ts'
import { toStored } from './stored-fact.ts'

/** One entry of one list. */
export interface EntryName {
  readonly source: string
  readonly key: string
  readonly register: string
}

export interface Silence {
  readonly entry: EntryName
  readonly list: ListDate
  /** Lists of later dates that are known already, in order of time. */
  readonly later: readonly ListDate[]
  readonly named: boolean
}

/** A withdrawal with its text and digest. */
export interface SilentWithdrawal {
  readonly fact: RegisterFact
  readonly json: string
  readonly digest: string
}

/**
 * The withdrawals that follow when a list is applied to an entry of which `statements` are known, among them what the list names: one at its date
 * where the entry stands there and is not named, and, where newer lists are known already, one at the date of each that finds it standing without having named it.
 */
export function silentWithdrawals(statements: readonly RegisterStatement[], { entry, list, later, named }: Silence): readonly SilentWithdrawal[] {
  const all = [...statements]
  const withdrawals: SilentWithdrawal[] = []
  const withdraw = (date: ListDate): void => {
    const fact = withdrawalAt(date, entry)
    const stored = toStored(fact)
    withdrawals.push({ fact, ...stored })
    all.push({ fact, digest: stored.digest })
  }
  if (!named) {
    if (!standsAt(all, list)) return []
    withdraw(list)
  }
  for (const newer of later) if (!all.some(({ fact }) => fact.observedAt === newer.observedAt) && standsAt(all, newer)) withdraw(newer)
  return withdrawals
}

function standsAt(statements: readonly RegisterStatement[], { observedAt }: ListDate): boolean {
  // Whatever came before a withdrawal does not tell; a long list is asked this for every entry that has left it.
  if (newestUntil(statements, observedAt)?.fact.withdrawn === true) return false
  return (statesOfEntry(statements).findLast((state) => state.from <= observedAt)?.entry ?? null) !== null
}

function newestUntil(statements: readonly RegisterStatement[], until: Instant): RegisterStatement | undefined {
  let newest: RegisterStatement | undefined
  for (const one of statements) {
    if (one.fact.observedAt > until) continue
    const order = newest === undefined ? 1 : one.fact.observedAt - newest.fact.observedAt || one.fact.version - newest.fact.version || (one.digest > newest.digest ? 1 : -1)
    if (order > 0) newest = one
  }
  return newest
}

/** A tombstone says only that the entry is gone; nothing reads its status. */
const withdrawalAt = ({ observedAt, version }: ListDate, { source, key, register }: EntryName): RegisterFact =>
  ({ kind: 'register-entry', register, source, key, observedAt, version, area: null, bureau: null, status: 'withdrawn', withdrawn: true })

/** Whether a statement says no more than silence does; a row of a list that says no more is taken for silence. */
export const isSilent = ({ digest, fact }: RegisterStatement): boolean => fact.withdrawn === true && toStored(withdrawalAt(fact, fact)).digest === digest
