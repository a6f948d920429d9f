// What was answered to a push with an Idempotency-Key, so that the same push again is answered the same and counts once.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'
import type { IntakeCounts } from './feed-states.ts'

export interface PushName {
  readonly feed: string
  readonly key: string
}

export interface PushAnswer {
  readonly bodyDigest: string
  readonly counts: IntakeCounts
}

export async function findPushAnswer(db: Db, { feed, key }: PushName): Promise<PushAnswer | undefined> {
  const row = await db.selectFrom('push_answer').select(['body_digest', 'answer']).where('feed', '=', feed).where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : { bodyDigest: row.body_digest, counts: countsOf(row.answer) }
}

/**
 * Keeps an answer, in the transaction of the delivery that it is about. False where another delivery has been answered under this key; one that is being
 * written is waited for, so of two at once one is kept.
 */
export async function keepPushAnswer(db: Db, { feed, key }: PushName, { bodyDigest, counts }: PushAnswer): Promise<boolean> {
  const { received, stored, duplicate, rejected } = counts
  const { rows } = await sql`
    insert into push_answer (feed, key, body_digest, answer) values (${feed}, ${key}, ${bodyDigest}, ${JSON.stringify({ received, stored, duplicate, rejected })}::text::jsonb)
    on conflict (feed, key) do nothing returning key`.execute(db)
  return rows.length === 1
}

const KEPT_DAYS = 7

/** Forgets answers that are older than seven days. Returns how many. */
export async function prunePushAnswers(db: Db): Promise<number> {
  const { rows } = await sql`delete from push_answer where recorded_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS}::integer) returning key`.execute(db)
  return rows.length
}

function countsOf(answer: unknown): IntakeCounts {
  const count = (name: keyof IntakeCounts): number => {
    const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined
    if (typeof value !== 'number') throw new TypeError(`An answer that was kept has no count of ${name}.`)
    return value
  }
  return { received: count('received'), stored: count('stored'), duplicate: count('duplicate'), rejected: count('rejected') }
}
