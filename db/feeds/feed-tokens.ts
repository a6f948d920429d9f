// Tokens of sources that push: made once, shown once, kept as a digest.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

export interface FeedToken {
  readonly id: number
  readonly feed: string
  readonly label: string
  readonly createdAt: number
  readonly revokedAt: number | null
  /** To the minute. */
  readonly lastUsedAt: number | null
}

/** Tokens of a feed that are in force at once. */
export const MOST_TOKENS = 20

const PREFIX = 'ctmm_'
const digestOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex')

/** Makes a token. Its text is returned this once and is not kept. Undefined where the feed has as many as it may. */
export async function createFeedToken(db: Db, { feed, label }: { readonly feed: string; readonly label: string }): Promise<{ readonly token: string; readonly entry: FeedToken } | undefined> {
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`
  const { rows } = await sql<{ id: number; created_at: number }>`
    insert into feed_token (feed, label, digest)
    select ${feed}, ${label}, ${digestOf(token)} where (select count(*) from feed_token where feed = ${feed} and revoked_at is null) < ${MOST_TOKENS}
    returning id, created_at`.execute(db)
  const row = rows[0]
  return row === undefined ? undefined : { token, entry: { id: row.id, feed, label, createdAt: row.created_at, revokedAt: null, lastUsedAt: null } }
}

/** All tokens of a feed, revoked ones too, oldest first. */
export async function readFeedTokens(db: Db, feed: string): Promise<readonly FeedToken[]> {
  const rows = await db.selectFrom('feed_token').select(['id', 'feed', 'label', 'created_at', 'revoked_at', 'last_used_at']).where('feed', '=', feed).orderBy('id').execute()
  return rows.map((row) => ({ id: row.id, feed: row.feed, label: row.label, createdAt: row.created_at, revokedAt: row.revoked_at, lastUsedAt: row.last_used_at }))
}

/** Takes a token out of force at once. False for one that is not in force. */
export async function revokeFeedToken(db: Db, { feed, id }: { readonly feed: string; readonly id: number }): Promise<boolean> {
  const { rows } = await sql`update feed_token set revoked_at = clock_timestamp() where feed = ${feed} and id = ${id}::bigint and revoked_at is null returning id`.execute(db)
  return rows.length === 1
}

/** Whether a text is a token of the feed in force; notes when it was last used, at most once a minute. Digests are compared in constant time. */
export async function acceptsFeedToken(db: Db, { feed, token }: { readonly feed: string; readonly token: string }): Promise<boolean> {
  const shown = Buffer.from(digestOf(token), 'hex')
  const kept = await db.selectFrom('feed_token').select(['id', 'digest']).where('feed', '=', feed).where('revoked_at', 'is', null).execute()
  const right = kept.filter(({ digest }) => timingSafeEqual(Buffer.from(digest, 'hex'), shown))[0]
  if (right === undefined) return false
  await sql`update feed_token set last_used_at = clock_timestamp() where id = ${right.id}::bigint and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`.execute(db)
  return true
}
