// Facts that are older than the city keeps them: what they were counted as stays, what they said goes.
import { sql } from 'kysely'
import type { Instant } from '../../rules/time/instant.ts'
import type { Db } from '../open-store.ts'
import { numbers } from '../sql-arrays.ts'

/** Kinds whose facts expire; lists and measurements speak of what still stands. */
const EXPIRING = ['appeal', 'event']

/** The next cases, after a number, of which nothing was said since `before`; in ascending order, locked until the transaction ends. */
export async function casesSilentSince(db: Db, before: Instant, after: number, limit: number): Promise<readonly number[]> {
  const until = new Date(before).toISOString()
  const { rows } = await sql<{ id: number }>`
    select id from identity
    where id > ${after}::bigint and kind in (${sql.join(EXPIRING)}) and facts_expired_at is null and first_recorded_at < ${until}::timestamptz
      and not exists (select from revision where revision.identity = identity.id and revision.recorded_at >= ${until}::timestamptz)
      and not exists (select from undo_identity where undo_identity.identity = identity.id)
    order by id limit ${limit} for update of identity`.execute(db)
  return rows.map(({ id }) => id)
}

/** Deletes everything said about these identities and marks them; how many statements went. */
export async function expireFacts(db: Db, identities: readonly number[]): Promise<number> {
  if (identities.length === 0) return 0
  const ids = numbers(identities, 'bigint')
  const { rows } = await sql<{ gone: number }>`
    with gone as (delete from revision where identity = any(${ids}) returning 1) select count(*) as gone from gone`.execute(db)
  for (const table of ['retraction', 'said_again']) await sql`delete from ${sql.table(table)} where identity = any(${ids})`.execute(db)
  await sql`update identity set facts_expired_at = clock_timestamp() where id = any(${ids})`.execute(db)
  return rows[0]?.gone ?? 0
}

/** Gives back the chunks of time that hold no statement any more; how many. Plain tables are vacuumed by the server itself. */
export async function dropEmptyChunks(db: Db, before: Instant): Promise<number> {
  const { rows: extension } = await sql<{ chunked: boolean }>`select exists (select from pg_extension where extname = 'timescaledb') as chunked`.execute(db)
  if (extension[0]?.chunked !== true) return 0
  const { rows } = await sql<{ name: string; range_end: number }>`
    select format('%I.%I', chunk_schema, chunk_name) as name, range_end from timescaledb_information.chunks
    where hypertable_schema = current_schema() and hypertable_name = 'revision' and range_end < ${new Date(before).toISOString()}::timestamptz order by range_end`.execute(db)
  let dropped = 0
  for (const { name, range_end } of rows) {
    const { rows: held } = await sql<{ any: boolean }>`select exists (select from ${sql.raw(name)}) as any`.execute(db)
    // Chunks go oldest first: one that still holds a statement keeps all that are younger.
    if (held[0]?.any === true) break
    await sql`select drop_chunks('revision', older_than => ${new Date(range_end).toISOString()}::timestamptz)`.execute(db)
    dropped++
  }
  return dropped
}
