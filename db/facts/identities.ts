// Who a fact is about: the row that intake locks before it looks at anything else of that identity.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { numbers, texts } from '../sql-arrays.ts'

/** Identity of a fact within one source system and kind. */
export interface IdentityName {
  readonly source: string
  readonly kind: string
  readonly key: string
}

/** A locked identity; `isNew` ones have no history to read, and that of `isExpired` ones has been deleted. */
export interface LockedIdentity extends IdentityName {
  readonly id: number
  readonly isNew: boolean
  readonly isExpired: boolean
}

/**
 * Finds or makes the identities and locks them until the transaction ends, in one order everywhere (source, kind, key),
 * so that two writers cannot wait for each other.
 */
export async function lockIdentities(db: Db, names: readonly IdentityName[]): Promise<readonly LockedIdentity[]> {
  const kinds = new Map<string, IdentityName[]>()
  for (const name of names) {
    const text = `${name.source}\u0000${name.kind}`
    const known = kinds.get(text)
    if (known === undefined) kinds.set(text, [name])
    else known.push(name)
  }
  const locked: LockedIdentity[] = []
  for (const [, [first, ...others]] of [...kinds].sort(([a], [b]) => compare(a, b))) {
    if (first !== undefined) for (const identity of await lockKind(db, first, [first.key, ...others.map(({ key }) => key)].sort(compare))) locked.push(identity)
  }
  return locked
}

async function lockKind(db: Db, { source, kind }: IdentityName, keys: readonly string[]): Promise<readonly LockedIdentity[]> {
  const created = await sql<{ id: number; key: string }>`
    insert into identity (source, kind, key) select ${source}, ${kind}, key from unnest(${texts(keys)}) as name (key)
    on conflict (source, kind, key) do nothing returning id, key`.execute(db)
  const result: LockedIdentity[] = created.rows.map(({ id, key }) => ({ id, source, kind, key, isNew: true, isExpired: false }))
  if (result.length === keys.length) return result
  const fresh = new Set(created.rows.map(({ id }) => id))
  const known = await sql<{ id: number; key: string; expired: boolean }>`
    select identity.id, identity.key, identity.facts_expired_at is not null as expired
    from unnest(${texts(keys)}) as name (key) join identity on identity.source = ${source} and identity.kind = ${kind} and identity.key = name.key
    order by identity.id for update of identity`.execute(db)
  for (const { id, key, expired } of known.rows) if (!fresh.has(id)) result.push({ id, source, kind, key, isNew: false, isExpired: expired })
  return result
}

/** All identities of one list: those that a full delivery speaks of, whether it names them or not. */
export async function identitiesOf(db: Db, source: string, kind: string): Promise<readonly IdentityName[]> {
  return db.selectFrom('identity').select(['source', 'kind', 'key']).where('source', '=', source).where('kind', '=', kind).orderBy('key').execute()
}

/** The next identities after `after` whose facts are all kept, in ascending order, locked until the transaction ends. */
export async function lockNext(db: Db, after: number, limit: number): Promise<readonly number[]> {
  const rows = await db.selectFrom('identity').select('id').where('id', '>', after).where('facts_expired_at', 'is', null).orderBy('id').limit(limit).forUpdate().execute()
  return rows.map(({ id }) => id)
}

/** Locks identities by number until the transaction ends. */
export async function lockKnown(db: Db, ids: readonly number[]): Promise<void> {
  await sql`select id from identity where id = any(${numbers(ids, 'bigint')}) order by id for update`.execute(db)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
