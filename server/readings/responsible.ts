// Who answers for an indicator's figures: the feeds that the city judges it by, with their bureau and whom to call.
import { getIndicator } from '../../rules/model/lookup.ts'
import type { SpanIndicator } from '../schemas/span-trends.ts'
import type { CityContext } from './city-context.ts'
import { indicatorsOfFeed, notJudgedBecause } from './indicators-of-feed.ts'

type Responsible = SpanIndicator['responsible'][number]

/** By indicator code; feeds in the order in which they were applied. */
export function responsibleFor({ model, city, feeds }: CityContext): (code: string) => Responsible[] {
  const told = feeds.map((feed) => {
    const bureau = city.bureaus.find(({ code }) => code === feed.bureau)
    return {
      indicators: indicatorsOfFeed(model, feed), feed,
      presented: {
        feed: feed.id, zh: feed.zh, en: feed.en,
        bureau: bureau === undefined ? null : { zh: bureau.zh, en: bureau.en },
        contact: feed.contact ?? null, phone: feed.phone ?? null,
      },
    }
  })
  return (code) => told.filter(({ indicators, feed }) => indicators.has(getIndicator(model, code).code) && notJudgedBecause(model, city, feed, code) === undefined).map(({ presented }) => presented)
}
