// Which feed a message of the trial broker is for, and whether that feed takes messages from whoever is on this machine.
import type { Feed } from '../../ingest/feed-file/feed.ts'
import type { Workbench } from '../workbench.ts'

/** As the broker understands it; the last level is the feed's id. */
export const TRIAL_TOPICS = 'ctmm/feeds/+'
const TOPIC = /^ctmm\/feeds\/([^/]+)$/

/** The message is for no feed that would take it; the text says what to do. */
export class TopicRefusedError extends Error {
  override readonly name = 'TopicRefusedError'
}

/** Throws TopicRefusedError. */
export function feedOfTopic(workbench: Pick<Workbench, 'context' | 'hasCity'>, topic: string): Feed {
  const id = TOPIC.exec(topic)?.[1]
  if (id === undefined) throw new TopicRefusedError('Publish to ctmm/feeds/FEED-ID.')
  const feed = workbench.hasCity ? workbench.context.feeds.find((each) => each.id === id) : undefined
  if (feed === undefined) throw new TopicRefusedError(`There is no feed ${id}: apply its feed file first (ctmm feed apply FILE).`)
  const reason = whyNot(feed)
  if (reason !== undefined) throw new TopicRefusedError(reason)
  return feed
}

/** Nobody has to show here who they are, so a feed that asks for it is not served. */
function whyNot({ id, adapter }: Feed): string | undefined {
  switch (adapter.kind) {
    case 'mqtt':
      return undefined
    case 'http-push':
      return (adapter.auth ?? 'none') === 'none' ? undefined : `The feed ${id} asks for a token or a signature: push to it over HTTP.`
    case 'simulator':
      return adapter.open === true ? undefined : `The feed ${id} is a stream of the demonstration that nobody else writes: publish to service-scenarios.`
    default:
      return `The feed ${id} (${adapter.kind}) takes no messages: publish to one whose adapter is mqtt or http-push.`
  }
}
