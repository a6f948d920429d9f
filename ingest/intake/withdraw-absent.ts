// A full list says by silence what it no longer holds: entries that it does not name are withdrawn as of its date.
import { hash } from 'node:crypto'
import { identitiesOf, lockIdentities, type IdentityName } from '../../db/facts/identities.ts'
import { noteListDate, type ListDate } from '../../db/facts/list-dates.ts'
import { lockList, type DeliveredList } from '../../db/facts/list-deliveries.ts'
import { revisionsOf } from '../../db/facts/revisions.ts'
import type { Db } from '../../db/open-store.ts'
import type { Fact } from '../../rules/facts/fact.ts'
import type { RegisterStatement } from '../../rules/facts/register.ts'
import type { Said } from './delivery.ts'
import { silentWithdrawals, type SilentWithdrawal } from './silence.ts'
import { fromStored, identityText, kindOf } from './stored-fact.ts'

/** The rows of a full list as of its date: the newest date that any of them carries. What a list names, it names at that date. */
export function asOfListDate(facts: readonly Fact[]): readonly Fact[] {
  const observedAt = facts.reduce((latest, fact) => Math.max(latest, fact.observedAt), -Infinity)
  return facts.map((fact) => ({ ...fact, observedAt }))
}

/**
 * Adds to `said` what the list takes back by silence: withdrawals of entries that it does not name, and, where newer lists are known already, of
 * entries that it names and these do not. Deliveries of one list wait here for each other until the transaction ends.
 */
export async function withdrawAbsent(db: Db, said: Map<string, Said>, facts: readonly Fact[]): Promise<AppliedList | undefined> {
  const rows = facts.filter((fact) => fact.kind === 'register-entry')
  const first = rows[0]
  if (first === undefined) return undefined
  const { source, register } = first
  const kind = kindOf(first)
  const list: ListDate = { observedAt: first.observedAt, version: rows.reduce((newest, { version }) => Math.max(newest, version), first.version) }
  const content = contentOf(said)
  await lockList(db, { source, kind })
  const later = await noteListDate(db, { source, kind }, list)

  const absent = (await identitiesOf(db, source, kind)).filter((name) => !said.has(identityText(name)))
  const named = later.length === 0 ? [] : [...said.values()].map((entry) => entry.name)
  for (const { name, statements } of await entriesOf(db, [...absent, ...named])) {
    const stated = said.get(identityText(name))
    const all = [...statements, ...registerStatements(stated)]
    const withdrawals = silentWithdrawals(all, { entry: { ...name, register }, list, later, named: stated !== undefined })
    for (const withdrawal of withdrawals) add(said, name, withdrawal)
  }
  return { ...list, list: { source, kind }, content }
}

/** A list that has been applied; `content` is a digest of what it named. */
export type AppliedList = Omit<DeliveredList, 'batch'>

function contentOf(said: ReadonlyMap<string, Said>): string {
  const named = [...said].flatMap(([text, { statements }]) => statements.map(({ digest }) => `${text}\u0000${digest}`)).sort()
  return hash('sha256', named.join('\u0001'), 'base64url').slice(0, 22)
}

function add(said: Map<string, Said>, name: IdentityName, { fact, json, digest }: SilentWithdrawal): void {
  const text = identityText(name)
  const entry: Said = said.get(text) ?? { name, unstated: [], statements: [] }
  if (!entry.statements.some((known) => known.digest === digest)) entry.statements.push({ fact, json, digest, delivery: undefined })
  said.set(text, entry)
}

const registerStatements = (entry: Said | undefined): readonly RegisterStatement[] =>
  (entry?.statements ?? []).flatMap(({ digest, fact }) => (fact.kind === 'register-entry' ? [{ digest, fact }] : []))

interface Entry {
  readonly name: IdentityName
  readonly statements: readonly RegisterStatement[]
}

/** The entries of these names with everything said about them, locked until the transaction ends. */
async function entriesOf(db: Db, names: readonly IdentityName[]): Promise<readonly Entry[]> {
  const entries = new Map((await lockIdentities(db, names)).map(({ id, ...name }): [number, { name: IdentityName; statements: RegisterStatement[] }] => [id, { name, statements: [] }]))
  for (const { identity, digest, fact: stored } of await revisionsOf(db, [...entries.keys()])) {
    const entry = entries.get(identity)
    const fact = entry === undefined ? undefined : fromStored(stored, { source: entry.name.source, key: entry.name.key })
    if (fact?.kind === 'register-entry') entry?.statements.push({ digest, fact })
  }
  return [...entries.values()]
}
