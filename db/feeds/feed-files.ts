// Feed files as applied: the newest of each feed is in force, the older ones stay to be asked.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

export interface AppliedFeed {
  readonly feed: string
  readonly text: string
  readonly digest: string
  readonly appliedAt: number
}

/** The feed files in force, by feed. */
export async function readFeedFiles(db: Db): Promise<readonly AppliedFeed[]> {
  const { rows } = await sql<{ feed: string; text: string; digest: string; applied_at: number }>`
    select distinct on (feed) feed, text, digest, applied_at from feed_file order by feed, id desc`.execute(db)
  return rows.map((row) => ({ feed: row.feed, text: row.text, digest: row.digest, appliedAt: row.applied_at }))
}

/** Applies a feed file. False when it is the one in force already. */
export async function applyFeedFile(db: Db, file: { readonly feed: string; readonly text: string; readonly digest: string }): Promise<boolean> {
  const current = await db.selectFrom('feed_file').select('digest').where('feed', '=', file.feed).orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (current?.digest === file.digest) return false
  await db.insertInto('feed_file').values(file).execute()
  return true
}

/** A feed file as it was applied once; versions of a feed are counted from 1. */
export interface FeedVersion extends AppliedFeed {
  readonly version: number
}

/** The newest versions of a feed, newest first; `limit` 1-1000. Empty for a feed that never was. */
export async function readFeedVersions(db: Db, feed: string, limit: number): Promise<readonly FeedVersion[]> {
  const { rows } = await sql<{ version: number; text: string; digest: string; applied_at: number }>`
    select row_number() over (order by id) as version, text, digest, applied_at from feed_file where feed = ${feed} order by id desc limit ${limit}`.execute(db)
  return rows.map((row) => ({ feed, version: row.version, text: row.text, digest: row.digest, appliedAt: row.applied_at }))
}

/** One version of a feed. */
export async function findFeedVersion(db: Db, feed: string, version: number): Promise<FeedVersion | undefined> {
  const { rows } = await sql<{ text: string; digest: string; applied_at: number }>`
    select text, digest, applied_at from feed_file where feed = ${feed} order by id limit 1 offset ${version - 1}`.execute(db)
  const row = rows[0]
  return row === undefined ? undefined : { feed, version, text: row.text, digest: row.digest, appliedAt: row.applied_at }
}
