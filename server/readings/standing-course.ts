// Standings over a span: where each stood at the close of every period, what turned between the two ends, and since when it stands as it does.
import { judge } from '../../rules/judge/judge.ts'
import type { LastProven, Standing, StandingState } from '../../rules/judge/standing.ts'
import { standingWord, stateWithHistory } from '../../rules/judge/word.ts'
import type { Model } from '../../rules/model/model-schema.ts'
import { dayText } from '../../rules/time/calendar.ts'
import type { LocalDay } from '../../rules/time/instant.ts'
import type { Zone } from '../../rules/time/zone.ts'
import type { Value } from '../../rules/values/value.ts'
import type { SpanItem, ToldStanding } from '../schemas/span-trends.ts'
import { lastReadAt } from './proven-before.ts'
import { toJudged } from './present-standing.ts'

/** One item's standing at a moment, with the level that was proven last where its feeds have stopped since. */
interface Told {
  readonly standing: Standing
  readonly state: StandingState
  readonly last: LastProven | null
}

/** The judged values at the close of a local day. */
export interface DayValues {
  readonly day: LocalDay
  readonly values: readonly Value[]
}

interface Track {
  readonly first: Told
  latest: Told
  /** The days between whose closes the latest came about; undefined while nothing has changed. */
  changed: { readonly after: LocalDay; readonly by: LocalDay; readonly before: Told } | undefined
  readonly moments: Told[]
}

/** Follows the standings of all items with numbers from close to close, which are told in order of time: judging every day of years would be dear. */
export class StandingCourse {
  private readonly model: Model
  private readonly zone: Zone
  private readonly tracks = new Map<string, Track>()
  private last: LocalDay | undefined

  constructor(model: Model, zone: Zone) {
    this.model = model
    this.zone = zone
  }

  /** Judges the values of a close; `keeps` where it is one of the moments, which the very beginning need not be. */
  tell({ day, values }: DayValues, keeps: boolean): void {
    for (const standing of this.judge(values)) {
      const track = this.tracks.get(standing.item)
      const told = this.toldOf(standing, track?.latest, { day, values })
      if (track === undefined) this.tracks.set(standing.item, { first: told, latest: told, changed: undefined, moments: keeps ? [told] : [] })
      else {
        if (!isSame(track.latest, told)) track.changed = { after: this.last ?? day, by: day, before: track.latest }
        track.latest = told
        if (keeps) track.moments.push(told)
      }
    }
    this.last = day
  }

  /** What the whole course says, in the order of the standard. `days`: every day of it, among them the one since which a standing is as it is. */
  items(days: readonly DayValues[]): SpanItem[] {
    const judged = new Map<LocalDay, ReadonlyMap<string, Standing>>()
    const standingsOf = ({ day, values }: DayValues): ReadonlyMap<string, Standing> => {
      const known = judged.get(day) ?? new Map(this.judge(values).map((standing) => [standing.item, standing]))
      judged.set(day, known)
      return known
    }
    return [...this.tracks].map(([item, track]) => {
      const { first, latest, moments } = track
      const since = this.sinceOf(item, track, days, standingsOf)
      return {
        item,
        was: this.present(first),
        is: this.present(latest),
        moved: movedBetween(first, latest),
        since: since === undefined ? null : dayText(since),
        turned: turnedBetween(first.standing, latest.standing),
        moments: moments.map(({ standing: { proven, ceiling }, state }) => ({ proven, ceiling, state })),
      }
    })
  }

  /** The day after the last one, between the two closes, that says otherwise. */
  private sinceOf(item: string, { changed, latest }: Track, days: readonly DayValues[], standingsOf: (day: DayValues) => ReadonlyMap<string, Standing>): LocalDay | undefined {
    if (changed === undefined) return undefined
    let told = changed.before
    let since = changed.by
    for (const one of days) {
      if (one.day <= changed.after || one.day > changed.by) continue
      const standing = standingsOf(one).get(item)
      if (standing === undefined) continue
      const next = this.toldOf(standing, told, one)
      if (!isSame(told, next) && isSame(next, latest)) since = one.day
      told = next
    }
    return since
  }

  private judge(values: readonly Value[]): readonly Standing[] {
    return judge(this.model, toJudged(values, this.zone)).filter(({ requirements }) => requirements.length > 0)
  }

  private toldOf(standing: Standing, before: Told | undefined, { day, values }: DayValues): Told {
    const last = before?.last ?? null
    const state = stateWithHistory(this.model, standing, last)
    if (state !== 'stale') return { standing, state, last: standing.proven === null ? last : { level: standing.proven, date: dayText(day) } }
    const readAt = lastReadAt(this.model, standing, { values })
    return { standing, state, last: last === null || readAt === undefined ? last : { ...last, date: dayText(this.zone.localDay(readAt)) } }
  }

  private present({ standing, state, last }: Told): ToldStanding {
    return { proven: standing.proven, ceiling: standing.ceiling, state, word: { ...standingWord(this.model, standing, { lastProven: last, form: 'short' }) } }
  }
}

const isSame = (a: Told, b: Told): boolean => a.standing.proven === b.standing.proven && a.standing.ceiling === b.standing.ceiling && a.state === b.state

/** A standing is an interval: it rose or fell where the two do not touch. What lies between is left open unless both ends say the same. */
export function movedBetween(was: Pick<Told, 'standing' | 'state'>, is: Pick<Told, 'standing' | 'state'>): SpanItem['moved'] {
  const [a, b] = [was.standing, is.standing]
  if (b.proven !== null && b.proven > a.ceiling) return 'rose'
  if (a.proven !== null && b.ceiling < a.proven) return 'fell'
  return a.proven === b.proven && a.ceiling === b.ceiling && was.state === is.state && is.state !== 'stale' && is.state !== 'unproven' ? 'same' : 'open'
}

function turnedBetween(was: Standing, is: Standing): SpanItem['turned'] {
  return is.requirements.flatMap(({ requirement, outcome }) => {
    const before = was.requirements.find((one) => one.requirement === requirement)?.outcome ?? 'unknown'
    return before === outcome ? [] : [{ requirement, was: before, is: outcome }]
  })
}
