// Makes the orders of one day: a pure function of seed and day.
import type { Instant, LocalDay } from '../../../rules/time/instant.ts'
import { heatingLoad, isStormDay, lastWorkdayOfMonth } from '../calendar.ts'
import { after, loadOf, momentOf, storyAt, type LoadShape } from '../load.ts'
import { DAY, HOUR, MINUTE, SECOND, dayOf, dayText, startOf } from '../local-time.ts'
import { byDistrict, someDistrict, someStreet } from '../places.ts'
import { between, countAround, hashOf, logNormal, randomOf, type Random } from '../random.ts'
import type { Appeal } from './appeal.ts'
import { FLOODING, HEATING, neverClosed, someAnsweredType, someChannel, someTopic, someType, type Topic } from './topics.ts'

type AppealStream = Appeal['stream']

const LOADS: Readonly<Record<AppealStream, LoadShape>> = {
  'hotline-orders': { workday: 136, kinds: { workday: 1, weekend: 0.76, holiday: 0.55 }, heating: true },
  'hotline-grid': { workday: 9, kinds: { workday: 1, weekend: 0.6, holiday: 0.4 }, heating: false },
}
const STREAM_HASH: Readonly<Record<AppealStream, number>> = { 'hotline-orders': hashOf('hotline-orders'), 'hotline-grid': hashOf('hotline-grid') }
const COUNT = -1

const acceptedOn = momentOf([1.2, 0.8, 0.5, 0.4, 0.4, 0.6, 1.5, 3, 6, 8.5, 8, 6.5, 5, 5.5, 7, 7.2, 6.8, 6, 5, 4.8, 4.5, 4, 3, 2])

/** Share of calls that are answered at once; about 55 % of all appeals. */
const DIRECT = 0.6
/** Hours from signing to contact: how districts differ. */
const PACE = byDistrict([0.84, 0.9, 0.93, 1.04, 1.1, 1.38])

/** How many orders a stream accepts on a day. */
export const appealCount = (seed: number, stream: AppealStream, day: LocalDay): number =>
  countAround(randomOf(seed, STREAM_HASH[stream], day, COUNT), loadOf(LOADS[stream], seed, day))

/** The orders that a stream accepts on a day. */
export function appealsOf(seed: number, stream: AppealStream, day: LocalDay): readonly Appeal[] {
  return Array.from({ length: appealCount(seed, stream, day) }, (_, index) => makeAppeal(seed, stream, day, index))
}

/** One order; `index` may lie beyond the day's own ones. */
export function makeAppeal(seed: number, stream: AppealStream, day: LocalDay, index: number): Appeal {
  const random = randomOf(seed, STREAM_HASH[stream], day, index)
  const grid = stream === 'hotline-grid'
  const acceptedAt = acceptedOn(random, day)
  const directAnswer = !grid && random() < DIRECT
  const district = someDistrict(random)
  const vague = grid ? 1 : random()
  const area = vague < 0.003 ? '' : vague < 0.015 ? district.code : someStreet(random, district).code
  const topic = topicOf(random, seed, stream, day)
  const bureau = random() < 0.42 ? district.government : topic.bureau
  const head = {
    key: `${grid ? 'WG' : 'BH'}${dayText(day).replaceAll('-', '')}${String(index).padStart(6, '0')}`,
    stream, day, index, area, topic: topic.zh, acceptedAt, directAnswer,
    channel: grid ? '网格上报' : someChannel(random),
    type: directAnswer ? someAnsweredType(random) : someType(random),
  }
  if (directAnswer) {
    return { ...head, bureau: 'zwb', firstBureau: 'zwb', complex: false, closedAt: after(acceptedAt, between(random, 1, 9) * MINUTE) }
  }
  return { ...head, ...handling(random, { acceptedAt, bureau, pace: PACE.get(district.code) ?? 1, grid }) }
}

function topicOf(random: Random, seed: number, stream: AppealStream, day: LocalDay): Topic {
  const heating = stream === 'hotline-orders' ? heatingLoad(day) : 0
  if (random() < heating / (1 + heating)) return HEATING
  if (random() < 2 / 3 && isStormDay(seed, day)) return FLOODING
  return someTopic(random)
}

interface Start {
  readonly acceptedAt: Instant
  readonly bureau: string
  readonly pace: number
  readonly grid: boolean
}

