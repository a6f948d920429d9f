// Who else said a statement that the store already held: taken back by one delivery, it stays as long as another says it.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import { numbers, rowsOf, texts } from '../sql-arrays.ts'

/** Deliveries of one feed that are remembered for one statement; of more the latest ones. */
const MOST = 16

export interface StatementName {
  readonly identity: number
  readonly digest: string
}

export interface SayingAgain {
  readonly batch: { readonly id: number; readonly feed: string }
  /** Full lists: which of them named an entry must be known of each. */
  readonly every?: boolean
}

/** Notes that a batch says statements which the store already holds. */
export async function noteSaidAgain(db: Db, { batch, every = false }: SayingAgain, said: readonly StatementName[]): Promise<void> {
  if (said.length === 0) return
  const kept = every ? sql`known.batches` : sql`known.batches[greatest(1, cardinality(known.batches) - ${MOST - 2}):]`
  await sql`
    insert into said_again as known (identity, digest, feed, batches)
    select identity, digest, ${batch.feed}, array[${batch.id}::bigint]
    from ${rowsOf({ identity: numbers(said.map((one) => one.identity), 'bigint'), digest: texts(said.map((one) => one.digest)) })}
    on conflict (identity, digest, feed) do update set batches = ${kept} || excluded.batches`.execute(db)
}

/** The batches that said statements of these identities again. */
export async function saidAgainOf(db: Db, identities: readonly number[]): Promise<readonly (StatementName & { readonly batches: readonly number[] })[]> {
  if (identities.length === 0) return []
  const { rows } = await sql<StatementName & { batches: readonly number[] }>`
    select identity, digest, to_json(batches) as batches from said_again where identity = any(${numbers(identities, 'bigint')})`.execute(db)
  return rows
}
