// What the city's systems say about its cases, in the order in which they say it, as deliveries of one feed each.
import type { CaseFact } from '../../rules/facts/fact.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import { factAt, livesOf, type Life, type Pass } from './cases.ts'
import { APPEALS, EVENTS } from './city.ts'

export interface CaseDelivery {
  readonly feed: typeof APPEALS | typeof EVENTS
  readonly facts: readonly CaseFact[]
  /** The last statement's instant. */
  readonly until: Instant
}

/** All statements of a pass by the day on which they are made, in deliveries of `size`; the last ones are smaller. */
export function* deliveriesOf(pass: Pass, size: number): Iterable<CaseDelivery> {
  const { zone } = pass
  const said = new Map<LocalDay, { readonly life: Life; readonly at: Instant }[]>()
  const full: Record<CaseDelivery['feed'], CaseFact[]> = { appeals: [], events: [] }
  const deliver = (feed: CaseDelivery['feed']): CaseDelivery => {
    const facts = full[feed]
    full[feed] = []
    return { feed, facts, until: facts.at(-1)?.observedAt ?? 0 }
  }
  function* upTo(last: LocalDay): Iterable<CaseDelivery> {
    for (const day of [...said.keys()].filter((known) => known < last).sort((a, b) => a - b)) {
      for (const { life, at } of (said.get(day) ?? []).sort((a, b) => a.at - b.at)) {
        const feed = life.type === 'appeal' ? APPEALS : EVENTS
        full[feed].push(factAt(life, at))
        if (full[feed].length === size) yield deliver(feed)
      }
      said.delete(day)
    }
  }
  let today: LocalDay | undefined
  for (const life of livesOf(pass)) {
    const begins = zone.localDay(life.startedAt)
    if (begins !== today) yield* upTo(begins)
    today = begins
    for (const at of life.versions) {
      const day = zone.localDay(at)
      const list = said.get(day)
      if (list === undefined) said.set(day, [{ life, at }])
      else list.push({ life, at })
    }
  }
  yield* upTo(Infinity)
  for (const feed of [APPEALS, EVENTS] as const) if (full[feed].length > 0) yield deliver(feed)
}
