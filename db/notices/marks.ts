// What other processes have done, told by a few numbers that every commit of theirs moves: cheap enough to be asked every second.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

/** Marks as texts; equal ones mean that nothing was committed between. */
export interface Marks {
  readonly intake: string
  readonly configuration: string
  readonly desk: string
}

/**
 * The configuration is also what edges and sums follow from, and whether they are being made anew. Sums and counts that only grow, and not the newest number of a row: numbers are given before their transactions end, so the
 * newest one may already be known when an older one becomes visible.
 */
export async function readMarks(db: Db): Promise<Marks> {
  const { rows } = await sql<Marks>`
    select (select coalesce(sum(received), 0) from feed_state)::text as intake,
      concat_ws(' ', (select count(*) from city_file), (select count(*) from feed_file),
        (select concat(count(*), '@', max(removed_at)) from feed_control where removed_at is not null), (select xmin from store), (select count(*) from rebuild)) as configuration,
      concat_ws(' ', (select count(*) from acknowledgement), (select concat(count(*), '@', count(confirmed_at)) from shift_note)) as desk`.execute(db)
  const marks = rows[0]
  if (marks === undefined) throw new Error('The store did not tell what has been committed.')
  return marks
}

/** Tells every process that listens. The server hands it on when this statement's transaction commits. */
export async function notify(db: Db, channel: string, text: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${text})`.execute(db)
}
