// A full list says by silence what it no longer holds: entries that it does not name are withdrawn as of its date.
import { identitiesOf, lockIdentities, type IdentityName } from '../../db/facts/identities.ts'
import { noteListDate, type ListDate } from '../../db/facts/list-dates.ts'
import { revisionsOf } from '../../db/facts/revisions.ts'
import type { Db } from '../../db/open-store.ts'
import type { Fact, RegisterFact } from '../../rules/facts/fact.ts'
import { statesOfEntry, type RegisterStatement } from '../../rules/facts/register.ts'
import type { Said } from './delivery.ts'
import { fromStored, identityText, kindOf, toStored } from './stored-fact.ts'

/** The rows of a full list as of its date: the newest date that any of them carries. What a list names, it names at that date. */
export function asOfListDate(facts: readonly Fact[]): readonly Fact[] {
  const observedAt = facts.reduce((latest, fact) => Math.max(latest, fact.observedAt), -Infinity)
  return facts.map((fact) => ({ ...fact, observedAt }))
}

/**
 * Adds to `said` what the list takes back by silence: a withdrawal at its date for every entry that stands there and is not
 * named, and, where newer lists are known already, one at the date of the first newer list that does not name an entry of this one.
 */
export async function withdrawAbsent(db: Db, said: Map<string, Said>, facts: readonly Fact[]): Promise<void> {
  const rows = facts.filter((fact) => fact.kind === 'register-entry')
  const first = rows[0]
  if (first === undefined) return
  const { source, register } = first
  const kind = kindOf(first)
  const list: ListDate = { observedAt: first.observedAt, version: rows.reduce((newest, { version }) => Math.max(newest, version), first.version) }
  const later = await noteListDate(db, { source, kind }, list)

  const absent = (await identitiesOf(db, source, kind)).filter((name) => !said.has(identityText(name)))
  for (const { name, statements } of await entriesOf(db, absent)) {
    if (standsAt(statements, list)) add(said, name, withdrawalAt(list, { name, register }))
  }
  if (later.length === 0) return
  for (const { name, statements } of await entriesOf(db, [...said.values()].map((entry) => entry.name))) {
    const all = [...statements, ...registerStatements(said.get(identityText(name)))]
    for (const newer of later) {
      if (all.some(({ fact }) => fact.observedAt === newer.observedAt) || !standsAt(all, newer)) continue
      const withdrawal = withdrawalAt(newer, { name, register })
      all.push({ fact: withdrawal, digest: add(said, name, withdrawal) })
    }
  }
}

const standsAt = (statements: readonly RegisterStatement[], { observedAt }: ListDate): boolean =>
  (statesOfEntry(statements).findLast((state) => state.from <= observedAt)?.entry ?? null) !== null

/** A tombstone says only that the entry is gone; nothing reads its status. */
const withdrawalAt = ({ observedAt, version }: ListDate, { name, register }: { readonly name: IdentityName; readonly register: string }): RegisterFact =>
  ({ kind: 'register-entry', register, source: name.source, key: name.key, observedAt, version, area: null, bureau: null, status: 'withdrawn', withdrawn: true })

function add(said: Map<string, Said>, name: IdentityName, fact: RegisterFact): string {
  const { json, digest } = toStored(fact)
  const text = identityText(name)
  const entry: Said = said.get(text) ?? { name, unstated: [], statements: [] }
  if (!entry.statements.some((known) => known.digest === digest)) entry.statements.push({ fact, json, digest, delivery: undefined })
  said.set(text, entry)
  return digest
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
