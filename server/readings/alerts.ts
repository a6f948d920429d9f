// Feeds that somebody has to be called about: since when, whom, what rests on them, and whether anybody has taken note.
import { acknowledgementsOf } from '../../db/desk/acknowledgements.ts'
import type { Db } from '../../db/open-store.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { Alert } from '../schemas/desk.ts'
import type { Change } from '../schemas/trends.ts'
import { notedOf } from './acknowledged.ts'
import { changeId } from './change-id.ts'
import type { CityContext } from './city-context.ts'
import { feedChanges } from './feed-changes.ts'
import { readFeedList } from './feed-list.ts'
import { readFeedsNow } from './feeds-now.ts'
import { indicatorsOfFeed, notJudgedBecause } from './indicators-of-feed.ts'
import { readCoverage } from './value-inputs.ts'

/** What weighs most stands first. */
const ORDER = ['stopped', 'drifting', 'failing', 'never', 'late'] as const

/** One for each feed that is not on time, the gravest first, then the longest standing. A pause is somebody's decision and no alert. */
export async function readAlerts(db: Db, context: CityContext, now: Instant): Promise<Alert[]> {
  const changes = Map.groupBy(feedChanges(context, { coverage: await readCoverage(db, context), now, known: await readFeedsNow(db) }), ({ feed }) => feed)
  const alerts = (await readFeedList(db, context, now)).flatMap((listed) => {
    const { state, ...feed } = listed
    if (state === 'ok' || state === 'paused') return []
    const of = (changes.get(feed.id) ?? []).filter(isOfHealth)
    const known = of.length > 0 ? of.map(({ id }) => id) : [changeId({ kind: 'feed', subject: feed.id, what: state, at: 'ever' })]
    return [{ feed, state, of, known }]
  })
  const noted = await acknowledgementsOf(db, alerts.flatMap(({ known }) => known))
  return alerts.map(({ feed, state, of, known }): Alert => {
    const all = known.map((id) => noted.get(id))
    const bureau = feed.bureau === null ? undefined : context.city.bureau(feed.bureau)
    return {
      feed: feed.id, zh: feed.zh, en: feed.en, state, since: of.map(({ at }) => at).toSorted()[0] ?? null, coveredUntil: feed.coveredUntil,
      bureau: bureau === undefined ? null : { zh: bureau.zh, en: bureau.en }, contact: feed.contact, phone: feed.phone,
      detail: of[0]?.detail ?? null, affects: affectedBy(context, feed.id), changes: known,
      acknowledged: all.includes(undefined) ? null : notedOf(all.toSorted((a, b) => (a?.at ?? 0) - (b?.at ?? 0)).at(-1), context.city.zone),
    }
  }).toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.since ?? '').localeCompare(b.since ?? ''))
}

/** That an authorisation ends is no alarm of today. */
const isOfHealth = ({ id }: Change): boolean => !id.includes('/authorisation-')

/** The indicators that are judged by a feed, with their items. */
function affectedBy({ model, city, feeds }: CityContext, id: string): Alert['affects'] {
  const feed = feeds.find((one) => one.id === id)
  if (feed === undefined) return []
  const codes = indicatorsOfFeed(model, feed)
  return model.indicators.filter(({ code }) => codes.has(code) && notJudgedBecause(model, city, feed, code) === undefined).map(({ code, item, zh, en }) => ({ indicator: code, item, zh, en }))
}
