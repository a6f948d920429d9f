// Versions of feed files: what each changed, going back to one, and the difference between files at hand and what is in force.
import { findFeedVersion, readFeedFiles, readFeedVersions, type FeedVersion } from '../../db/feeds/feed-files.ts'
import { readRemovedFeeds } from '../../db/feeds/removed-feeds.ts'
import { checkChange, type FeedText } from '../feeds-in-force.ts'
import { ProblemError } from '../problem.ts'
import type { FeedDiffs, FeedVersion as PresentedVersion, FeedVersions } from '../schemas/feed-versions.ts'
import type { Workbench } from '../workbench.ts'
import { feedChanges } from './feed-diff.ts'

/** Versions that are listed; the older ones can be asked for by number. */
const LISTED = 100

/** What putting these files in force would change. Throws FeedFileError where it could not be done. */
export async function diffFeeds(workbench: Workbench, files: readonly FeedText[]): Promise<FeedDiffs> {
  const checked = checkChange({ files }, workbench.context)
  const { db } = workbench.store
  const applied = new Map((await readFeedFiles(db)).map(({ feed, text }) => [feed, text]))
  const removed = new Set((await readRemovedFeeds(db)).map(({ feed }) => feed))
  return {
    feeds: checked.map(({ feed: { id }, text }) => {
      const before = applied.get(id)
      const changes = before === undefined ? [] : feedChanges(before, text)
      return { id, state: before === undefined ? 'new' : removed.has(id) ? 'brought-back' : changes.length === 0 ? 'same' : 'changed', changes }
    }),
    absent: workbench.context.feeds.map(({ id }) => id).filter((id) => !checked.some(({ feed }) => feed.id === id)),
  }
}

/** Throws ProblemError 404 for a feed that never was. */
export async function listVersions(workbench: Workbench, feed: string): Promise<FeedVersions> {
  const { db } = workbench.store
  const versions = await readFeedVersions(db, feed, LISTED + 1)
  if (versions.length === 0) throw new ProblemError(404, `There is no feed ${feed}.`, 'GET /api/v1/feeds lists the feeds in force, and GET /api/v1/feeds/removed the removed ones.')
  const removed = (await readRemovedFeeds(db)).some((one) => one.feed === feed)
  return {
    id: feed,
    removed,
    versions: versions.slice(0, LISTED).map((version, index) => presentVersion(workbench, version, { before: versions[index + 1], inForce: index === 0 && !removed })),
  }
}

export async function getVersion(workbench: Workbench, feed: string, number: number): Promise<PresentedVersion & { readonly text: string }> {
  const { db } = workbench.store
  const version = await findFeedVersion(db, feed, number)
  if (version === undefined) throw new ProblemError(404, `Feed ${feed} has no version ${number}.`, `GET /api/v1/feeds/${feed}/versions lists those there are.`)
  const { removed, versions: [newest] } = await listVersions(workbench, feed)
  const before = number > 1 ? await findFeedVersion(db, feed, number - 1) : undefined
  return { ...presentVersion(workbench, version, { before, inForce: newest?.version === number && !removed }), text: version.text }
}

/** Puts the text of an earlier version in force, as a new version. Throws FeedFileError when it no longer fits the city. */
export async function rollBack(workbench: Workbench, feed: string, number: number): Promise<{ readonly id: string; readonly version: number }> {
  const { text, inForce } = await getVersion(workbench, feed, number)
  if (inForce) throw new ProblemError(409, `Version ${number} of feed ${feed} is in force already.`, 'Choose an earlier version.')
  await workbench.applyFeed(text, `${feed}.feed.yaml`)
  const [newest] = await readFeedVersions(workbench.store.db, feed, 1)
  return { id: feed, version: newest?.version ?? number }
}

function presentVersion({ context: { city } }: Workbench, { version, appliedAt, digest, text }: FeedVersion, { before, inForce }: { readonly before: FeedVersion | undefined; readonly inForce: boolean }): PresentedVersion {
  return { version, appliedAt: city.zone.format(appliedAt), digest, inForce, changes: before === undefined ? [] : feedChanges(before.text, text) }
}
