// A lease says which process leads: held for a short while, renewed, taken over when its holder falls silent. All instants are the database's.
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../open-store.ts'

/** A lease as it was acquired. `token` is greater than that of every holder before. */
export interface Lease {
  readonly name: string
  readonly holder: string
  readonly token: number
}

/** Another process has taken the lease over: nothing of this one's transaction is kept. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
  readonly lease: Lease
  constructor(lease: Lease) {
    super(`Another process has taken over "${lease.name}" since ${lease.holder} held it (token ${lease.token}): what was to be written is left to it.`)
    this.lease = lease
  }
}

export interface LeaseRequest {
  readonly name: string
  /** Names the process to people; two processes must not share it. */
  readonly holder: string
  readonly forMs: number
}

/** The lease, or for how long its holder may still keep it without renewing. */
export type Acquired = { readonly lease: Lease } | { readonly lease: undefined; readonly heldForMs: number }

/** Takes the lease if nobody holds it, or its holder has not renewed it in time; waits for a write that the holder is in the middle of. */
export async function acquireLease(db: Db, { name, holder, forMs }: LeaseRequest): Promise<Acquired> {
  // A look that locks nothing: candidates ask often and must not be in the holder's way.
  const { rows: seen } = await sql<{ held_for_ms: number }>`
    select case when holder is null then 0 else greatest(0, extract(epoch from expires_at - clock_timestamp()) * 1000)::integer end as held_for_ms
    from lease where name = ${name}`.execute(db)
  const heldForMs = seen[0]?.held_for_ms
  if (heldForMs !== undefined && heldForMs > 0) return { lease: undefined, heldForMs }
  const { rows } = heldForMs === undefined
    ? await sql<{ token: number }>`
      insert into lease (name, holder, token, renewed_at, expires_at) values (${name}, ${holder}, 1, clock_timestamp(), ${inMs(forMs)})
      on conflict (name) do nothing returning token`.execute(db)
    : await sql<{ token: number }>`
      with free as (
        select name from lease where name = ${name} and (holder is null or expires_at <= clock_timestamp()) for update
      )
      update lease set holder = ${holder}, token = token + 1, renewed_at = clock_timestamp(), expires_at = ${inMs(forMs)}
      from free where lease.name = free.name returning token`.execute(db)
  const token = rows[0]?.token
  return token === undefined ? { lease: undefined, heldForMs: 0 } : { lease: { name, holder, token } }
}

/** Keeps the lease for another while, also when it had run out and nobody took it. False when another process holds it now. */
export async function renewLease(db: Db, lease: Lease, forMs: number): Promise<boolean> {
  const { rows } = await sql`
    update lease set renewed_at = clock_timestamp(), expires_at = ${inMs(forMs)} where ${isHeld(lease)} returning token`.execute(db)
  return rows.length > 0
}

/** Gives the lease back, so that nobody has to wait for it to run out. */
export async function releaseLease(db: Db, lease: Lease): Promise<void> {
  await sql`update lease set holder = null, expires_at = clock_timestamp() where ${isHeld(lease)}`.execute(db)
}

/** A holder that stops in the middle of a write is cut off after this, sooner than its lease runs out, so that the takeover need not wait. */
const SILENT_MS = 1_000

/**
 * To be called first in every transaction of a leader; throws LeaseLostError when another process leads. There is no gap: the row stays
 * locked until the transaction ends, in a way that renewing does not mind and a takeover waits for. So every write under a token
 * is committed before the next token exists, and whoever acquires the next one reads all of them. Such transactions must be short.
 */
export async function requireLease(transaction: Db, lease: Lease): Promise<void> {
  const { rows } = await sql`
    select set_config('idle_in_transaction_session_timeout', ${String(SILENT_MS)}, true) from lease where ${isHeld(lease)} for key share`.execute(transaction)
  if (rows.length === 0) throw new LeaseLostError(lease)
}

/** The name is text and the holder too; PGlite wants to be told the type of the token. */
const isHeld = ({ name, holder, token }: Lease): RawBuilder<boolean> => sql`name = ${name} and holder = ${holder} and token = ${token}::bigint`

const inMs = (ms: number): RawBuilder<number> => sql`clock_timestamp() + ${ms}::integer * interval '1 millisecond'`
