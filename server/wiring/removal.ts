// Removing a feed and bringing it back: it is no longer read nor counted late, and its facts stay until they are undone.
import { readFeedFiles } from '../../db/feeds/feed-files.ts'
import { readRemovedFeeds } from '../../db/feeds/removed-feeds.ts'
import { checkFeed } from '../../ingest/feed-file/check-feed.ts'
import { ProblemError } from '../problem.ts'
import type { CityContext } from '../readings/city-context.ts'
import type { Workbench } from '../workbench.ts'
import { indicatorsOfFeed, notJudgedBecause } from '../readings/indicators-of-feed.ts'

/** Throws ProblemError 404 for a feed that is not in force. */
export async function removeFeedFor(workbench: Workbench, id: string, because: string): Promise<{ readonly id: string; readonly removedAt: string; readonly unfed: string[] }> {
  if (because.trim() === '') throw new ProblemError(400, 'A removal says why.', 'Write the reason: whoever looks for this feed later reads it.')
  const before = workbench.context
  if (!before.feeds.some((feed) => feed.id === id)) throw new ProblemError(404, `There is no feed ${id} in force.`, 'GET /api/v1/feeds lists those there are.')
  await workbench.changeFeeds({ files: [], remove: [{ feed: id, because }] })
  const removed = (await readRemovedFeeds(workbench.store.db)).find(({ feed }) => feed === id)
  const after = fedIndicators(workbench.context)
  return { id, removedAt: before.city.zone.format(removed?.removedAt ?? workbench.now()), unfed: [...fedIndicators(before)].filter((code) => !after.has(code)) }
}

/** Puts the newest file of a removed feed in force again. Throws FeedFileError when it no longer fits the city. */
export async function bringBack(workbench: Workbench, id: string): Promise<{ readonly id: string }> {
  const { db } = workbench.store
  if (!(await readRemovedFeeds(db)).some(({ feed }) => feed === id)) throw new ProblemError(404, `There is no removed feed ${id}.`, 'GET /api/v1/feeds/removed lists those there are.')
  const text = (await readFeedFiles(db)).find(({ feed }) => feed === id)?.text ?? ''
  await workbench.applyFeed(text, `${id}.feed.yaml`)
  return { id }
}

export async function listRemoved(workbench: Workbench): Promise<{ id: string; zh: string; en: string; removedAt: string; because: string }[]> {
  const { db } = workbench.store
  const { city } = workbench.context
  const texts = new Map((await readFeedFiles(db)).map(({ feed, text }) => [feed, text]))
  return (await readRemovedFeeds(db)).map(({ feed, removedAt, because }) => {
    const reading = checkFeed(texts.get(feed) ?? '', `${feed}.feed.yaml`)
    return { id: feed, zh: reading.ok ? reading.feed.zh : feed, en: reading.ok ? reading.feed.en : feed, removedAt: city.zone.format(removedAt), because }
  })
}

/** Codes of indicators that some feed in force is judged for. */
function fedIndicators({ model, city, feeds }: CityContext): ReadonlySet<string> {
  return new Set(feeds.flatMap((feed) => [...indicatorsOfFeed(model, feed)].filter((code) => notJudgedBecause(model, city, feed, code) === undefined)))
}
