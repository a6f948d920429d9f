// What the three processes of the measure tell each other, a JSON line each.

/** The two feeds that events come by, each counted by an indicator of its own. */
export const PUSHED = ['hotline-orders', 'city-events'] as const
export type PushedFeed = (typeof PUSHED)[number]

/** How events are sent. */
export interface Pace {
  readonly eventsPerRequest: number
  readonly requestsPerSecond: number
  readonly seconds: number
}

/** One request: `due` is when it was to be sent, in milliseconds since 1970 with fractions; what comes late counts as late. */
export interface Pushed {
  readonly feed: PushedFeed
  readonly due: number
  readonly events: number
}

/** What a viewer has on its screen after a frame: cases counted so far, by feed. */
export interface Seen {
  readonly at: number
  readonly counts: Readonly<Record<PushedFeed, number>>
}

/** Milliseconds since 1970 with fractions, the same in every process of the machine. */
export const clock = (): number => performance.timeOrigin + performance.now()
