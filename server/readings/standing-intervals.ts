// The standings of an item over time: by the event where they were decided live, by the day where they are known otherwise now or were never decided.
import type { Db } from '../../db/open-store.ts'
import { standingHistory, type KeptStanding } from '../../db/standings/standings.ts'
import { judge } from '../../rules/judge/judge.ts'
import type { Standing } from '../../rules/judge/standing.ts'
import { getIndicator, requirementsOf } from '../../rules/model/lookup.ts'
import type { Instant } from '../../rules/time/instant.ts'
import type { StandingInterval } from '../schemas/trends.ts'
import { judgedOf } from './cells.ts'
import type { CityContext } from './city-context.ts'
import { dailyReadings } from './daily-readings.ts'
import { toJudged } from './present-standing.ts'

export interface IntervalQuestion {
  readonly item: string
  readonly area: string
  readonly from: Instant
  readonly to: Instant
  readonly knownAt?: Instant | undefined
}

/** A standing from one instant to another, as intervals tell it. */
type Told = Omit<StandingInterval, 'from' | 'to'>

/** More changes of one item than this are left out, the oldest first. */
const MOST_DECISIONS = 10_000

/** Intervals follow one another without a gap; empty for an item without numbers. Decisions are kept for the city alone. */
export async function readStandingIntervals(db: Db, context: CityContext, question: IntervalQuestion): Promise<StandingInterval[]> {
  const { model, city: { zone } } = context
  const indicators = [...new Set(requirementsOf(model, question.item).map(({ indicator }) => getIndicator(model, indicator)))]
  if (indicators.length === 0) return []
  const decisions = await decisionsOf(db, question)
  const track = new Track((at) => zone.format(at))
  const days = { area: question.area, wanted: judgedOf(context, indicators), from: zone.localDay(question.from), to: zone.localDay(question.to), now: question.to, knownAt: question.knownAt }
  let begins = zone.startOfDay(days.from)
  for (const { at, values } of await dailyReadings(db, context, days)) {
    const standing = judge(model, toJudged(values.filter((value) => value !== undefined), zone)).find(({ item }) => item === question.item)
    if (standing !== undefined) tellDay(track, { begins, ends: at }, standing, decisions)
    begins = at
  }
  return track.intervals
}

/** Decisions by the event in order of time, the one in force at the beginning among them. */
async function decisionsOf(db: Db, { item, area, from, to, knownAt }: IntervalQuestion): Promise<readonly KeptStanding[]> {
  const asked = { area, item, knownAt, cause: 'change' as const }
  const inForce = await standingHistory(db, { ...asked, from: 0, to: from - 1, limit: 1 })
  const within = await standingHistory(db, { ...asked, from, to, limit: MOST_DECISIONS })
  return [...within, ...inForce].reverse()
}

/** A day whose close is still what was decided for it stays as it was decided; another one is told anew as a whole. */
function tellDay(track: Track, { begins, ends }: { readonly begins: Instant; readonly ends: Instant }, standing: Standing, decisions: readonly KeptStanding[]): void {
  const now = { proven: standing.proven, ceiling: standing.ceiling, state: standing.state }
  const last = decisions.findLast(({ asOf }) => asOf <= ends)
  if (last === undefined) return track.tell(begins, ends, { ...now, decided: 'backfilled' })
  if (!isSame(last, now)) return track.tell(begins, ends, { ...now, decided: 'restated', was: { proven: last.proven, ceiling: last.ceiling, state: stateOf(last), model: last.modelVersion } })
  let inForce: Told = { ...now, decided: 'backfilled' }
  let since = begins
  for (const decision of decisions) {
    if (decision.asOf > ends) break
    if (decision.asOf > since) {
      track.tell(since, decision.asOf, inForce)
      since = decision.asOf
    }
    inForce = { proven: decision.proven, ceiling: decision.ceiling, state: stateOf(decision), decided: 'live' }
  }
  track.tell(since, ends, inForce)
}

const isSame = (kept: KeptStanding, { proven, ceiling, state }: Pick<Standing, 'proven' | 'ceiling' | 'state'>): boolean =>
  kept.proven === proven && kept.ceiling === ceiling && kept.state === state

const STATES: readonly Standing['state'][] = ['proven', 'below-one', 'capped', 'insufficient-sample', 'not-assessable', 'stale', 'unproven']
const stateOf = ({ state }: KeptStanding): Standing['state'] => STATES.find((known) => known === state) ?? 'unproven'

/** Intervals in order of time, joined where they tell the same. */
class Track {
  readonly intervals: StandingInterval[] = []
  private readonly format: (at: Instant) => string
  private told = ''

  constructor(format: (at: Instant) => string) {
    this.format = format
  }

  tell(from: Instant, to: Instant, told: Told): void {
    const last = this.intervals.at(-1)
    const text = JSON.stringify(told)
    // What was decided at the very end needs an interval only where it is something else.
    if (to <= from && last?.proven === told.proven && last.ceiling === told.ceiling && last.state === told.state) return
    if (last !== undefined && text === this.told) last.to = this.format(to)
    else this.intervals.push({ from: last?.to ?? this.format(from), to: this.format(to), ...told })
    this.told = text
  }
}
