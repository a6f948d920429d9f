// Which files a feed has taken, by the record of its runs, and which of their rows wait for mending.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

/** What the record of an upload holds beside its counts. */
export interface UploadDetail {
  /** Number of the stored file. */
  readonly file: number
  /** Digest of the feed file by which it was read: another mapping may make something else of the same file. */
  readonly feedFile: string
}

/** The newest run that took this file by this feed file; undefined when none did. */
export async function findUploadRun(db: Db, feed: string, { file, feedFile }: UploadDetail): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from feed_run where feed = ${feed} and trigger = 'upload' and state = 'done'
      and detail ->> 'file' = ${String(file)} and detail ->> 'feedFile' = ${feedFile} order by id desc limit 1`.execute(db)
  return rows[0]?.id
}

/** Digest of the feed file in force. */
export async function findFeedDigest(db: Db, feed: string): Promise<string | undefined> {
  const row = await db.selectFrom('feed_file').select('digest').where('feed', '=', feed).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.digest
}

export interface RefusedRow {
  readonly id: number
  readonly position: string
  readonly field: string
  readonly value: string
  readonly code: string
  readonly reason: { readonly zh: string; readonly en: string }
  readonly advice: { readonly zh: string; readonly en: string }
}

/** Rows of a file of this name that wait, the newest first. */
export async function readRefusedRows(db: Db, { feed, name, limit }: { readonly feed: string; readonly name: string; readonly limit: number }): Promise<readonly RefusedRow[]> {
  return db.selectFrom('dead_letter').select(['id', 'position', 'field', 'value', 'code', 'reason', 'advice'])
    .where('feed', '=', feed).where(sql<boolean>`settled_at is null`).where(sql<boolean>`starts_with(position, ${`${name}:`})`)
    .orderBy('id', 'desc').limit(limit).execute()
}
