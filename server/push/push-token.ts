// Whether a push shows a token of its feed.
import type { IncomingHttpHeaders } from 'node:http'
import { acceptsFeedToken } from '../../db/feeds/feed-tokens.ts'
import type { Db } from '../../db/open-store.ts'
import type { HttpPushConfig } from '../../ingest/adapters/http-push/config.ts'
import { tokenRefused, type Refused } from './push-problems.ts'

/** Looks at the token, before anything of the body is read. Undefined when the push may go on. */
export async function refusedByToken(db: Db, { feed, auth, headers }: { readonly feed: string; readonly auth: HttpPushConfig['auth']; readonly headers: IncomingHttpHeaders }): Promise<Refused | undefined> {
  if (auth !== 'token') return undefined
  const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(headers.authorization ?? '')?.[1]
  return token !== undefined && (await acceptsFeedToken(db, { feed, token })) ? undefined : tokenRefused(feed)
}
