// Which feeds are in force: files are put in force, feeds removed and brought back, all of it at once or nothing.
import { hash } from 'node:crypto'
import { isAbsolute } from 'node:path'
import { applyFeedFile } from '../db/feeds/feed-files.ts'
import { bringBackFeed, removeFeed } from '../db/feeds/removed-feeds.ts'
import type { Db } from '../db/open-store.ts'
import { checkFeed } from '../ingest/feed-file/check-feed.ts'
import type { Feed } from '../ingest/feed-file/feed.ts'
import { readYaml } from '../rules/city/yaml-file.ts'
import { FeedFileError } from './feed-file-error.ts'
import type { CityContext } from './readings/city-context.ts'

export interface FeedText {
  readonly text: string
  /** Paths in `adapter` are relative to it. */
  readonly fileName: string
}

export interface FeedsChange {
  /** Put in force; a feed that was removed comes back with it. */
  readonly files: readonly FeedText[]
  /** Removed; their facts stay until they are undone. */
  readonly remove?: readonly { readonly feed: string; readonly because: string }[]
}

export interface CheckedFeed {
  readonly feed: Feed
  readonly text: string
}

/** The feeds of a change, checked against the city and against each other. Throws FeedFileError with every problem. */
export function checkChange({ files, remove = [] }: FeedsChange, { city, model, feeds: present }: CityContext): readonly CheckedFeed[] {
  const problems = []
  const feeds: CheckedFeed[] = []
  for (const { text, fileName } of files) {
    const reading = checkFeed(text, fileName, { model, city })
    if (!reading.ok) {
      problems.push(...reading.problems)
      continue
    }
    const twin = feeds.find(({ feed }) => feed.id === reading.feed.id)
    if (twin !== undefined) problems.push(readYaml(text, fileName).source.problemAt('/id', `${twin.feed.file} holds a feed ${reading.feed.id}, too: give one of them another id.`))
    feeds.push({ feed: reading.feed, text })
  }
  const others = present.filter(({ id }) => !feeds.some(({ feed }) => feed.id === id) && !remove.some(({ feed }) => feed === id))
  feeds.forEach(({ feed, text }, index) => {
    const problem = sharedList(feed, [...others, ...feeds.slice(0, index).map((earlier) => earlier.feed)])
    if (problem !== undefined) problems.push(readYaml(text, feed.file).source.problemAt('/delivery', problem))
  })
  if (problems.length > 0) throw new FeedFileError(problems)
  return feeds
}

/** Writes a change that was checked; whether anything is different now. */
export async function writeChange(db: Db, feeds: readonly CheckedFeed[], remove: FeedsChange['remove'] = []): Promise<boolean> {
  let changed = false
  for (const { feed, text } of feeds) {
    changed = (await applyFeedFile(db, { feed: feed.id, text, digest: digestOf(text), file: isAbsolute(feed.file) ? feed.file : '' })) || changed
    changed = (await bringBackFeed(db, feed.id)) || changed
  }
  for (const { feed, because } of remove) changed = (await removeFeed(db, feed, because)) || changed
  return changed
}

export const digestOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)

/** Full lists say by silence what they no longer hold, so two of one register would take back each other's entries. */
function sharedList(feed: Feed, others: readonly Feed[]): string | undefined {
  const listOf = ({ delivery, source, mapping: { fact } }: Feed): string | undefined => (delivery === 'list' && fact.kind === 'register-entry' ? `${fact.register} of ${source}` : undefined)
  const list = listOf(feed)
  const owner = list === undefined ? undefined : others.find((other) => listOf(other) === list)
  return owner === undefined ? undefined : `Feed ${owner.id} already delivers the full list ${list}, and each would withdraw the entries of the other: let one feed deliver the whole list, let both deliver changes, or give them different sources.`
}
