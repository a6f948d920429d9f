// Makes the city-management events of one day: a pure function of seed and day.
import type { Instant, LocalDay } from '../../../rules/time/instant.ts'
import { after, loadOf, momentOf, storyAt, type LoadShape } from '../load.ts'
import { DAY, HOUR, MINUTE, dayText } from '../local-time.ts'
import { byDistrict, someDistrict, someStreet } from '../places.ts'
import { between, chooser, countAround, hashOf, logNormal, randomOf, type Random } from '../random.ts'
import type { CityEvent } from './event.ts'

const LOAD: LoadShape = { workday: 72, kinds: { workday: 1, weekend: 0.62, holiday: 0.45 }, heating: false }
const EVENTS = hashOf('events')
const COUNT = -1

const filedOn = momentOf([0.3, 0.2, 0.2, 0.2, 0.3, 1, 3, 6, 9, 10, 9, 7, 4, 6, 9, 10, 9, 7, 4, 2, 1.5, 1, 0.8, 0.5])
const someKind = chooser<readonly [kind: string, bureau: string]>([
  [['暴露垃圾', 'cgj'], 18], [['占道经营', 'cgj'], 16], [['非机动车乱停放', 'cgj'], 15], [['井盖缺损', 'swj'], 7], [['道路破损', 'jtj'], 8],
  [['路灯损坏', 'cgj'], 7], [['绿化毁坏', 'cgj'], 6], [['违规广告', 'cgj'], 7], [['积存渣土', 'zjj'], 6], [['道路积水', 'swj'], 4], [['油烟污染', 'hbj'], 4], [['公共设施倾斜', 'jtj'], 2],
])
const someFinder = chooser([['监督员上报', 46], ['视频智能识别', 24], ['公众举报', 18], ['领导批办', 2], ['物联感知', 10]])

/** By district: share handled outside the platform at the middle of the story, and share of the others that run through the online loop. */
const OFF_PLATFORM = byDistrict([0.03, 0.05, 0.07, 0.09, 0.13, 0.27])
const IN_THE_LOOP = byDistrict([0.96, 0.95, 0.935, 0.91, 0.885, 0.66])

/** How many events are filed on a day. */
export const eventCount = (seed: number, day: LocalDay): number => countAround(randomOf(seed, EVENTS, day, COUNT), loadOf(LOAD, seed, day))

/** The events that are filed on a day, on the platform and off it. */
export function eventsOf(seed: number, day: LocalDay): readonly CityEvent[] {
  return Array.from({ length: eventCount(seed, day) }, (_, index) => makeEvent(seed, day, index))
}

/** One event; `index` may lie beyond the day's own ones. */
export function makeEvent(seed: number, day: LocalDay, index: number): CityEvent {
  const random = randomOf(seed, EVENTS, day, index)
  const filedAt = filedOn(random, day)
  const district = someDistrict(random)
  const [kind, bureau] = someKind(random)
  // Two years ago far more was handled on paper and by telephone.
  const progress = storyAt(filedAt)
  const offPlatform = random() < (OFF_PLATFORM.get(district.code) ?? 0) * (1.35 - 0.5 * progress)
  const online = !offPlatform && random() < (IN_THE_LOOP.get(district.code) ?? 0) * (0.885 + 0.145 * progress)
  const date = dayText(day).replaceAll('-', '')
  const number = String(index).padStart(8, '0')
  return {
    key: offPlatform ? `${district.code}-${date}-${number}` : `${date}00${number}`,
    stream: offPlatform ? 'district-ledgers' : 'city-events',
    day, index, kind, online, filedAt,
    foundBy: offPlatform ? '区县自办' : someFinder(random),
    area: !offPlatform && random() < 0.008 ? district.code : someStreet(random, district).code,
    district: district.code,
    bureau: offPlatform ? district.government : bureau,
    foundAt: filedAt - Math.ceil(between(random, 2, 40)) * MINUTE,
    dueAt: after(filedAt, 3 * DAY),
    ...handling(random, filedAt),
  }
}

type Handling = Pick<CityEvent, 'dispatchedAt' | 'disposedAt' | 'closedAt' | 'reworkedAt' | 'closedAgainAt' | 'cancelledAt'>

function handling(random: Random, filedAt: Instant): Handling {
  const dispatchedAt = after(filedAt, between(random, 3, 60) * MINUTE)
  if (random() < 0.012) return { dispatchedAt, cancelledAt: after(dispatchedAt, between(random, 1, 48) * HOUR) }
  const disposedAt = after(dispatchedAt, Math.min(20 * DAY, logNormal(random, 9 * HOUR, 1)))
  // 挂账: some wait for money or a building site and stay open.
  if (random() < 0.022) return { dispatchedAt }
  const closedAt = after(disposedAt, Math.min(5 * DAY, logNormal(random, 3 * HOUR, 0.8)))
  if (random() >= 0.03) return { dispatchedAt, disposedAt, closedAt }
  const reworkedAt = after(closedAt, between(random, 0.5, 5) * DAY)
  const closedAgainAt = random() < 0.1 ? undefined : after(reworkedAt, Math.min(20 * DAY, logNormal(random, 14 * HOUR, 0.9)))
  return { dispatchedAt, disposedAt, closedAt, reworkedAt, closedAgainAt }
}
