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
  if (!takesMessages(feed)) throw new TopicRefusedError(`The feed ${id} (${feed.adapter.kind}) takes no messages: publish to one whose adapter is mqtt or http-push.`)
  return feed
}

function takesMessages({ adapter }: Feed): boolean {
  switch (adapter.kind) {
    case 'mqtt':
    case 'http-push':
      return true
    case 'simulator':
      return adapter.open === true
    default:
      return false
  }
}
