// Who a fact is about: the row that intake locks before it looks at anything else of that identity.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { texts } from '../sql-arrays.ts'

/** Identity of a fact within one source system and kind. */
export interface IdentityName {
  readonly source: string
  readonly kind: string
  readonly key: string
}

/** A locked identity; `isNew` ones have no history to read. */
export interface LockedIdentity extends IdentityName {
  readonly id: number
  readonly isNew: boolean
}

/**
 * Finds or makes the identities and locks them until the transaction ends, in one order everywhere (source, kind, key),
 * so that two writers cannot wait for each other.
 */
export async function lockIdentities(db: Db, names: readonly IdentityName[]): Promise<readonly LockedIdentity[]> {
  if (names.length === 0) return []
  const sorted = [...names].sort((a, b) => compare(a.source, b.source) || compare(a.kind, b.kind) || compare(a.key, b.key))
  const rows = sql`unnest(${texts(sorted.map((name) => name.source))}, ${texts(sorted.map((name) => name.kind))}, ${texts(sorted.map((name) => name.key))})`
  const created = await sql<{ id: number; source: string; kind: string; key: string }>`
    insert into identity (source, kind, key) select * from ${rows} on conflict do nothing returning id, source, kind, key`.execute(db)
  const result: LockedIdentity[] = created.rows.map((row) => ({ ...row, isNew: true }))
  if (result.length === sorted.length) return result
  const fresh = new Set(result.map((row) => row.id))
  const known = await sql<{ id: number; source: string; kind: string; key: string }>`
    select identity.id, identity.source, identity.kind, identity.key
    from ${rows} as name (source, kind, key) join identity using (source, kind, key)
    order by identity.id for update of identity`.execute(db)
  for (const row of known.rows) if (!fresh.has(row.id)) result.push({ ...row, isNew: false })
  return result
}

/** All identities of one list: those that a full delivery speaks of, whether it names them or not. */
export async function identitiesOf(db: Db, source: string, kind: string): Promise<readonly IdentityName[]> {
  return db.selectFrom('identity').select(['source', 'kind', 'key']).where('source', '=', source).where('kind', '=', kind).orderBy('key').execute()
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