type Handling = Omit<Appeal, 'key' | 'stream' | 'day' | 'index' | 'area' | 'topic' | 'acceptedAt' | 'directAnswer' | 'channel' | 'type'>

function handling(random: Random, { acceptedAt, bureau, pace, grid }: Start): Handling {
  const complex = random() < 0.03
  const dispatchedAt = after(acceptedAt, Math.min(8 * HOUR, logNormal(random, 9 * MINUTE, 0.9)))
  const dueAt = startOf(dayOf(dispatchedAt) + (complex ? 20 : 7)) + 18 * HOUR
  const returned = random() < 0.07
  const returnedAt = returned ? after(dispatchedAt, between(random, 0.2, 2) * HOUR) : undefined
  const dispatchedAgainAt = returnedAt === undefined ? undefined : after(returnedAt, between(random, 8, 60) * MINUTE)
  const firstBureau = returned ? someTopic(random).bureau : bureau
  const signedAt = after(dispatchedAgainAt ?? dispatchedAt, between(random, 1, 14) * MINUTE)

  const improved = 1.42 - 0.42 * storyAt(dispatchedAt)
  const wait = logNormal(random, 0.975 * HOUR, 1.05) * pace * improved * (complex ? 6.4 : 1)
  const contactedAt = awake(random, after(signedAt, Math.min(wait, 12 * DAY)))
  const byGrid = !grid && random() < 0.04
  const gridContactAt = byGrid ? after(signedAt, (contactedAt - signedAt) * between(random, 0.2, 0.8)) : undefined

  const slow = complex ? 3 : 1
  const repliedAt = after(contactedAt, Math.min(40 * DAY, logNormal(random, 24 * HOUR, 0.9) * slow))
  const lax = neverClosed(bureau) * (1.14 - 0.15 * storyAt(acceptedAt))
  const open = random() < lax
  const closedAt = open ? undefined : monthEnd(random, repliedAt, after(repliedAt, Math.min(20 * DAY, logNormal(random, 9 * HOUR, 0.9) * slow)))
  const reopenedAt = closedAt === undefined || random() >= 0.035 ? undefined : after(closedAt, between(random, 1, 10) * DAY)
  const closedAgainAt = reopenedAt === undefined || random() < lax ? undefined : after(reopenedAt, Math.min(40 * DAY, logNormal(random, 60 * HOUR, 0.8)))

  const life = { complex, bureau, firstBureau, dispatchedAt, dueAt, returnedAt, dispatchedAgainAt, signedAt, contactedAt, gridContactAt, repliedAt, closedAt, reopenedAt, closedAgainAt }
  return random() < 0.011 ? cancelled(random, life) : life
}

/** Nobody is called at night: most contacts that would fall there wait for the morning. */
function awake(random: Random, instant: Instant): Instant {
  const day = dayOf(instant)
  const hour = (instant - startOf(day)) / HOUR
  if ((hour >= 7 && hour < 22) || random() < 0.3) return instant
  return Math.max(instant, after(startOf(hour < 7 ? day : day + 1) + 7.5 * HOUR, random() * 2 * HOUR))
}

/** Some bureaus close what is finished in one go on the afternoon of the month's last working day. */
function monthEnd(random: Random, repliedAt: Instant, closedAt: Instant): Instant {
  const batch = random() < 0.22
  const moment = after(startOf(lastWorkdayOfMonth(dayOf(closedAt))) + 16 * HOUR, random() * 2.5 * HOUR)
  return batch && moment > repliedAt + SECOND ? moment : closedAt
}

/** Withdrawn or merged some hours after dispatch; what would have come later never happens. */
function cancelled(random: Random, life: Handling & { readonly dispatchedAt: Instant }): Handling {
  const cancelledAt = after(life.dispatchedAt, between(random, 0.3, 40) * HOUR)
  const before = (instant: Instant | undefined): Instant | undefined => (instant !== undefined && instant < cancelledAt ? instant : undefined)
  return {
    ...life,
    returnedAt: before(life.returnedAt),
    dispatchedAgainAt: before(life.dispatchedAgainAt),
    signedAt: before(life.signedAt),
    contactedAt: before(life.contactedAt),
    gridContactAt: before(life.gridContactAt),
    repliedAt: before(life.repliedAt),
    closedAt: before(life.closedAt),
    reopenedAt: undefined,
    closedAgainAt: undefined,
    cancelledAt,
    cancelReason: random() < 0.6 ? '重复合并' : '诉求人撤回',
  }
}
