// A full list says by silence what it no longer holds: entries that it does not name are withdrawn as of its date.
import { identitiesOf, lockIdentities } from '../../db/facts/identities.ts'
import { revisionsOf } from '../../db/facts/revisions.ts'
import type { Db } from '../../db/open-store.ts'
import type { Fact, RegisterFact } from '../../rules/facts/fact.ts'
import { statesOfEntry, type RegisterStatement } from '../../rules/facts/register.ts'
import type { Said } from './intake.ts'
import { fromStored, identityText, kindOf, toStored } from './stored-fact.ts'

/** Adds to `said` a withdrawal for every entry that stands in the list at its date and is not named by it. */
export async function withdrawAbsent(db: Db, said: Map<string, Said>, facts: readonly Fact[]): Promise<void> {
  const first = facts[0]
  if (first === undefined || first.kind !== 'register-entry') return
  const kind = kindOf(first)
  const listDate = facts.reduce((latest, fact) => Math.max(latest, fact.observedAt), first.observedAt)
  const absent = (await identitiesOf(db, first.source, kind)).filter((name) => !said.has(identityText(name)))
  const locked = await lockIdentities(db, absent)
  const statements = new Map<number, RegisterStatement[]>()
  const names = new Map(locked.map((identity) => [identity.id, identity]))
  for (const { identity, digest, fact: stored } of await revisionsOf(db, [...names.keys()])) {
    const name = names.get(identity)
    const fact = name === undefined ? undefined : fromStored(stored, { source: name.source, key: name.key })
    if (fact?.kind === 'register-entry') statements.set(identity, [...(statements.get(identity) ?? []), { digest, fact }])
  }
  for (const [id, known] of statements) {
    const name = names.get(id)
    const standing = statesOfEntry(known).findLast((state) => state.from <= listDate)
    const last = known.findLast(({ fact }) => fact.withdrawn !== true)?.fact
    if (name === undefined || last === undefined || standing === undefined || standing.entry === null) continue
    const withdrawal: RegisterFact = { ...last, observedAt: listDate, version: listDate, withdrawn: true }
    const { json, digest } = toStored(withdrawal)
    said.set(identityText(name), { name, statements: new Map([[digest, { fact: withdrawal, json, delivery: undefined }]]) })
  }
}
