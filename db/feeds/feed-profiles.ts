// What sources usually look like, as it is kept: several processes learn, and none overwrites what another has written since it read.
import { sql } from 'kysely'
import type { Db } from '../open-store.ts'

/** `version` tells whether somebody has written since. */
export interface StoredProfile {
  readonly profile: unknown
  readonly version: string
}

export async function findProfile(db: Db, feed: string): Promise<StoredProfile | undefined> {
  const { rows } = await sql<StoredProfile>`select profile, changed_at::text as version from feed_profile where feed = ${feed}`.execute(db)
  return rows[0]
}

/** Writes it in place of the version that was read (undefined: there was none). Returns the new version; undefined when somebody was first. */
export async function saveProfile(db: Db, { feed, profile, version }: { readonly feed: string; readonly profile: unknown; readonly version: string | undefined }): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`
    insert into feed_profile as known (feed, profile, changed_at) values (${feed}, ${JSON.stringify(profile)}::text::jsonb, clock_timestamp())
    on conflict (feed) do update set profile = excluded.profile, changed_at = excluded.changed_at where known.changed_at::text = ${version ?? ''}
    returning changed_at::text as version`.execute(db)
  return rows[0]?.version
}
