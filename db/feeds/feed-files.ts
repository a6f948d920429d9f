// Feed files as applied: the newest of each feed is in force, the older ones stay to be asked.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

export interface AppliedFeed {
  readonly feed: string
  readonly text: string
  readonly digest: string
  readonly appliedAt: number
  /** Where the file lies; '' where it came from elsewhere. */
  readonly file: string
}

/** The feed files in force, by feed. */
export async function readFeedFiles(db: Db): Promise<readonly AppliedFeed[]> {
  const { rows } = await sql<{ feed: string; text: string; digest: string; applied_at: number; file: string }>`
    select distinct on (feed) feed, text, digest, applied_at, file from feed_file order by feed, id desc`.execute(db)
  return rows.map((row) => ({ feed: row.feed, text: row.text, digest: row.digest, appliedAt: row.applied_at, file: row.file }))
}

/** Applies a feed file. False when it is the one in force already; where it lies may have changed all the same. */
export async function applyFeedFile(db: Db, { feed, text, digest, file }: Omit<AppliedFeed, 'appliedAt'>): Promise<boolean> {
  const current = await db.selectFrom('feed_file').select(['id', 'digest', 'file']).where('feed', '=', feed).orderBy('id', 'desc').limit(1).executeTakeFirst()
  if (current?.digest === digest) {
    if (file !== '' && current.file !== file) await db.updateTable('feed_file').set({ file }).where('id', '=', current.id).execute()
    return false
  }
  // A text that comes from a page is still about the place where its first version lay.
  await db.insertInto('feed_file').values({ feed, text, digest, file: file === '' ? (current?.file ?? '') : file }).execute()
  return true
}

/** A feed file as it was applied once; versions of a feed are counted from 1. */
export interface FeedVersion extends Omit<AppliedFeed, 'file'> {
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
