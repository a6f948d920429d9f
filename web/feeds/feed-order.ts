// The order in which feeds are told: what is wrong first, within bureaus in the city's own order.
import type { Feed } from '../api/feed-types.ts'
import type { City, Words } from '../api/types.ts'

export type FeedState = Feed['state']

/** Worst first. */
export const STATES: readonly FeedState[] = ['stopped', 'failing', 'drifting', 'late', 'never', 'paused', 'ok']

/** What a person has to look at. */
export function needsCare(feed: Feed): boolean {
  return (feed.state !== 'ok' && feed.state !== 'paused') || (feed.expiry !== null && feed.expiry.state !== 'ok')
}

export interface BureauFeeds {
  readonly code: string | null
  readonly name: Words | undefined
  readonly feeds: readonly Feed[]
}

/** Feeds by the bureau that answers for them; bureaus with the worst feed first, then in the city's order; feeds without one last. */
export function byBureau(feeds: readonly Feed[], city: City): readonly BureauFeeds[] {
  const groups = new Map<string | null, Feed[]>()
  for (const feed of [...feeds].sort(worstFirst)) {
    const group = groups.get(feed.bureau)
    if (group === undefined) groups.set(feed.bureau, [feed])
    else group.push(feed)
  }
  const place = (code: string | null): number => {
    const at = city.bureaus.findIndex((one) => one.code === code)
    return at === -1 ? city.bureaus.length : at
  }
  return [...groups]
    .map(([code, own]): BureauFeeds => ({ code, name: city.bureaus.find((one) => one.code === code), feeds: own }))
    .sort((a, b) => rank(a.feeds[0]) - rank(b.feeds[0]) || place(a.code) - place(b.code))
}

export function worstFirst(a: Feed, b: Feed): number {
  return rank(a) - rank(b) || a.id.localeCompare(b.id)
}

function rank(feed: Feed | undefined): number {
  return feed === undefined ? STATES.length : STATES.indexOf(feed.state)
}
