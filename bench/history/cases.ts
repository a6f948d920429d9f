// Seeded cases: three years of appeals and events with everything that happens to them, each a pure function of seed, pass and number.
import { between, hashOf, logNormal, randomOf, type Random } from '../../ingest/simulator/random.ts'
import type { CaseFact, CaseFields, CaseType } from '../../rules/facts/fact.ts'
import type { Instant, LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import { weekdayOf } from '../../rules/time/calendar.ts'
import { BUREAUS, DISTRICTS, HOTLINE, PLATFORM, STREETS } from './city.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Three years. */
export const DAYS = 3 * 365

/** A case with its whole life; what lies after the present has not happened yet. Instants are whole seconds. */
export interface Life {
  readonly type: CaseType
  readonly key: string
  /** Null for the few that name none: they speak of the city. */
  readonly area: string | null
  readonly bureau: string
  /** Accepted or filed. */
  readonly startedAt: Instant
  readonly dispatchedAt?: Instant
  readonly contactAt?: Instant
  readonly closedAt?: Instant
  readonly reopenedAt?: Instant
  readonly reclosedAt?: Instant
  readonly cancelledAt?: Instant
  readonly directAnswer: boolean
  readonly complex: boolean
  readonly online: boolean
  /** When its system sent its record, the last time with everything that has happened. */
  readonly versions: readonly Instant[]
}

/** Weight of each hour of a day. */
const HOURS = [1.2, 0.8, 0.5, 0.4, 0.4, 0.6, 1.5, 3, 6, 8.5, 8, 6.5, 5, 5.5, 7, 7.2, 6.8, 6, 5, 4.8, 4.5, 4, 3, 2]
const HOUR_BOUNDS = HOURS.reduce<number[]>((bounds, weight) => [...bounds, (bounds.at(-1) ?? 0) + weight], [0])
const HOURS_SUM = HOUR_BOUNDS.at(-1) ?? 1

/** The instant of a day before which this share of the day's cases has begun. */
function momentOf(startOfDay: Instant, share: number): Instant {
  const wanted = share * HOURS_SUM
  const hour = HOUR_BOUNDS.findLastIndex((bound) => bound <= wanted)
  return startOfDay + Math.floor((hour + (wanted - (HOUR_BOUNDS[hour] ?? 0)) / (HOURS[hour] ?? 1)) * 3600) * 1000
}

export interface Pass {
  readonly seed: string
  /** Passes share no case. */
  readonly number: number
  readonly cases: number
  /** Local days up to the present over which its cases begin. */
  readonly days: number
  readonly present: Instant
  readonly zone: Zone
}

/** The cases of a pass that have begun by the present, in order of time, spread over its days: fewer at weekends, a little more every year. */
export function* livesOf(pass: Pass): Iterable<Life> {
  const today = pass.zone.localDay(pass.present)
  const first = today - pass.days + 1
  const weight = (day: LocalDay): number => ([0, 6].includes(weekdayOf(day)) ? 0.7 : 1) * (1 + (0.04 * (day - first)) / 365)
  let sum = 0
  for (let day = first; day <= today; day++) sum += weight(day)
  let before = 0
  let number = 0
  for (let day = first; day <= today; day++) {
    before += weight(day)
    const until = Math.round((before / sum) * pass.cases)
    const start = pass.zone.startOfDay(day)
    const count = until - number
    for (let index = 0; index < count; index++, number++) {
      const startedAt = momentOf(start, (index + 0.5) / count)
      if (startedAt <= pass.present) yield lifeOf(pass, number, startedAt)
    }
  }
}

/** The case of a number, begun at an instant. */
export function lifeOf({ seed, number: pass, present }: Pick<Pass, 'seed' | 'number' | 'present'>, number: number, startedAt: Instant): Life {
  const random = randomOf(hashOf(seed), pass, number)
  const type = random() < 0.5 ? 'appeal' : 'event'
  const key = `${type === 'appeal' ? 'BH' : 'AJ'}${pass}-${String(number).padStart(8, '0')}`
  const district = Math.floor(random() ** 1.3 * DISTRICTS.length)
  const street = STREETS[district * 4 + Math.floor(random() * 4)] ?? null
  const area = random() < 0.003 ? null : street
  const bureau = BUREAUS[Math.floor(random() ** 1.5 * BUREAUS.length)] ?? 'b01'
  const head = { type, key, area, bureau, startedAt } as const
  if (type === 'event') {
    const life = { ...head, directAnswer: false, complex: false, online: random() < 0.92, ...closings(random, startedAt, 14) }
    return { ...life, versions: versionsOf(random, life, present) }
  }
  if (random() < 0.1) {
    const closedAt = second(startedAt + between(random, 1, 9) * MINUTE)
    return { ...head, directAnswer: true, complex: false, online: false, closedAt, versions: [Math.min(closedAt, present)] }
  }
  const complex = random() < 0.03
  const dispatchedAt = second(startedAt + Math.min(8 * HOUR, logNormal(random, 9 * MINUTE, 0.9)))
  const contactAt = second(dispatchedAt + Math.min(12 * DAY, logNormal(random, 1.2 * HOUR, 1.05) * (complex ? 6 : 1)))
  const life = { ...head, directAnswer: false, complex, online: false, dispatchedAt, contactAt, ...closings(random, contactAt, complex ? 100 : 34) }
  return { ...life, versions: versionsOf(random, life, present) }
}

/** 3 % never close, 2 % are reopened and most of these closed again, 1 % are cancelled. `hours`: the median until closed. */
function closings(random: Random, from: Instant, hours: number): Pick<Life, 'closedAt' | 'reopenedAt' | 'reclosedAt' | 'cancelledAt'> {
  if (random() < 0.01) return { cancelledAt: second(from + between(random, 0.3, 40) * HOUR) }
  if (random() < 0.03) return {}
  const closedAt = second(from + Math.min(60 * DAY, logNormal(random, hours * HOUR, 0.9)))
  if (random() >= 0.02) return { closedAt }
  const reopenedAt = second(closedAt + between(random, 1, 10) * DAY)
  return random() < 0.1 ? { closedAt, reopenedAt } : { closedAt, reopenedAt, reclosedAt: second(reopenedAt + logNormal(random, 60 * HOUR, 0.8)) }
}

type Steps = Omit<Life, 'versions'>

const stepsOf = (life: Steps): readonly Instant[] =>
  [life.startedAt, life.dispatchedAt, life.contactAt, life.closedAt, life.reopenedAt, life.reclosedAt, life.cancelledAt].filter((at) => at !== undefined)

/** Four in five cases come once, when all has happened; the others also as they stood after a step, a few twice. */
function versionsOf(random: Random, life: Steps, present: Instant): readonly Instant[] {
  const steps = [...new Set(stepsOf(life).filter((at) => at <= present))].sort((a, b) => a - b)
  const last = steps.at(-1) ?? life.startedAt
  const chance = random()
  const earlier = chance < 0.8 ? [] : chance < 0.95 ? steps.slice(-2, -1) : steps.slice(-3, -1)
  return [...earlier, last]
}

const second = (at: number): Instant => Math.floor(at / 1000) * 1000

/** The whole record of a case as it stood at an instant. */
export function factAt(life: Life, at: Instant): CaseFact {
  const seen = (instant: Instant | undefined): instant is Instant => instant !== undefined && instant <= at
  const closedAt = [life.closedAt, life.reclosedAt].filter(seen)
  const fields: CaseFields = {
    ...(life.type === 'appeal' ? { acceptedAt: life.startedAt } : { filedAt: life.startedAt }),
    ...(seen(life.dispatchedAt) ? { dispatchedAt: life.dispatchedAt } : {}),
    ...(seen(life.contactAt) ? { firstContactAt: life.contactAt } : {}),
    ...(closedAt.length > 0 ? { closedAt } : {}),
    ...(seen(life.reopenedAt) ? { reopenedAt: [life.reopenedAt] } : {}),
    ...(seen(life.cancelledAt) ? { cancelledAt: life.cancelledAt } : {}),
    ...(life.type === 'appeal' ? { directAnswer: life.directAnswer, complex: life.complex } : { online: life.online }),
  }
  return {
    kind: 'case', caseType: life.type, completeness: 'full', source: life.type === 'appeal' ? HOTLINE : PLATFORM, key: life.key,
    observedAt: at, version: at, area: life.area, bureau: life.bureau, fields,
  }
}
